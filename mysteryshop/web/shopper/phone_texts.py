"""The sentences of the offline form, in the shopper's language: the phone holds no catalogue of its own."""

from flask_babel import gettext as _


def phone_texts() -> dict[str, object]:
    """By the names that static/js/offline uses; `%(name)s` places are filled in on the phone."""
    return {
        "product": _("Notes"),
        "section": _("Section %(number)s of %(count)s"),
        "check": _("Check your answers"),
        "saved": _("Saved on this phone %(time)s"),
        "not_saved": _("Not saved. Free some space on this phone, or save a copy."),
        "full": _("Not saved. The phone's storage is full. Free some space, or save a copy."),
        "nearly_full": _("This phone is nearly full. Free some space before the next photo."),
        "reload": _(
            "This page was brought up to date in another window. Load it again; what you wrote is saved."
        ),
        "no_storage": _(
            "This browser keeps nothing on the phone, perhaps because of a private window. You can fill in the "
            "form with a network, page by page."
        ),
        "go_online": _("Fill it in with a network"),
        "continued": _("Continued from %(time)s"),
        "again": _("Start again"),
        "restored": _("Restored as saved %(time)s. Questions answered: %(count)s"),
        "elsewhere": _("Also open on another phone, last saved %(time)s. Both copies are kept."),
        "other_window": _("This form is open in another window. Here it can only be read."),
        "taken": _("This form was continued in another window."),
        "here": _("Continue here"),
        "missing_count": _("Still missing: %(count)s"),
        "answered": _("%(count)s of %(all)s answered"),
        "problems": _problems(),
        **_sending(),
        **_photos(),
    }


def _sending() -> dict[str, str]:
    return {
        "waiting": _("Waiting for a signal"),
        "sending": _("Waiting to be sent"),
        "photos_waiting": _("Answers received. Photos are still to be sent."),
        "received": _("Received %(time)s"),
        "receipt": _("Receipt %(code)s"),
        "held": _("A person will look at it before it counts. You need not do anything."),
        "signin": _("Sign in to send what waits: %(count)s"),
        "signin_button": _("Sign in"),
        "signin_short": _("Sign in to send this"),
        "other_user": _(
            "This belongs to another account on this phone. It is sent when that person signs in."
        ),
        "update": _("Load this page again with a network, so that it is brought up to date."),
        "attention": _("Needs a hand: %(problem)s"),
        "waiting_count": _("Waiting to be sent: %(count)s"),
        "begun": _("Begun on this phone %(time)s"),
        "tried": _("Tried %(count)s times"),
        "photos_left": _("Photos to send: %(count)s"),
        "send_now": _("Send now"),
        "save_copy": _("Save a copy"),
        "go_on": _("Continue"),
        "removed_on": _("Put aside %(time)s. Kept for seven days."),
        "bring_back": _("Bring it back"),
        "others": _(
            "Visits of another account on this phone: %(count)s. They are sent when that person signs in."
        ),
        "offline_ready": _("Available offline"),
        "offline_missing": _("Not yet available offline"),
        "persisted": _("This phone will keep it."),
        "not_persisted": _(
            "This browser may clear it after some days without a visit. Send within seven days, or add this page to "
            "the home screen."
        ),
    }


def _photos() -> dict[str, str]:
    return {
        "photo": _("Photo %(number)s"),
        "photo_saved": _("Saved on this phone, %(size)s to send"),
        "photo_received": _("Received"),
        "photo_empty": _("This file is empty. Take the photo again."),
        "photo_large": _("This photo is larger than %(size)s. Choose a smaller one."),
        "photo_failed": _("This photo could not be read. Take it again."),
        "retake": _("This photo is no longer on the phone. Take it again."),
        "remove_photo": _("Remove photo %(number)s"),
    }


def _problems() -> dict[str, str]:
    """What is missing or cannot be read, and what keeps a visit from being sent."""
    return {
        "answer": _("no answer yet"),
        "comment": _("say what happened"),
        "evidence": _("a photo is needed"),
        "number": _("write a number with digits, such as 12 or 2.5"),
        "number_size": _("this number is too long or too large"),
        "negative": _("a duration cannot be negative"),
        "too_long": _("a duration of more than 90 days cannot be right"),
        "moment": _("give each moment as a date and a time"),
        "both_moments": _("give both moments, or the time it took"),
        "moments_order": _("the second moment is before the first"),
        "moments_or_time": _("give the two moments or the time it took, not both"),
        "date": _("write a date, such as 31.3.2026"),
        "time": _("write a time, such as 14:05"),
        "none_alone": _("“None of these” stands alone"),
        "photos": _("a photo cannot be sent"),
        "conflict": _("other answers were received for this visit; both are kept"),
        "round_not_open": _("nothing more is asked for in this visit"),
    }

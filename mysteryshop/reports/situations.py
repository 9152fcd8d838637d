"""What a situation and a channel are called: the five known ones by us, a brand's own by the names it gave."""

from collections.abc import Mapping

from flask_babel import get_locale, gettext

Names = Mapping[str, Mapping[str, str]]  # situation key -> language code -> name


def situation_name(key: str, own_names: Names | None = None) -> str:
    """The name of a situation in the present language.

    :param own_names: what `queries.scorecards.situation_names` gives; a key without a name is shown as it is.
    """
    known = {
        "order": gettext("Order"),
        "inquiry": gettext("Inquiry"),
        "purchase": gettext("Purchase"),
        "complaint": gettext("Complaint"),
        "feedback": gettext("Feedback"),
    }
    names = (own_names or {}).get(key)
    if names:
        locale = get_locale()
        chosen = names.get(str(locale.language) if locale else "en") or next(iter(names.values()), key)
        return chosen or key
    return known.get(key, key)


def channel_name(key: str) -> str:
    """How the contact was made, in the present language."""
    return {
        "visit": gettext("Visit"),
        "phone": gettext("Phone"),
        "email": gettext("E-mail"),
        "chat": gettext("Chat"),
        "web": gettext("Web"),
    }.get(key, key)

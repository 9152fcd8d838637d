"""Every sentence of Flask-Security that our pages can show, in our words.

Flask-Security looks each of them up in our own catalogue (`SECURITY_I18N_DOMAIN`), so marking them here is what makes
them translatable. The second half of a pair is the kind of message.
"""

from mysteryshop.domain.errors import N_

_Message = tuple[str, str]

MESSAGES: dict[str, _Message] = {
    "GENERIC_AUTHN_FAILED": (N_("Address and password do not match. Check both and try again."), "error"),
    "USER_DOES_NOT_EXIST": (N_("Address and password do not match. Check both and try again."), "error"),
    "INVALID_PASSWORD": (N_("This is not your present password."), "error"),
    "DISABLED_ACCOUNT": (N_("Address and password do not match. Check both and try again."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Enter your e-mail address."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("Enter an e-mail address like name@example.com."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Enter the password."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords differ. Enter the new one twice."), "error"),
    "PASSWORD_IS_THE_SAME": (N_("This is the password you have now. Choose another one."), "error"),
    "API_ERROR": (N_("That value does not fit here. Load the page again and try once more."), "error"),
    "INVALID_REDIRECT": (
        N_("The page you came from is not one of ours. Sign in, then go on from the start."),
        "error",
    ),
    "UNAUTHENTICATED": (N_("Sign in to open this page."), "info"),
    "LOGIN": (N_("Sign in to open this page."), "info"),
    "REFRESH": (N_("Sign in again to open this page."), "info"),
    "UNAUTHORIZED": (N_("This page does not exist, or is not open to you."), "error"),
    "ANONYMOUS_USER_REQUIRED": (N_("You are signed in already."), "info"),
    "PASSWORD_RESET_REQUEST": (
        N_(
            "If there is an account for %(email)s, a mail with a link is on its way. The link is good for an hour."
        ),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (N_("This link was good for %(within)s. Ask for a new one here."), "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (
        N_("This link has been used already, or is not complete. Ask for a new one here."),
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your new password is set. Sign in with it."), "success"),
    "PASSWORD_CHANGE": (N_("Your password is changed. Other devices have been signed out."), "success"),
}

SUBJECTS = {
    "EMAIL_SUBJECT_PASSWORD_RESET": N_("Choose a new password"),
    "EMAIL_SUBJECT_PASSWORD_NOTICE": N_("Your password was changed"),
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": N_("Your password was changed"),
}

# Words of Flask-Security itself that stay as they are: labels of its forms, which our templates do not print, but
# which a browser reads out of the page's title or a wrong token.
OTHER_WORDS = (N_("Email Address"), N_("Password"), N_("New Password"), N_("Retype Password"), N_("Login"))

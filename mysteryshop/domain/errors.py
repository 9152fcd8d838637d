"""What can go wrong in the business, in sentences a user may read."""


def N_(text: str) -> str:
    """Mark a sentence for translation without translating it: the domain knows no language.

    The web layer translates the template and then fills in the parameters (`web/errors.py: sentence`).
    """
    return text


class DomainError(Exception):
    """A rule of the business was broken; the message is safe to show to the user.

    :param template: an English sentence marked with `N_`, with `%(name)s` places; says what to do and names the thing.
    :param params: what fills the places. Texts of users, never translated.
    """

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template % params if params else template)
        self.template = template
        self.params = params

    @property
    def message(self) -> str:
        return str(self)


class NotFound(DomainError):
    """The thing does not exist, or is not the asker's: both look the same. Shown as 404."""


class NotAllowed(DomainError):
    """The move is not possible in the present state. Shown as 409; nothing was changed."""

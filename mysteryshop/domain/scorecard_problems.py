"""What is wrong with a document, as data: where, which sentence, what fills it. Readers may translate it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Problem:
    """One error or warning.

    :param path: JSON path such as `$.sections[0].questions[1].kind`; of the owner where a field is missing.
    :param template: an English sentence marked with `N_`, with `%(name)s` places.
    :param params: what fills the places: texts of users, numbers, or tuples of keys and language codes.
    """

    path: str
    template: str
    params: Mapping[str, object] = field(default_factory=dict)
    is_fixable: bool = False
    """Something that the builder can show and put right; else the document has not even the right shape."""

    @property
    def message(self) -> str:
        """The sentence in English."""
        return filled(self.template, self.params)

    def as_dict(self) -> dict[str, str]:
        return {"path": self.path, "message": self.message}


def filled(template: str, params: Mapping[str, object]) -> str:
    """The template, translated or not, with its places filled; a tuple becomes a list with commas."""
    if not params:
        return template
    return template % {
        name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
        for name, value in params.items()
    }

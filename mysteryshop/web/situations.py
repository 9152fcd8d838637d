"""What a brand's situations, channels and parts of the day are called in the reader's language."""

from flask_babel import gettext

from mysteryshop.domain.errors import N_
from mysteryshop.domain.names import CHANNEL_NAMES, SITUATION_NAMES
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.web.filters import language

DAY_PART_NAMES = {
    "morning": N_("Morning"),
    "afternoon": N_("Afternoon"),
    "evening": N_("Evening"),
    "night": N_("Night"),
}


def situation_choices(brand_id: int) -> list[tuple[str, str]]:
    """Key and name of every situation of the brand: the five known ones, then its own."""
    own = situation_names(brand_id)
    known = [(key, gettext(name)) for key, name in SITUATION_NAMES.items()]
    return known + [(key, _named(key, names)) for key, names in own.items() if key not in SITUATION_NAMES]


def _named(key: str, names: dict[str, str]) -> str:
    return names.get(language()) or names.get("en") or next(iter(names.values()), key)


def channel_choices() -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in CHANNEL_NAMES.items()]


def day_part_choices() -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in DAY_PART_NAMES.items()]

"""What a brand's situations, channels and parts of the day are called in the reader's language."""

from flask_babel import gettext

from mysteryshop.domain.access import CHANNELS, SITUATIONS
from mysteryshop.domain.errors import N_
from mysteryshop.queries.scorecards import situation_names
from mysteryshop.reports.situations import channel_name, situation_name

DAY_PART_NAMES = {
    "morning": N_("Morning"),
    "afternoon": N_("Afternoon"),
    "evening": N_("Evening"),
    "night": N_("Night"),
}


def situation_choices(brand_id: int) -> list[tuple[str, str]]:
    """Key and name of every situation of the brand: the five known ones, then its own."""
    own = situation_names(brand_id)
    return [(key, situation_name(key, own)) for key in dict.fromkeys((*SITUATIONS, *own))]


def channel_choices() -> list[tuple[str, str]]:
    return [(key, channel_name(key)) for key in CHANNELS]


def day_part_choices() -> list[tuple[str, str]]:
    return [(key, gettext(name)) for key, name in DAY_PART_NAMES.items()]


def word_choices(brand_id: int) -> dict[str, list[tuple[str, str]]]:
    """Keys and names of everything that an answer's words can mean."""
    return {
        "situation": situation_choices(brand_id),
        "channel": channel_choices(),
        "day_part": day_part_choices(),
    }

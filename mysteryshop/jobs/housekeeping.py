"""The night's work."""

from mysteryshop import clock
from mysteryshop.services import housekeeping


def keep_house(_subject_id: str) -> None:
    """Purge what nobody wants any more, look for what must be there; the subject is the day."""
    housekeeping.keep_house(now=clock.utc_now())

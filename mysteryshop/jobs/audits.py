"""Jobs over what shoppers sent."""

from uuid import UUID

from mysteryshop import clock
from mysteryshop.services import photos, rounds


def score_round(subject_id: str) -> None:
    """Score a stored round again that could not be scored when it came in; the subject is "<audit>/<round>"."""
    audit_id, number = subject_id.split("/")
    rounds.score_round(UUID(audit_id), int(number), now=clock.utc_now())


def scale_photo(subject_id: str) -> None:
    """Make the copies of a photo that could not be scaled when it came in."""
    photos.scale_photo(UUID(subject_id))

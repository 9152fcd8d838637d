"""Jobs over files of locations. The subject of each is the import's id."""

from mysteryshop import clock
from mysteryshop.services import location_imports


def read_locations(subject_id: str) -> None:
    location_imports.run_reading(int(subject_id), now=clock.utc_now())


def check_locations(subject_id: str) -> None:
    location_imports.run_checking(int(subject_id), now=clock.utc_now())


def import_locations(subject_id: str) -> None:
    location_imports.run_importing(int(subject_id), now=clock.utc_now())

"""Jobs over files of customers' answers. The subject of each is the import's id."""

from mysteryshop import clock
from mysteryshop.services import import_runs


def read_import(subject_id: str) -> None:
    import_runs.run_reading(int(subject_id), now=clock.utc_now())


def check_import(subject_id: str) -> None:
    import_runs.run_checking(int(subject_id), now=clock.utc_now())


def import_responses(subject_id: str) -> None:
    import_runs.run_importing(int(subject_id), now=clock.utc_now())

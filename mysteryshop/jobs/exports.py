"""Jobs that write workbooks."""

from mysteryshop.services import exports


def export_responses(subject_id: str) -> None:
    """Customers' answers; the subject is the export's id."""
    exports.make_export(int(subject_id))

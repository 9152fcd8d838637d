"""The files behind imports. They hold customers' data, so each goes as soon as no import needs it any more."""

from sqlalchemy import func, select

from mysteryshop import storage
from mysteryshop.extensions import db
from mysteryshop.models import Import

NO_LONGER_NEEDED = ("done", "dropped")


def forget_file(file_key: str) -> None:
    """Delete a file, unless an import under way has the same content. Called after the commit."""
    needed = select(func.count()).where(Import.file_key == file_key, Import.state.not_in(NO_LONGER_NEEDED))
    if not db.session.scalar(needed):
        storage.delete(file_key)

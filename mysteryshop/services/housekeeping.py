"""What is done every night: what nobody wants any more goes, and what must be there is looked for.

Nothing that was sent goes here. Files are shared by content: one goes only when no row names it any more.
"""

import logging
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, select, update

from mysteryshop import storage
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Audit, Brand, Change, Draft, Export, Import, Job, Photo, Report
from mysteryshop.services.exports import purge_exports
from mysteryshop.services.history import record_change
from mysteryshop.services.jobs import add_job
from mysteryshop.services.limits import forget

ORPHANS_KEPT = timedelta(days=30)
REMOVED_KEPT = timedelta(days=30)
DRAFTS_KEPT = timedelta(days=7)
STILL_ARRIVING = timedelta(hours=1)  # a file so young may belong to a row that is about to be written
AT_ONCE = 500

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a night did, in rows."""

    drafts: int
    orphans: int
    removed: int
    counts: int  # of tries to sign in, in windows that are over
    exports: int
    lost: int


def plan_night(*, now: datetime) -> None:
    """Store tonight's job, once, from two o'clock (UTC) on; however often this is called."""
    key = f"keep_house:{now.date()}"
    if now.hour < 2 or db.session.scalar(select(exists().where(Job.dedupe_key == key))):
        return
    with transaction():
        add_job("keep_house", now.date(), now=now, dedupe_key=key)


def keep_house(*, now: datetime) -> Kept:
    """Everything that a night does; twice changes nothing."""
    kept = Kept(
        drafts=purge_removed_drafts(now=now),
        orphans=purge_orphans(now=now),
        removed=purge_removed_photos(now=now),
        exports=purge_exports(now=now),
        counts=forget(ended_before=now.timestamp()),
        lost=len(check_files(now=now)),
    )
    log.info("the night's work: %s", asdict(kept))
    return kept


def purge_removed_drafts(*, now: datetime) -> int:
    """Delete drafts that were put aside by "Start again" seven days ago. Their photos are orphans from then on."""
    with transaction():
        gone = db.session.scalars(
            delete(Draft)
            .where(Draft.removed_at <= now - DRAFTS_KEPT, ~exists().where(Audit.id == Draft.id))
            .returning(Draft.id)
        ).all()
    return len(gone)


def purge_orphans(*, now: datetime) -> int:
    """Delete photos that came thirty days ago and belong to no visit and no draft.

    A phone that still holds the visit holds the photo too, and sends it again when it is asked.
    """
    has_no_visit = ~exists().where(Audit.id == Photo.submission_id)
    has_no_draft = ~exists().where(Draft.id == Photo.submission_id)
    return _purge((Photo.uploaded_at <= now - ORPHANS_KEPT) & has_no_visit & has_no_draft, "orphan", now)


def purge_removed_photos(*, now: datetime) -> int:
    """Delete the files of photos that shoppers took away. The rows stay, so that a late copy is not taken in."""
    old = (Photo.state == "removed") & (Photo.uploaded_at <= now - REMOVED_KEPT)
    return _purge(old & Photo.stored_key.is_not(None), "removed", now)


def check_files(*, now: datetime) -> list[UUID]:
    """The stored photos whose file the disk no longer has. Each is noted in the history once, and in the log.

    While it is missing, the status of its visit asks the phone for it again.
    """
    lost = []
    named = (Photo.state == "stored") & Photo.stored_key.is_not(None)
    found = db.session.execute(
        select(Photo.id, Photo.brand_id, Photo.submission_id, Photo.stored_key).where(named)
    )
    for row in found.all():
        if not storage.holds(row.stored_key):
            lost.append(row)
            log.error("the file of photo %s of visit %s is missing", row.id, row.submission_id)
    with transaction():
        for row in lost:
            known = exists().where(Change.action == "photo.file_missing", Change.subject_id == str(row.id))
            if not db.session.scalar(select(known)):
                after = {"audit": str(row.submission_id)}
                record_change(
                    "photo.file_missing", "photo", row.id, user_id=None, brand_id=row.brand_id, now=now, after=after
                )  # fmt: skip
    return [row.id for row in lost]


def _purge(condition: object, why: str, now: datetime) -> int:
    """Rows first, committed; then the files that nothing names any more. A stop in between leaves a file, not a gap."""
    with transaction():
        photos = db.session.scalars(
            select(Photo).where(condition).order_by(Photo.id).limit(AT_ONCE).with_for_update()  # type: ignore[arg-type]
        ).all()
        keys = {key for photo in photos for key in (photo.stored_key, photo.print_key) if key}
        ids = [photo.id for photo in photos]
        for photo in photos:
            after = {
                "why": why,
                "visit": str(photo.submission_id),
                "uploaded_at": photo.uploaded_at.isoformat(),
            }
            record_change(
                "photo.purged", "photo", photo.id, user_id=None, brand_id=photo.brand_id, now=now, after=after
            )
        if why == "removed":
            empty = {"stored_key": None, "print_key": None, "exif": None, "lat": None, "lon": None}
            db.session.execute(update(Photo).where(Photo.id.in_(ids)).values(**empty))
        else:
            db.session.execute(delete(Photo).where(Photo.id.in_(ids)))
    for key in keys:
        if not _is_named(key):
            storage.delete_old(key, before=now - STILL_ARRIVING)
    return len(ids)


def _is_named(key: str) -> bool:
    columns: Iterable[object] = (
        Photo.stored_key, Photo.print_key, Report.file_key, Brand.logo_key, Import.file_key, Export.file_key,
    )  # fmt: skip
    return any(db.session.scalar(select(exists().where(column == key))) for column in columns)  # type: ignore[arg-type]

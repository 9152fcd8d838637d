"""Customers' answers from a file: upload, mapping, confirmation. What happens in between are jobs
(`services/import_runs.py`).
"""

from datetime import datetime
from typing import IO

from sqlalchemy import delete, select

from mysteryshop import storage
from mysteryshop.domain.errors import N_, NotAllowed, NotFound
from mysteryshop.domain.response_profile import FileProfile, headers_key
from mysteryshop.domain.response_rows import ColumnMapping, check_mapping
from mysteryshop.extensions import db, transaction, upsert
from mysteryshop.models import Import, ImportMapping, ImportRow
from mysteryshop.services.history import record_change
from mysteryshop.services.import_files import forget_file
from mysteryshop.services.jobs import add_job
from mysteryshop.tabular import sniff


def upload_responses(brand_id: int, stream: IO[bytes], file_name: str, *, by: int, now: datetime) -> int:
    """Store the file and have it read.

    :param stream: seekable. :returns: the import's id.
    :raises TableRefused: what can be told from the size and the first bytes.
    """
    return store_upload(brand_id, "responses", "read_import", stream, file_name, by=by, now=now)


def store_upload(
    brand_id: int, kind: str, first_job: str, stream: IO[bytes], file_name: str, *, by: int, now: datetime
) -> int:
    """Store a file of rows and have it read by `first_job`; raises as `upload_responses`."""
    size = stream.seek(0, 2)
    stream.seek(0)
    sniff(stream.read(4096), size)
    stream.seek(0)
    key = storage.put(stream)
    with transaction():
        brought = Import(
            brand_id=brand_id,
            kind=kind,
            file_key=key,
            file_name=file_name[:200] or "file",
            state="reading",
            created_by=by,
            created_at=now,
        )
        db.session.add(brought)
        db.session.flush()
        add_job(first_job, brought.id, now=now)
        import_id = brought.id
    if not storage.holds(key):  # another import of the same content ended in between and took it away
        stream.seek(0)
        storage.put(stream)
    return import_id


def choose_mapping(brand_id: int, import_id: int, mapping: ColumnMapping, *, now: datetime) -> None:
    """Remember what the columns mean and start the dry run.

    :raises BadMapping: it cannot work; :raises NotAllowed: rows are being read or are imported already.
    """
    check_mapping(mapping)
    with transaction():
        brought = locked_import(brand_id, import_id, "mapping", "checked")
        remember_mapping(brought, mapping.as_json(), now)
        add_job("check_import", import_id, now=now)


def remember_mapping(brought: Import, mapping: str, now: datetime) -> None:
    """Check the rows by this mapping, and offer it again for the same headings; inside the transaction at hand."""
    profile = FileProfile.from_json(brought.headers or "")
    kept = upsert(ImportMapping).values(
        brand_id=brought.brand_id,
        kind=brought.kind,
        headers_sha256=headers_key(profile.headers),
        mapping=mapping,
        saved_at=now,
    )
    db.session.execute(
        kept.on_conflict_do_update(
            index_elements=["brand_id", "kind", "headers_sha256"], set_={"mapping": mapping, "saved_at": now}
        )
    )
    brought.mapping, brought.state, brought.rows_done = mapping, "checking", 0


def change_mapping(brand_id: int, import_id: int) -> None:
    """Back from the result of the dry run to the columns; nothing of it is kept.

    :raises NotAllowed: the import has begun.
    """
    with transaction():
        locked_import(brand_id, import_id, "checked", "mapping").state = "mapping"


def confirm_import(brand_id: int, import_id: int, *, by: int, now: datetime) -> None:
    """Import the good rows.

    :raises NotAllowed: not checked yet, or begun already.
    """
    with transaction():
        brought = locked_import(brand_id, import_id, "checked")
        brought.state, brought.rows_done = "importing", 0
        record_change(
            "responses.import_confirmed",
            "import",
            import_id,
            user_id=by,
            brand_id=brand_id,
            now=now,
            after={"file": brought.file_name, "rows": brought.rows_kept},
        )
        add_job("import_responses", import_id, now=now)


def drop_import(brand_id: int, import_id: int, kind: str = "responses") -> None:
    """Give up an import before anything of it was kept. The file goes with it.

    :raises NotAllowed: rows are being worked on, or are imported already.
    """
    with transaction():
        brought = locked_import(brand_id, import_id, "mapping", "checked", "failed", kind=kind)
        brought.state = "dropped"
        db.session.execute(delete(ImportRow).where(ImportRow.import_id == import_id))
        file_key = brought.file_key
    forget_file(file_key)


def locked_import(brand_id: int, import_id: int, *states: str, kind: str = "responses") -> Import:
    """The brand's import, locked, if it is in one of these states; inside the transaction at hand."""
    brought = db.session.scalars(
        select(Import)
        .where(Import.brand_id == brand_id, Import.kind == kind, Import.id == import_id)
        .with_for_update()
    ).one_or_none()
    if brought is None:
        raise NotFound(N_("There is no such import."))
    if brought.state not in states:
        raise NotAllowed(N_("This import has moved on meanwhile. Open it again to see where it is."))
    return brought

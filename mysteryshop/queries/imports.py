"""Files that were brought, and what became of their rows."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from mysteryshop.domain.access import SITUATIONS
from mysteryshop.domain.errors import DomainError
from mysteryshop.domain.location_rows import LocationMapping
from mysteryshop.domain.response_profile import FileProfile
from mysteryshop.domain.response_rows import ColumnMapping, Identity, Place
from mysteryshop.extensions import db
from mysteryshop.models import (
    BrandSituation,
    Import,
    ImportMapping,
    ImportRow,
    Location,
    Response,
    User,
)

BUSY = frozenset({"uploaded", "reading", "checking", "importing"})


@dataclass(frozen=True, slots=True)
class ImportOverview:
    """One import as its pages show it."""

    id: int
    file_name: str
    state: str
    problem: DomainError | None
    rows_total: int | None
    rows_done: int
    rows_kept: int
    rows_known: int
    rows_refused: int
    person: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def percent_done(self) -> int:
        return min(100, 100 * self.rows_done // self.rows_total) if self.rows_total else 0


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One wrong cell. The reason is a sentence of the domain, to be translated where it is shown."""

    row_number: int
    column: str
    value: str
    reason: DomainError


def responses_imports(brand_id: int) -> list[ImportOverview]:
    """The brand's imports of answers, newest first; dropped ones are absent."""
    return imports_of(brand_id, "responses")


def imports_of(brand_id: int, kind: str) -> list[ImportOverview]:
    """The brand's imports of a kind, newest first; dropped ones are absent."""
    found = _overviews(brand_id, kind).where(Import.state != "dropped").order_by(Import.id.desc()).limit(200)
    return [_overview(row, name) for row, name in db.session.execute(found)]


def find_responses_import(brand_id: int, import_id: int) -> ImportOverview | None:
    return find_import(brand_id, import_id, "responses")


def find_import(brand_id: int, import_id: int, kind: str) -> ImportOverview | None:
    row = db.session.execute(_overviews(brand_id, kind).where(Import.id == import_id)).one_or_none()
    return _overview(row[0], row[1]) if row else None


def _overviews(brand_id: int, kind: str) -> Select[Import, str]:
    return (
        select(Import, User.name)
        .join(User, User.id == Import.created_by)
        .where(Import.brand_id == brand_id, Import.kind == kind)
    )


def _overview(row: Import, person: str) -> ImportOverview:
    return ImportOverview(
        row.id,
        row.file_name,
        row.state,
        unpacked_sentence(row.problem) if row.problem else None,
        row.rows_total,
        row.rows_done,
        row.rows_kept,
        row.rows_known,
        row.rows_refused,
        person,
        row.created_at,
        row.finished_at,
    )


@dataclass(frozen=True, slots=True)
class MappingDraft:
    """What the mapping page begins with: the file's columns, and what was suggested, remembered or chosen."""

    profile: FileProfile
    mapping: ColumnMapping


def find_mapping(brand_id: int, import_id: int) -> MappingDraft | None:
    """None before the file was read, and when it is not the brand's."""
    row = db.session.execute(
        select(Import.headers, Import.mapping).where(
            Import.brand_id == brand_id, Import.kind == "responses", Import.id == import_id
        )
    ).one_or_none()
    if row is None or row[0] is None or row[1] is None:
        return None
    return MappingDraft(FileProfile.from_json(row[0]), ColumnMapping.from_json(row[1]))


def packed_sentence(template: str, params: object) -> str:
    """A sentence for a text column: kept untranslated, with what fills its places."""
    return json.dumps([template, params], ensure_ascii=False, default=str)


def unpacked_sentence(text: str) -> DomainError:
    template, params = json.loads(text)
    return DomainError(template, **params)


def refused_rows(import_id: int, *, offset: int = 0, limit: int | None = None) -> list[RefusedRow]:
    """The wrong cells of an import in the order of the file. The import was looked up with its brand before."""
    found = (
        select(ImportRow.row_number, ImportRow.column, ImportRow.value, ImportRow.reason)
        .where(ImportRow.import_id == import_id, ImportRow.state == "refused")
        .order_by(ImportRow.row_number, ImportRow.id)
        .offset(offset)
        .limit(limit)
    )
    return [
        RefusedRow(number, column or "", value or "", unpacked_sentence(reason or '["", {}]'))
        for number, column, value, reason in db.session.execute(found)
    ]


def count_refused_cells(import_id: int) -> int:
    """How many wrong cells there are; a row may have several."""
    counted = (
        select(func.count())
        .select_from(ImportRow)
        .where(ImportRow.import_id == import_id, ImportRow.state == "refused")
    )
    return db.session.scalar(counted) or 0


def places_of(brand_id: int) -> list[Place]:
    """Every location of the brand, closed ones too: answers may be older than the closing."""
    rows = db.session.execute(
        select(Location.id, Location.name, Location.external_id, Location.time_zone).where(
            Location.brand_id == brand_id
        )
    )
    return [Place(*row) for row in rows]


def situation_keys(brand_id: int) -> tuple[str, ...]:
    """The five that every brand has, then its own."""
    own = db.session.scalars(
        select(BrandSituation.key).where(BrandSituation.brand_id == brand_id).order_by(BrandSituation.key)
    )
    return (*SITUATIONS, *(key for key in own if key not in SITUATIONS))


def remembered_mapping(brand_id: int, headers_sha256: str) -> ColumnMapping | None:
    """The mapping last used by the brand for this set of headings."""
    kept = db.session.get(ImportMapping, (brand_id, "responses", headers_sha256))
    return ColumnMapping.from_json(kept.mapping) if kept else None


def known_identities(brand_id: int, wanted: Iterable[Identity]) -> set[Identity]:
    """Those of the identities that imported answers of the brand already have."""
    by_kind: dict[str, list[str]] = {"id": [], "print": []}
    for kind, key, _number in wanted:
        by_kind[kind].append(key)
    known: set[Identity] = set()
    for part in _parts(by_kind["id"]):
        rows = db.session.scalars(
            select(Response.external_id).where(
                Response.brand_id == brand_id, Response.source == "import", Response.external_id.in_(part)
            )
        )
        known.update(("id", str(key), 0) for key in rows)
    for part in _parts(by_kind["print"]):
        pairs = db.session.execute(
            select(Response.fingerprint, Response.occurrence).where(
                Response.brand_id == brand_id,
                Response.source == "import",
                Response.external_id.is_(None),
                Response.fingerprint.in_(part),
            )
        )
        known.update(("print", str(key), int(number or 0)) for key, number in pairs)
    return known


def _parts(keys: list[str], size: int = 500) -> list[list[str]]:
    return [keys[start : start + size] for start in range(0, len(keys), size)]


def location_mapping(brand_id: int, import_id: int) -> tuple[FileProfile, LocationMapping] | None:
    """The columns of a file of locations and what they are taken for; None before the file was read."""
    brought = db.session.scalars(
        select(Import).where(Import.brand_id == brand_id, Import.kind == "locations", Import.id == import_id)
    ).one_or_none()
    if brought is None or not brought.headers or not brought.mapping:
        return None
    return FileProfile.from_json(brought.headers), LocationMapping.from_json(brought.mapping)

"""Scorecards: made, edited as a draft, published as versions that never change."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from mysteryshop.domain.errors import N_, DomainError, NotAllowed, NotFound
from mysteryshop.domain.scorecard import (
    Document,
    canonical_json,
    check_for_brand,
    document_sha256,
    parse_json,
    source_language,
    text_in,
)
from mysteryshop.domain.scorecard_editing import new_key
from mysteryshop.domain.scorecard_reading import FIVE_SITUATIONS
from mysteryshop.extensions import db, transaction
from mysteryshop.models import Brand, BrandSituation, Scorecard, ScorecardVersion, User
from mysteryshop.queries.scorecards import assignments_to_move
from mysteryshop.services.history import record_change

LARGEST_DOCUMENT = 1_000_000
"""Bytes of canonical JSON; forty questions in three languages take about 50,000."""


class StaleDraft(NotAllowed):
    """Somebody saved the draft after the editor opened it. Nothing was changed."""


class NotPublishable(DomainError):
    """The draft has errors, or holds nothing new."""


class TooLarge(DomainError):
    """The document would no longer be one that a phone can load."""


@dataclass(frozen=True, slots=True)
class Publication:
    number: int
    moved: int
    """How many assignments nobody has started took over the new version."""


def create_scorecard(brand_id: int, document: Document, *, by: int | None, now: datetime) -> int:
    """A scorecard whose draft is `document`, which has the right shape but may have errors.

    :returns: its id.
    """
    with transaction():
        scorecard = Scorecard(
            brand_id=brand_id,
            name=_name_of(document),
            draft=_text_of(document),
            draft_rev=1,
            draft_saved_at=now,
            draft_saved_by=by,
            created_at=now,
        )
        db.session.add(scorecard)
        db.session.flush()
        _record("scorecard.created", scorecard, by, now, after={"name": scorecard.name})
        return scorecard.id


def edit_draft(
    brand_id: int,
    scorecard_id: int,
    rev: int,
    edit: Callable[[Document], Document],
    *,
    by: int | None,
    now: datetime,
) -> int:
    """Replace the draft by what `edit` makes of it (see `domain/scorecard_editing.py`).

    :param rev: the revision that the editor saw.
    :returns: the new revision.
    :raises StaleDraft: somebody saved another one since; NotFound: no such scorecard in the brand.
    """
    with transaction():
        scorecard = _locked(brand_id, scorecard_id)
        _refuse_stale(scorecard, rev)
        document = edit(parse_json(scorecard.draft))
        scorecard.draft = _text_of(document)
        scorecard.name = _name_of(document)
        scorecard.draft_rev += 1
        scorecard.draft_saved_at = now
        scorecard.draft_saved_by = by
        return scorecard.draft_rev


def publish_draft(
    brand_id: int, scorecard_id: int, rev: int, *, by: int | None, now: datetime
) -> Publication:
    """Freeze the draft as the next version; assignments that nobody has started move to it.

    A started one keeps its version, and so does one of a situation that the new version no longer serves.

    :raises StaleDraft: as `edit_draft`; NotPublishable: the draft has errors, or equals the version in use.
    """
    with transaction():
        scorecard = _locked(brand_id, scorecard_id)
        _refuse_stale(scorecard, rev)
        document = parse_json(scorecard.draft)
        _refuse_errors(brand_id, document)
        version = _next_version(scorecard, by, now)
        db.session.add(version)
        db.session.flush()
        moving = assignments_to_move(brand_id, scorecard_id, document)
        for assignment in moving:
            assignment.scorecard_version_id = version.id
        scorecard.draft_rev += 1
        after = {"number": version.number, "sha256": version.sha256, "assignments_moved": len(moving)}
        _record("scorecard.published", scorecard, by, now, after=after)
        return Publication(version.number, len(moving))


def discard_changes(brand_id: int, scorecard_id: int, rev: int, *, by: int | None, now: datetime) -> int:
    """Set the draft back to the version in use.

    :returns: the new revision. :raises StaleDraft: as `edit_draft`; NotAllowed: nothing was published yet.
    """
    with transaction():
        scorecard = _locked(brand_id, scorecard_id)
        _refuse_stale(scorecard, rev)
        newest = _newest_version(scorecard)
        if newest is None:
            raise NotAllowed(N_("This scorecard has no published version to go back to."))
        scorecard.draft = newest.document
        scorecard.name = _name_of(parse_json(newest.document))
        scorecard.draft_rev += 1
        scorecard.draft_saved_at, scorecard.draft_saved_by = now, by
        return scorecard.draft_rev


def archive_scorecard(brand_id: int, scorecard_id: int, *, by: int | None, now: datetime) -> None:
    """Take it off the lists; its versions, assignments and audits stay as they are."""
    with transaction():
        scorecard = _locked(brand_id, scorecard_id)
        if scorecard.archived_at is None:
            scorecard.archived_at = now
            _record("scorecard.archived", scorecard, by, now)


def restore_scorecard(brand_id: int, scorecard_id: int, *, by: int | None, now: datetime) -> None:
    """Take an archived scorecard back into use."""
    with transaction():
        scorecard = _locked(brand_id, scorecard_id)
        if scorecard.archived_at is not None:
            scorecard.archived_at = None
            _record("scorecard.restored", scorecard, by, now)


def name_situation(
    brand_id: int, key: str | None, names: dict[str, str], *, by: int | None, now: datetime
) -> str:
    """Give a situation of the brand's own its names; without a key a new one is made from the first name.

    :param names: language code -> name; the blank ones are left out, one must remain.
    :returns: its key.
    """
    kept = {code: name for code, name in names.items() if name}
    if not kept:
        raise DomainError(N_("Give the situation a name in at least one language."))
    with transaction():
        taken = db.session.scalars(
            select(BrandSituation.key).where(BrandSituation.brand_id == brand_id)
        ).all()
        if key is None:
            key = new_key(next(iter(kept.values())), [*taken, *FIVE_SITUATIONS], "situation")
        elif key not in taken:
            raise NotFound(N_("The brand has no situation of its own with this key."))
        db.session.merge(BrandSituation(brand_id=brand_id, key=key, names=canonical_json(kept)))
        record_change(
            "situation.named", "situation", key, user_id=by, brand_id=brand_id, now=now, after={"names": kept}
        )
        return key


def _locked(brand_id: int, scorecard_id: int) -> Scorecard:
    """The row, held until the end of the transaction: two editors take turns."""
    scorecard = db.session.scalars(
        select(Scorecard)
        .where(Scorecard.brand_id == brand_id, Scorecard.id == scorecard_id)
        .with_for_update()
    ).one_or_none()
    if scorecard is None:
        raise NotFound(N_("There is no such scorecard."))
    return scorecard


def _refuse_stale(scorecard: Scorecard, rev: int) -> None:
    if scorecard.draft_rev == rev:
        return
    editor = db.session.get(User, scorecard.draft_saved_by) if scorecard.draft_saved_by else None
    if editor is None:
        raise StaleDraft(N_("The scorecard has changed since you opened this page. Nothing was saved."))
    raise StaleDraft(
        N_("%(name)s has changed the scorecard since you opened this page. Nothing was saved."),
        name=editor.name,
    )


def _refuse_errors(brand_id: int, document: Document) -> None:
    brand = db.session.get_one(Brand, brand_id)
    checked = check_for_brand(document, allows_staff_questions=brand.allows_staff_questions)
    if not checked.ok:
        raise NotPublishable(
            N_("The scorecard cannot be published while it has errors (%(count)s). They are listed below."),
            count=len(checked.errors),
        )


def _next_version(scorecard: Scorecard, by: int | None, now: datetime) -> ScorecardVersion:
    newest = _newest_version(scorecard)
    if newest is not None and newest.document == scorecard.draft:
        raise NotPublishable(
            N_("Nothing has changed since version %(number)s, so there is nothing to publish."),
            number=newest.number,
        )
    return ScorecardVersion(
        brand_id=scorecard.brand_id,
        scorecard_id=scorecard.id,
        number=(newest.number if newest else 0) + 1,
        document=scorecard.draft,
        sha256=document_sha256(scorecard.draft),
        published_at=now,
        published_by=by,
    )


def _newest_version(scorecard: Scorecard) -> ScorecardVersion | None:
    newest = select(func.max(ScorecardVersion.number)).where(ScorecardVersion.scorecard_id == scorecard.id)
    return db.session.scalars(
        select(ScorecardVersion).where(
            ScorecardVersion.scorecard_id == scorecard.id, ScorecardVersion.number == newest.scalar_subquery()
        )
    ).one_or_none()


def _name_of(document: Document) -> str:
    """What lists call the scorecard: its title in its own language."""
    own = source_language(document)
    return text_in(document["title"], own, own) or next(iter(document["title"].values()), "")


def _text_of(document: Document) -> str:
    text = canonical_json(document)
    if len(text.encode()) > LARGEST_DOCUMENT:
        raise TooLarge(N_("The scorecard would become larger than 1 MB. Nothing was saved."))
    return text


def _record(
    action: str,
    scorecard: Scorecard,
    by: int | None,
    now: datetime,
    after: dict[str, object] | None = None,
) -> None:
    record_change(
        action, "scorecard", scorecard.id, user_id=by, brand_id=scorecard.brand_id, now=now, after=after
    )

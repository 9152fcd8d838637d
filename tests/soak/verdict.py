"""What the server holds in the end, compared with what the phones believe."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from mysteryshop import storage
from mysteryshop.domain.scorecard_json import parse_json
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Assignment, Audit, Payload, Photo, Round
from tests.soak.visits import Visit


@dataclass
class Verdict:
    """:param lost: what a phone holds a receipt for and the server lacks, and what was never received."""

    sent: int
    received: int = 0
    photos: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not self.lost and not self.duplicated and self.sent == self.received


def judge(app: Flask, visits: list[Visit]) -> Verdict:
    """Read back every visit, answer, byte and photo."""
    verdict = Verdict(len(visits), sum(1 for visit in visits if visit.receipt))
    with app.app_context():
        held = _Held()
        for visit in visits:
            if visit.receipt is None:
                verdict.lost.append(f"{visit.uuid} was never received: {visit.refused or 'still waiting'}")
            else:
                verdict.lost += [f"{visit.uuid}: {what}" for what in held.missing_of(visit)]
                verdict.photos += len(visit.shots)
        verdict.duplicated += held.too_many({visit.uuid: visit for visit in visits})
        db.session.rollback()
    return verdict


class _Held:
    """Everything of the server, read once."""

    def __init__(self) -> None:
        self.audits = {
            row.id: row for row in db.session.execute(select(Audit.id, Audit.state, Audit.assignment_id))
        }
        self.rounds = {
            (row.audit_id, row.number): row.body_sha256
            for row in db.session.execute(select(Round.audit_id, Round.number, Round.body_sha256))
        }
        self.answers: dict[UUID, dict[str, Any]] = {}
        for row in db.session.execute(select(Answer.audit_id, Answer.question_key, Answer.value)):
            self.answers.setdefault(row.audit_id, {})[row.question_key] = row.value and parse_json(row.value)
        self.photos = {
            row.id: row
            for row in db.session.execute(
                select(Photo.id, Photo.submission_id, Photo.state, Photo.upload_sha256, Photo.stored_key)
            )
        }

    def missing_of(self, visit: Visit) -> list[str]:
        found = []
        audit = self.audits.get(visit.uuid)
        if audit is None or audit.state != "submitted":
            found.append(f"audit {audit and audit.state}")
        if self.rounds.get((visit.uuid, 1)) != visit.sha256:
            found.append("round 1 is not what was sent")
        if self.answers.get(visit.uuid) != visit.answers:
            found.append(f"answers {self.answers.get(visit.uuid)} instead of {visit.answers}")
        kept = db.session.scalars(
            select(Payload.body).where(Payload.audit_id == visit.uuid, Payload.body_sha256 == visit.sha256)
        ).all()
        if [body.encode() for body in kept] != [visit.body]:
            found.append("the bytes are not kept")
        for shot in visit.shots:
            found += self._photo(visit, shot.photo_id, shot.sha256)
        return found

    def _photo(self, visit: Visit, photo_id: UUID, sha256: str) -> list[str]:
        row = self.photos.get(photo_id)
        if row is None or (row.state, row.submission_id, row.upload_sha256) != ("stored", visit.uuid, sha256):
            return [f"photo {photo_id} is {row and row.state}"]
        try:
            with storage.open(row.stored_key) as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == row.stored_key
        except FileNotFoundError:
            whole = False
        return [] if whole else [f"the file of photo {photo_id} is not there, or not whole"]

    def too_many(self, visits: dict[UUID, Visit]) -> list[str]:
        found = [f"audit {audit_id} that nobody sent" for audit_id in self.audits if audit_id not in visits]
        per_assignment = select(Audit.assignment_id).group_by(Audit.assignment_id).having(func.count() > 1)
        found += [f"assignment {each} has two audits" for each in db.session.scalars(per_assignment)]
        found += [f"{key} is a second round" for key in self.rounds if key[1] != 1]
        bodies = select(Payload.audit_id).group_by(Payload.audit_id).having(func.count() > 1)
        found += [f"{each} has two bodies" for each in db.session.scalars(bodies)]
        expected = {shot.photo_id for visit in visits.values() for shot in visit.shots}
        found += [f"photo {each} that nobody took" for each in self.photos if each not in expected]
        done = select(func.count()).select_from(Assignment).where(Assignment.state == "done")
        ended = db.session.scalar(done) or 0
        return (
            found
            if ended == len(self.audits)
            else [*found, f"{ended} assignments are done, {len(self.audits)} audits"]
        )

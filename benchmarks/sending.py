"""Receiving an audit of forty answers, beside the same rows written by bare SQLAlchemy Core.

Both write to SQLite files that wait for the disk at each commit, in turns; Core in one transaction an audit and one
statement a table, with rows that are ready.
"""

import json
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Engine, Table, event, insert, select

from benchmarks import peer_forms
from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from mysteryshop.models import Answer, Assignment, Audit, Change, Payload, Round, SectionScore
from mysteryshop.services.audits import submit_round
from tests import databases
from tests.factories import make_assignment, make_brand, make_user, make_version

TURNS, TURN = 10, 30
SLOWEST, MOST_STATEMENTS = 0.06, 15
NOW = datetime.now(UTC)
Rows = list[tuple[Table, list[dict[str, Any]]]]
Visit = tuple[UUID, int, int, str]  # audit, assignment, shopper, body


def main() -> None:
    """Print the number of statements and the ratio of the rates."""
    with tempfile.TemporaryDirectory() as name, databases.migrated("sqlite", Path(name), None) as url:
        ours = create_app(load_config({"DATABASE_URL": url, "DATA_DIR": name}))
        visits = _visits(ours, TURNS * TURN + 1)
        bare = _engine_of_a_copy(url, Path(name))
        with ours.app_context():
            statements = _statements_of(visits.pop())
            spent = {"ours": 0.0, "core": 0.0}
            for turn in range(TURNS):
                batch = visits[turn * TURN : (turn + 1) * TURN]
                spent["ours"] += _timed(lambda batch=batch: [_send(visit) for visit in batch])
                ready = [_rows_of(visit[0]) for visit in batch]
                spent["core"] += _timed(lambda ready=ready: [_write(bare, rows) for rows in ready])
            db.session.remove()
            db.engine.dispose()
        bare.dispose()
    _print(statements, spent)


def _print(statements: int, spent: dict[str, float]) -> None:
    share = spent["core"] / spent["ours"]
    ours, core = (seconds * 1000 / (TURNS * TURN) for seconds in spent.values())
    print("\n## Receiving an audit of 40 answers\n")
    met = "met" if statements <= MOST_STATEMENTS else "MISSED"
    print(f"{statements} SQL statements (goal at most {MOST_STATEMENTS}): {met}")
    print(f"ours {ours:.1f} ms an audit, the same rows by bare Core {core:.1f} ms")
    print(f"rate {share:.2f} of Core's (goal at least {SLOWEST}): {'met' if share >= SLOWEST else 'MISSED'}")


def _visits(app: Flask, count: int) -> list[Visit]:
    """So many assignments of one shopper, and what their phone is about to send."""
    document = peer_forms.document()
    keys = [question["key"] for section in document["sections"] for question in section["questions"]]
    with app.app_context():
        brand = make_brand()
        shopper = make_user("shopper", brand)
        window = {"window_from": NOW.replace(tzinfo=None) - timedelta(days=2)}
        window["window_until"] = window["window_from"] + timedelta(days=7)
        first = make_assignment(brand, shopper, version=make_version(brand, document), **window)
        like = {c.name: getattr(first, c.name) for c in Assignment.__table__.columns if c.name != "id"}
        db.session.execute(insert(Assignment), [like] * count)
        db.session.commit()
        ids = db.session.scalars(select(Assignment.id).where(Assignment.id > first.id)).all()
        said = {
            "scorecard_version_id": first.scorecard_version_id, "situation": first.situation, "rev": 40,
            "started_at": NOW.isoformat(), "finished_at": NOW.isoformat(),
            "answers": {key: ("yes", "no", "yes")[at % 3] for at, key in enumerate(keys)},
            "comments": dict.fromkeys(keys[::4], "The counter was tidy and we were greeted."),
            "evidence": {}, "photos": [],
        }  # fmt: skip
        return [(uuid4(), each, shopper.id, json.dumps(said | {"assignment_id": each})) for each in ids]


def _engine_of_a_copy(url: str, folder: Path) -> Engine:
    """A database with the same rows before anything is sent, written with the same care for the disk."""
    path = folder / "bare.db"
    with (
        closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(path)) as copy,
    ):
        source.backup(copy)
    app = create_app(load_config({"DATABASE_URL": f"sqlite:///{path}", "DATA_DIR": str(folder)}))
    with app.app_context():
        engine: Engine = db.engine
        return engine


def _statements_of(visit: Visit) -> int:
    seen: list[str] = []
    note: Callable[..., None] = lambda *given: seen.append(given[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    _send(visit)
    event.remove(db.engine, "before_cursor_execute", note)

    return len(seen)


def _send(visit: Visit) -> None:
    audit_id, _assignment_id, shopper_id, body = visit
    submit_round(audit_id, 1, body, shopper_id=shopper_id, now=NOW)


def _rows_of(audit_id: UUID) -> Rows:
    """What a sending wrote, as it stands in the tables."""
    conditions = [
        (Payload, Payload.audit_id == audit_id),
        (Audit, Audit.id == audit_id),
        (Round, Round.audit_id == audit_id),
        (Answer, Answer.audit_id == audit_id),
        (SectionScore, SectionScore.audit_id == audit_id),
        (Change, (Change.subject_kind == "audit") & (Change.subject_id == str(audit_id))),
    ]
    found: Rows = []
    for model, condition in conditions:
        table = model.__table__
        assert isinstance(table, Table)
        rows = [dict(row) for row in db.session.execute(select(table).where(condition)).mappings()]
        assert rows, f"a sending writes {table.name}"
        found.append((table, rows))
    db.session.rollback()
    return found


def _write(engine: Engine, rows: Rows) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table, each in rows:
            connection.execute(insert(table), each)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

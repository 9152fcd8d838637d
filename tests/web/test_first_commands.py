"""The commands that somebody with an empty or a silent database runs first."""

import os
import subprocess
import sys

import pytest

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import db
from mysteryshop.queries.installation import has_tables
from tests.conventions.sources import ROOT


@pytest.mark.parametrize("command", [["admin", "create", "ada@demo.example"], ["demo", "load"]])
def test_a_command_may_be_the_first_thing_that_a_database_sees(tmp_path, command, monkeypatch):
    monkeypatch.setattr("mysteryshop.cli_demo.load", lambda *_a, **_more: None)
    empty = create_app(load_config({"DATA_DIR": str(tmp_path)}))
    done = empty.test_cli_runner().invoke(args=command)
    assert done.exit_code == 0, done.output
    with empty.app_context():
        assert has_tables()
        db.engine.dispose()


def test_a_refused_demo_does_not_even_make_tables(tmp_path):
    named = create_app(
        load_config({"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/mine.db"})
    )
    done = named.test_cli_runner().invoke(args=["demo", "load"])
    assert (done.exit_code, "--yes-this-is-not-production" in done.output) == (1, True)
    with named.app_context():
        assert not has_tables()
        db.engine.dispose()


def test_a_database_that_does_not_answer_is_said_in_one_sentence(tmp_path):
    gone = {"DATA_DIR": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/shop"}
    for command in (["prepare"], ["admin", "create", "ada@demo.example"]):
        done = create_app(load_config(gone)).test_cli_runner().invoke(args=command)
        assert done.exit_code == 1
        assert done.output.startswith("Error: The database does not answer. Check DATABASE_URL"), done.output


def test_flask_db_goes_up_and_down(tmp_path):
    def said(*command):  # a process of its own, as one types it
        db_command = [sys.executable, "-m", "flask", "--app", "wsgi", "db", *command]
        environment = {**os.environ, "DATA_DIR": str(tmp_path)}
        return subprocess.run(
            db_command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout

    said("upgrade")
    assert "(head)" in said("current")
    said("downgrade", "base")
    assert "(head)" not in said("current")

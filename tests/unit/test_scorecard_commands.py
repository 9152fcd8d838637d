"""`flask scorecard check` and `flask scorecard score`, without a database."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mysteryshop.cli_scorecard import scorecard
from mysteryshop.domain.scorecard_templates import EIGHT_CRITERIA

CASES = json.loads((Path(__file__).parents[1] / "cases" / "scoring.json").read_text())


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(scorecard, [str(argument) for argument in arguments])


def test_a_good_file_exits_with_0(run):
    result = run("check", EIGHT_CRITERIA)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"ok": True, "errors": [], "warnings": []}


@pytest.mark.parametrize("text", ["{}", "{", '{"a": 1, "a": 1}', '{"title": {"\\ud800": 1}}', "[" * 100_000])
def test_a_bad_file_exits_with_1_and_says_where(run, tmp_path, text):
    file = tmp_path / "bad.json"
    file.write_text(text)
    result = run("check", file)
    assert result.exit_code == 1
    assert json.loads(result.stdout)["errors"][0]["path"].startswith("$")


def test_a_missing_file_is_one_error_at_the_root(run, tmp_path):
    result = run("check", tmp_path / "none.json")
    assert result.exit_code == 1
    assert [error["path"] for error in json.loads(result.stdout)["errors"]] == ["$"]


def test_a_visit_is_scored(run, tmp_path):
    case = CASES[0]
    for name in ("scorecard", "answers"):
        (tmp_path / name).write_text(json.dumps(case[name]))
    result = run("score", tmp_path / "scorecard", tmp_path / "answers")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == case["expected"]


def test_a_visit_that_cannot_be_scored_exits_with_2_and_a_line_for_each_problem(run, tmp_path):
    (tmp_path / "answers").write_text('{"situation": "order", "answers": {"ghost": 1, "greeted": "maybe"}}')
    result = run("score", EIGHT_CRITERIA, tmp_path / "answers")
    assert (result.exit_code, result.stdout) == (2, "")
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == ["ghost", "greeted"]


def test_an_unreadable_answers_file_exits_with_2(run, tmp_path):
    result = run("score", EIGHT_CRITERIA, tmp_path / "none.json")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr

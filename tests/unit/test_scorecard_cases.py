"""The shared cases: documents that must be refused or accepted, and scores worked out by hand."""

from pathlib import Path

import pytest

from mysteryshop.domain.scorecard import check_document, parse_json
from mysteryshop.domain.scoring import score_document

CASES = Path(__file__).parents[1] / "cases"
SCORING = parse_json((CASES / "scoring.json").read_bytes())
DOCUMENTS = parse_json((CASES / "documents.json").read_bytes())


@pytest.mark.parametrize("case", SCORING, ids=lambda case: case["id"])
def test_a_shared_case_is_scored_as_expected(case):
    result = score_document(case["scorecard"], case["answers"])
    expected = case["expected"]
    assert {key: result[key] for key in expected if key != "sections"} == {
        key: _as_floats(value) for key, value in expected.items() if key != "sections"
    }
    assert result["sections"] == _as_floats(expected["sections"])


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case["id"])
def test_a_shared_document_is_judged_as_expected(case):
    checked = check_document(case["document"])
    assert checked["ok"] is case["ok"], checked
    assert checked["ok"] is not bool(checked["errors"])
    assert all(problem["path"].startswith("$") and problem["message"] for problem in checked["errors"])


def _as_floats(value):
    """What a reader without decimals sees in the expected result."""
    if isinstance(value, dict):
        return {key: _as_floats(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_floats(item) for item in value]
    return value if isinstance(value, str | bool | int | None) else float(value)

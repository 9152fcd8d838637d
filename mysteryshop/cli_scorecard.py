"""`flask --app wsgi scorecard check` and `score`."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from mysteryshop.domain.scorecard import BadJson, check_document, parse_json
from mysteryshop.domain.scoring import CannotScore, score_document


@click.group()
def scorecard() -> None:
    """Check scorecard documents and score visits; no database is needed."""


@scorecard.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check_file(file: Path) -> None:
    """Print the errors and warnings of a scorecard FILE as JSON; exit 1 when it has errors."""
    try:
        checked = check_document(_read_json(file))
    except click.UsageError as error:
        checked = {"ok": False, "errors": [{"path": "$", "message": error.message}], "warnings": []}
    _print_json(checked)
    sys.exit(0 if checked["ok"] else 1)


@scorecard.command("score")
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("answers", type=click.Path(path_type=Path))
def score_file(file: Path, answers: Path) -> None:
    """Print the result of a visit as JSON; exit 2 with a line for each problem when it cannot be scored."""
    try:
        _print_json(score_document(_read_json(file), _read_json(answers)))
    except click.UsageError as error:
        click.echo(error.message, err=True)
        sys.exit(2)
    except CannotScore as refused:
        for problem in refused.problems:
            place = f"{problem['question']}: " if problem["question"] else ""
            click.echo(" ".join(f"{place}{problem['message']}".splitlines()), err=True)
        sys.exit(2)


def _read_json(file: Path) -> Any:
    """:raises click.UsageError: the file cannot be read, or is not JSON; with a sentence."""
    try:
        return parse_json(file.read_bytes())
    except OSError as error:
        raise click.UsageError(f"{file} cannot be read: {error.strerror}.") from None
    except BadJson as error:
        raise click.UsageError(f"{file}: {error.message}") from None


def _print_json(value: Any) -> None:
    """In UTF-8 whatever the terminal's letters are; half a pair of surrogates has no UTF-8 and shows as "?"."""
    text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    click.echo(text.encode("utf-8", "replace"), nl=False)

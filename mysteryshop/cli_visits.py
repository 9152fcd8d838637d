"""`flask --app wsgi visits import FILE`: a copy that a shopper saved on the phone."""

from pathlib import Path

import click
from flask.cli import AppGroup

from mysteryshop import clock
from mysteryshop.domain.errors import DomainError
from mysteryshop.services.copies import import_copy

visits = AppGroup("visits", help="Visits that came another way than by the phone itself.")


@visits.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_file(file: Path) -> None:
    """Take in FILE, made by "Save a copy" on a phone. The same file twice, or before the phone sends, is one visit."""
    try:
        imported = import_copy(file.read_bytes(), brand_id=None, by=None, now=clock.utc_now())
    except DomainError as refused:
        raise click.ClickException(f"{file}: {refused.message}") from None
    receipt = imported.receipt
    state = "received" if receipt.is_new else "was there already"
    click.echo(f"Visit {receipt.audit_id}, round {receipt.number}: {state}, receipt {receipt.code}, "
               f"{imported.photos} photos, {imported.photos_missing} missing")  # fmt: skip

"""`flask demo load`: two made-up brands and five sign-ins, for a first look."""

import secrets

import click
from flask import current_app
from flask.cli import AppGroup
from flask_security import hash_password

from mysteryshop.cli import make_tables
from mysteryshop.clock import utc_now
from mysteryshop.demo.houses import PASSWORD
from mysteryshop.demo.loading import load
from mysteryshop.demo.people import Hashes
from mysteryshop.demo.plan import FULL
from mysteryshop.domain.errors import DomainError
from mysteryshop.queries.installation import demo_sign_ins, has_people
from mysteryshop.services.demo import at_leisure

demo = AppGroup("demo", help="Made-up brands and people, for a first look.")


@demo.command("load")
@click.option(
    "--yes-this-is-not-production", is_flag=True, help="Load into a database that has people, or a named one."
)
def load_demo(yes_this_is_not_production: bool) -> None:
    """Fill an empty database with half a year of two made-up brands. Everybody knows the demo's password."""
    if current_app.config["DATABASE_URL_IS_SET"] and not yes_this_is_not_production:
        raise _refusal("DATABASE_URL names a database of yours.")
    make_tables()
    if demo_sign_ins():
        raise click.ClickException("The demo data is in this database already.")
    if has_people() and not yes_this_is_not_production:
        raise _refusal("There are people in this database.")
    hashes = Hashes(hash_password(PASSWORD), hash_password(secrets.token_urlsafe(32)))
    size = current_app.config.get("DEMO_SIZE", FULL)
    try:
        with at_leisure():
            load(hashes, size, now=utc_now(), say=lambda what: click.echo(f"  {what}"))
    except DomainError as refused:
        raise click.ClickException(f"{refused.message} The demo data is not complete.") from None
    click.echo("The demo data is loaded.")


def _refusal(why: str) -> click.ClickException:
    """A password that everybody knows must not come into a database with anything in it."""
    return click.ClickException(
        f"{why} The demo has five sign-ins whose password everybody knows. If nothing here is real, add "
        "--yes-this-is-not-production. Nothing was loaded."
    )

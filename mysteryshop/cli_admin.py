"""`flask admin create EMAIL`: the first administrator, from nothing."""

import click
from flask.cli import AppGroup

from mysteryshop.cli import make_tables
from mysteryshop.clock import utc_now
from mysteryshop.domain.errors import DomainError
from mysteryshop.domain.people import Post
from mysteryshop.services.invitations import Invitee, invite, mail_address
from mysteryshop.services.letters import invitation_link, invitation_mail

admin = AppGroup("admin", help="The installation's administrators.")


@admin.command("create")
@click.argument("email")
@click.option("--name", default="", help="The person's name; the person can change it on the page.")
@click.option("--language", default="en", type=click.Choice(["en", "sv", "tr"]), help="Of the invitation.")
def create(email: str, name: str, language: str) -> None:
    """Invite an administrator: prints a link that works once, for setting name and password."""
    try:
        address = mail_address(email)
    except DomainError as refused:
        raise click.ClickException(refused.message) from None
    make_tables()
    invitee = Invitee(address, name or address.partition("@")[0], language)
    now = utc_now()
    mail = invitation_mail(
        email=address,
        name=invitee.name,
        language=language,
        role="admin",
        brand=None,
        inviter="Mysteryshop",
        now=now,
    )
    try:
        _id, token = invite(None, invitee, Post("admin"), write_mail=mail, now=now)
    except DomainError as refused:
        raise click.ClickException(refused.message) from None
    click.echo(
        f"Open this link to choose a password and sign in. It works once, for 14 days:\n\n  {invitation_link(token)}"
    )

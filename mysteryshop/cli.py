"""Commands: `flask --app wsgi ...`."""

import os
import sys
from importlib import import_module
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from mysteryshop.catalogues import compile_catalogues
from mysteryshop.queries.installation import demo_sign_ins, has_people, has_tables, obstacle_to_database

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Later(click.Group):
    """The group of commands of that name in `mysteryshop/cli_<name>.py`, imported when it is called: a web worker makes
    the same app, and starts without what only commands need.
    """

    @property
    def _group(self) -> click.Group:
        group = getattr(import_module(f"mysteryshop.cli_{self.name}"), str(self.name))
        assert isinstance(group, click.Group)
        return group

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The real group's, which reads options of its own: `flask db -d`."""
        return self._group.make_context(info_name, args, parent, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return self._group.list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._group.get_command(ctx, cmd_name)


demo = Later("demo", help="Made-up brands and people, for a first look.")
GROUPS = [
    Later("admin", help="The administrators."),
    Later("db", help="The migrations: upgrade, downgrade, migrate and what else Flask-Migrate knows."),
    Later("scorecard", help="Check a scorecard's file, or score answers by it."),
    Later("visits", help="Copies of visits that shoppers saved on their phones."),
    demo,
]


def register(app: Flask) -> None:
    """Add the commands to the app."""
    for command in (prepare, worker, *GROUPS):
        app.cli.add_command(command)


@click.command()
@click.option(
    "--demo/--no-demo", "with_demo", default=False, help="Load the demo data if the database is empty."
)
@with_appcontext
def prepare(with_demo: bool) -> None:
    """Bring translations and database up to date; say how to sign in."""
    compile_catalogues()
    bring_up_to_date()
    if with_demo and not has_people():
        _load_demo()
    say_how_to_sign_in()


def bring_up_to_date() -> None:
    """Run the migrations that the database has not seen.

    :raises click.ClickException: it does not answer.
    """
    refuse_silent_database()
    _upgrade()


def make_tables() -> None:
    """For commands that may be the first one: an empty database gets its tables; raises as `bring_up_to_date`."""
    refuse_silent_database()
    if not has_tables():
        _upgrade()


def _upgrade() -> None:
    from flask_migrate import upgrade  # and with it Alembic, which a web worker starts without

    upgrade()


def refuse_silent_database() -> None:
    """:raises click.ClickException: the database does not answer, with what its driver says."""
    obstacle = obstacle_to_database()
    if obstacle:
        raise click.ClickException(
            f"The database does not answer. Check DATABASE_URL and DATA_DIR. It says: {obstacle}"
        )


def say_how_to_sign_in() -> None:
    """The demo's sign-ins with a warning where others can reach them; or how the first administrator is made."""
    sign_ins = demo_sign_ins()
    if sign_ins:
        click.echo("\n  Demo sign-ins (password mystery-demo-1):")
        for email in sign_ins:
            click.echo(f"    {email}")
        if current_app.config["LISTEN_HOST"] not in LOOPBACK:
            click.echo(
                "\n  Warning: this machine is open to others, and everybody knows the password of the demo sign-ins."
            )
    elif not has_people():
        click.echo("\n  Nobody can sign in yet. Make the first admin:")
        click.echo("    .venv/bin/flask --app wsgi admin create you@example.com")


@click.command()
def worker() -> None:
    """Run the task worker alone: reports, mails, imports. `make run` starts one of its own."""
    # A process of its own, so that no web process pays for what a worker imports.
    os.execv(sys.executable, [sys.executable, "-m", "mysteryshop.jobs.worker"])  # noqa: S606 (our own module)


def _load_demo() -> None:
    click.echo("Loading the demo data (about a minute, only this once)")
    try:
        context = click.get_current_context()
        load = demo.get_command(context, "load")
        assert load is not None
        context.invoke(load)
    except BaseException:
        folder = current_app.config["DATA_DIR"]
        click.echo(
            f"The demo data is not complete. To begin again, remove {folder} and start anew.", err=True
        )
        raise

"""How Alembic finds the database and the tables. Our own, since the generated one calls what is deprecated."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from mysteryshop import models  # noqa: F401  # fills the metadata
from mysteryshop.extensions import Base, db


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")

given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with current_app.app_context(), db.engine.connect() as fresh:
        run(fresh)
        fresh.commit()

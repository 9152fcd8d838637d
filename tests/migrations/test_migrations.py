"""The migrations make what the models say, in both directions."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select, table

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import Base, db
from tests.furnished import furnish


def test_models_equal_the_migrated_schema(app):
    context = MigrationContext.configure(db.session.connection())
    assert compare_metadata(context, Base.metadata) == []


def test_migrations_run_down_and_up_again(fresh_url, tmp_path):
    with create_app(load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)})).app_context():
        downgrade(revision="base")
        upgrade()
        with db.engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        db.engine.dispose()


def test_each_step_back_and_forth_keeps_the_rows_of_the_tables_that_stay(fresh_url, tmp_path):
    app = create_app(load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)}))
    with app.app_context():
        furnish()
        db.session.remove()
        for step in revisions(app):
            before = counts()
            downgrade()
            smaller = counts()
            upgrade(revision=step.revision)
            after = counts()
            stayed = {name: before[name] for name in smaller}
            assert smaller == stayed
            assert {name: after[name] for name in smaller} == stayed
            downgrade()
        assert set(counts()) == set()
        db.engine.dispose()


def revisions(app):
    """From the newest to the oldest."""
    config = app.extensions["migrate"].migrate.get_config()
    return list(ScriptDirectory.from_config(config).walk_revisions())


def counts():
    """Rows by table, as the database at hand has them."""
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        tables = [name for name in names if name != "alembic_version"]
        return {name: connection.scalar(select(func.count()).select_from(table(name))) for name in tables}

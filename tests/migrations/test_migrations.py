"""The migrations make what the models say, in both directions."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, func, inspect, select, table

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import Base, db
from tests import databases
from tests.conftest import POSTGRES
from tests.furnished import furnish


def test_models_equal_the_migrated_schema(app):
    context = MigrationContext.configure(db.session.connection())
    assert compare_metadata(context, Base.metadata) == []


def test_the_rules_inside_the_tables_are_those_of_the_models(app, database, tmp_path):
    """Alembic's comparison looks neither at CHECKs and what they say nor at the condition of an index."""
    with databases.new(database, tmp_path, POSTGRES) as url:
        bare = create_engine(url)
        Base.metadata.create_all(bare)
        modelled = rules(bare)
        bare.dispose()
    migrated = rules(db.session.connection())
    assert migrated == modelled, "Bring model and migration together; what differs is above"
    assert sum(len(checks) for checks, _indexes, _keys in migrated.values()) > 40


def rules(bind):
    """Table -> its CHECKs, its indexes with their conditions, its foreign keys with what a deletion does."""
    seen = inspect(bind)
    return {
        name: (
            {each["name"]: " ".join(each["sqltext"].split()) for each in seen.get_check_constraints(name)},
            {
                each["name"]: (each["column_names"], each["unique"], conditions(each))
                for each in seen.get_indexes(name)
            },
            {each["name"]: each["options"] for each in seen.get_foreign_keys(name)},
        )
        for name in seen.get_table_names()
        if name != "alembic_version"
    }


def conditions(index):
    return {name: str(what) for name, what in index.get("dialect_options", {}).items()}


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

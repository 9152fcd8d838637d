"""The migrations make what the models say, in both directions."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import Base, db


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

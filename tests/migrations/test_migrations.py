"""The migrations make what the models say, in both directions."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, func, inspect, select, table

from config import load_config
from mysteryshop import create_app
from mysteryshop.extensions import Base, db
from mysteryshop.models import (
    Assignment,
    Brand,
    BrandSituation,
    Change,
    Mail,
    RateCount,
    ReturnNote,
    Survey,
    SurveyVersion,
    WaveShopper,
)
from tests import databases
from tests.conftest import POSTGRES
from tests.factories import NOW, keep, make_approved_audit
from tests.rights_world import make_side


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
        a_row_in_every_table()
        db.session.remove()
        assert [name for name, rows in counts().items() if not rows] == []
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


def a_row_in_every_table():
    """A migration that loses or refuses rows shows only where there are some."""
    side = make_side("MIGRATED")
    brand = db.session.get(Brand, side.ids["brand_id"])
    audit = make_approved_audit(brand)
    about = {"subject_kind": "audit", "subject_id": str(audit.id), "happened_at": NOW}
    keep(Change(action="audit.approved", **about))
    keep(RateCount(key="address:x", window_ends=1, count=1))
    keep(Mail(recipient="a@demo.example", subject="x", body="x", created_at=NOW))
    keep(BrandSituation(brand_id=brand.id, key="tasting", names='{"en": "Tasting"}'))
    survey = keep(Survey(brand_id=brand.id, name="open", created_at=NOW))
    keep(SurveyVersion(brand_id=brand.id, survey_id=survey.id, number=1, document="{}", created_at=NOW))
    by = audit.shopper_id
    keep(ReturnNote(audit_id=audit.id, number=1, note="Look again", written_by=by, written_at=NOW))
    wave = db.session.get(Assignment, audit.assignment_id).wave_id
    if db.session.get(WaveShopper, (wave, by)) is None:
        keep(WaveShopper(wave_id=wave, shopper_id=by, number=1))


def revisions(app):
    """From the newest to the oldest."""
    config = app.extensions["migrate"].migrate.get_config()
    return list(ScriptDirectory.from_config(config).walk_revisions())


def counts():
    """Rows by table, as the database at hand has them."""
    with db.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        # On PostgreSQL the queue keeps tables of its own in there.
        tables = [name for name in names if name != "alembic_version" and not name.startswith("huey_")]
        return {name: connection.scalar(select(func.count()).select_from(table(name))) for name in tables}

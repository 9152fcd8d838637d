"""Files of customers' answers, from upload to result, on both databases."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from config import load_config
from mysteryshop import create_app, storage
from mysteryshop.domain.errors import NotAllowed, NotFound
from mysteryshop.domain.response_rows import BadMapping, ColumnMapping
from mysteryshop.extensions import db
from mysteryshop.jobs import imports as jobs
from mysteryshop.models import Import, ImportRow, Job, Response
from mysteryshop.queries.imports import find_responses_import, refused_rows, responses_imports
from mysteryshop.services import import_runs, import_steps
from mysteryshop.services.imports import (
    change_mapping,
    choose_mapping,
    confirm_import,
    drop_import,
    upload_responses,
)
from mysteryshop.tabular import TableRefused
from tests.factories import NOW, make_area, make_brand, make_location, make_user

REAL = Path(__file__).parents[1] / "cases" / "real"
TURKISH = ("İstanbul Kadıköy", "Şanlıurfa", "İzmir Alsancak", "Ankara Çankaya", "Eskişehir")
SWEDISH = ("Malmö", "Göteborg", "Örebro", "Umeå", "Växjö", "Åre", "Jönköping", "Stockholm Söder")
WHEN = NOW.replace(month=11)


@pytest.fixture
def brand(app):
    return chain()


def chain():
    brand = make_brand(currency="SEK")
    area = make_area(brand)
    for name in TURKISH:
        make_location(brand, area, name=name, time_zone="Europe/Istanbul")
    for number, name in enumerate(SWEDISH):
        make_location(brand, area, name=name, external_id=f"SE-01{number:02}")
    return brand


def upload(brand, data, name="answers.csv", user=None):
    by = (user or make_user("account_manager", brand)).id
    return upload_responses(brand.id, io.BytesIO(data), name, by=by, now=WHEN)


def check(brand, data):
    """Upload and dry run with the suggested mapping."""
    import_id = upload(brand, data)
    jobs.read_import(str(import_id))
    kept = db.session.get(Import, import_id)
    if kept.state == "mapping":
        choose_mapping(brand.id, import_id, ColumnMapping.from_json(kept.mapping), now=WHEN)
        import_runs.run_checking(import_id, now=WHEN)
    return import_id


def bring(brand, data):
    import_id = check(brand, data)
    confirm_import(brand.id, import_id, by=make_user().id, now=WHEN)
    import_runs.run_importing(import_id, now=WHEN)
    return import_id


def counts(brand, import_id):
    found = find_responses_import(brand.id, import_id)
    return found.state, found.rows_kept, found.rows_known, found.rows_refused


def stored(brand):
    return db.session.scalar(select(func.count()).where(Response.brand_id == brand.id))


def test_the_turkish_file_then_itself_then_the_repaired_one(brand):
    first = (REAL / "responses-tr.csv").read_bytes()
    tried = check(brand, first)
    assert counts(brand, tried) == ("checked", 253, 1, 7)
    assert stored(brand) == 0
    assert [(r.column, r.value) for r in refused_rows(tried)][:2] == [
        ("Tavsiye (0-10)", "11"),
        ("Tavsiye (0-10)", "-1"),
    ]
    assert all(r.row_number > 1 and str(r.reason) for r in refused_rows(tried))

    assert counts(brand, bring(brand, first)) == ("done", 253, 1, 7)
    assert counts(brand, bring(brand, first)) == ("done", 0, 254, 7)
    assert counts(brand, check(brand, (REAL / "responses-tr-repaired.csv").read_bytes())) == (
        "checked",
        3,
        254,
        4,
    )
    bring(brand, (REAL / "responses-tr-repaired.csv").read_bytes())
    assert stored(brand) == 256
    twins = db.session.scalars(
        select(Response.occurrence).where(Response.brand_id == brand.id, Response.external_id.is_(None))
    )
    assert sorted(twins) == [1, 2]
    assert db.session.scalar(select(func.sum(Response.nps)).where(Response.brand_id == brand.id)) > 0


def test_the_swedish_file_and_the_workbook_are_kept_whole(brand):
    assert counts(brand, bring(brand, (REAL / "responses-sv.csv").read_bytes())) == ("done", 240, 0, 0)
    workbook = bring(brand, (REAL / "responses.xlsx").read_bytes())
    assert counts(brand, workbook) == ("done", 90, 0, 1)
    (totals,) = refused_rows(workbook)
    assert (totals.row_number, totals.column) == (95, "Butik")
    formulas = select(func.count()).where(Response.brand_id == brand.id, Response.comment == "=1+1")
    assert db.session.scalar(formulas) == 44
    one = db.session.scalars(select(Response).where(Response.external_id == "S-00000")).one()
    assert (one.day_part, one.situation, one.answered_at.hour, one.source) == (
        "afternoon",
        "complaint",
        15,
        "import",
    )


def test_each_answer_knows_the_row_it_came_from(brand):
    import_id = bring(brand, b"Store;Date;NPS\nMalm\xc3\xb6;2026-05-01;9\nLund;2026-05-01;9\n")
    (answer,) = db.session.scalars(select(Response).where(Response.brand_id == brand.id))
    origin = db.session.get(ImportRow, answer.import_row_id)
    assert (origin.import_id, origin.row_number, origin.state) == (import_id, 2, "kept")


def test_a_mapping_is_remembered_for_the_same_headings_in_any_order(brand):
    data = "Var;När;Betyg;Typ\nMalmö;2026-05-01;9;Lunch\n".encode()
    import_id = upload(brand, data)
    jobs.read_import(str(import_id))
    mapping = ColumnMapping(
        {"Var": "location", "När": "answered_on", "Betyg": "nps", "Typ": "situation"},
        {"situation": {"lunch": "purchase"}},
    )
    choose_mapping(brand.id, import_id, mapping, now=WHEN)

    again = upload(brand, "typ;Betyg;När;VAR\nLunch;9;2026-05-02;Malmö\n".encode())
    jobs.read_import(str(again))
    kept = ColumnMapping.from_json(db.session.get(Import, again).mapping)
    assert kept.words == mapping.words
    assert kept.columns == {"VAR": "location", "När": "answered_on", "Betyg": "nps", "typ": "situation"}


def test_scores_in_words_come_in_as_suggested_and_the_same_file_adds_nothing(brand):
    data = (
        "Butik;Datum;CSAT;NPS\nMalmö;2026-05-01;Mycket nöjd;9\nMalmö;2026-05-01;5 - Mycket nöjd;9\n"
        "Malmö;2026-05-01;Sådär;9\n"
    ).encode()
    first = bring(brand, data)
    assert counts(brand, first) == ("done", 2, 0, 1)
    (refused,) = refused_rows(first)
    assert (refused.row_number, refused.column, refused.value) == (4, "CSAT", "Sådär")
    assert counts(brand, bring(brand, data)) == ("done", 0, 2, 1)
    in_numbers = b"Butik;Datum;CSAT;NPS\nMalm\xc3\xb6;2026-05-01;5;9\n"
    assert counts(brand, check(brand, in_numbers)) == ("checked", 0, 1, 0)  # the same answer, however written


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"Store;NPS;nps\nA;9;8\n", "Two columns are headed"),
        (b";".join(b"c%d" % n for n in range(10_000)) + b"\n1;2\n", "more than 400 columns"),
        (b"PK\x03\x04garbage", "damaged or protected"),
        (b'Store;NPS\n"A;9\n', "never closed"),
    ],
)
def test_what_only_the_job_can_see_is_told_on_the_imports_page(brand, data, says):
    import_id = check(brand, data)
    found = find_responses_import(brand.id, import_id)
    assert found.state == "failed"
    assert says in str(found.problem)


@pytest.mark.parametrize(("data", "says"), [(b"", "empty"), (b"%PDF-1.7", "neither")])
def test_what_the_first_bytes_tell_is_refused_at_once(brand, data, says):
    with pytest.raises(TableRefused, match=says):
        upload(brand, data)
    assert responses_imports(brand.id) == []


def test_an_import_of_another_brand_does_not_exist(brand):
    import_id = check(brand, b"Store;Date;NPS\nX;2026-05-01;9\n")
    stranger = make_brand()
    assert find_responses_import(stranger.id, import_id) is None
    with pytest.raises(NotFound):
        confirm_import(stranger.id, import_id, by=make_user().id, now=WHEN)


def test_steps_out_of_order_are_refused_and_change_nothing(brand):
    import_id = upload(brand, b"Store;Date;NPS\nX;2026-05-01;9\n")
    with pytest.raises(NotAllowed):
        confirm_import(brand.id, import_id, by=make_user().id, now=WHEN)
    with pytest.raises(NotAllowed):
        drop_import(brand.id, import_id)
    jobs.read_import(str(import_id))
    jobs.read_import(str(import_id))
    jobs.check_import(str(import_id))
    jobs.import_responses(str(import_id))
    assert counts(brand, import_id)[0] == "mapping"
    with pytest.raises(BadMapping):
        choose_mapping(brand.id, import_id, ColumnMapping({}), now=WHEN)


def test_the_mapping_can_be_changed_after_the_dry_run_and_the_import_dropped(brand):
    import_id = check(brand, b"Store;Date;NPS\nX;2026-05-01;9\n")
    change_mapping(brand.id, import_id)
    assert counts(brand, import_id)[0] == "mapping"
    drop_import(brand.id, import_id)
    assert responses_imports(brand.id) == []
    assert db.session.scalar(select(func.count()).where(ImportRow.import_id == import_id)) == 0


def test_the_file_goes_when_no_import_needs_it_any_more(brand):
    data = "Store;Date;NPS\nMalmö;2026-05-01;9\n".encode()
    waiting = check(brand, data)
    key = db.session.get(Import, waiting).file_key
    bring(brand, data)
    assert storage.holds(key)
    drop_import(brand.id, waiting)
    assert not storage.holds(key)


def test_every_step_leaves_a_job_for_the_worker(brand):
    import_id = check(brand, (REAL / "responses.xlsx").read_bytes())
    confirm_import(brand.id, import_id, by=make_user().id, now=WHEN)
    kinds = db.session.scalars(select(Job.kind).where(Job.subject_id == str(import_id)).order_by(Job.id))
    assert list(kinds) == ["read_import", "check_import", "import_responses"]


def test_a_killed_import_goes_on_where_it_was(brand, monkeypatch):
    rows = "".join(f"Malmö;2026-05-01;{n % 11};comment {n}\n" for n in range(2500))
    import_id = check(brand, ("Store;Date;NPS;Comment\n" + rows).encode())
    confirm_import(brand.id, import_id, by=make_user().id, now=WHEN)
    keep, calls = import_runs._keep_responses, []

    def killed(*args):
        if calls:
            raise KeyboardInterrupt
        calls.append(args)
        keep(*args)

    monkeypatch.setattr(import_runs, "_keep_responses", killed)
    with pytest.raises(KeyboardInterrupt):
        import_runs.run_importing(import_id, now=WHEN)
    assert (counts(brand, import_id)[0], stored(brand)) == ("importing", 1000)
    monkeypatch.setattr(import_runs, "_keep_responses", keep)
    import_runs.run_importing(import_id, now=WHEN)
    assert counts(brand, import_id) == ("done", 2500, 0, 0)
    assert stored(brand) == 2500


def test_two_imports_at_once_keep_each_row_once(fresh_url, tmp_path):
    config = load_config({"DATABASE_URL": fresh_url, "DATA_DIR": str(tmp_path)})
    program = create_app(config | {"TESTING": True})
    header = "Id;Store;Date;NPS;Comment\n"
    lines = [f"{'' if n % 3 else n};Malmö;2026-05-01;{n % 11};comment {n // 2}\n" for n in range(3000)]
    with program.app_context():
        brand = chain()
        brand_id, person = brand.id, make_user().id
        ids = []
        for order in (lines, lines[::-1]):
            import_id = check(brand, (header + "".join(order)).encode())
            confirm_import(brand_id, import_id, by=person, now=WHEN)
            ids.append(import_id)
        expected = db.session.get(Import, ids[0]).rows_kept
        db.session.remove()
    together = Barrier(2)

    def run(import_id):
        with program.app_context():
            together.wait()
            import_runs.run_importing(import_id, now=WHEN)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, ids))
    with program.app_context():
        found = [find_responses_import(brand_id, import_id) for import_id in ids]
        assert [f.state for f in found] == ["done", "done"]
        answers = db.session.scalar(select(func.count()).select_from(Response))
        assert answers == expected == sum(f.rows_kept for f in found)
        origins = db.session.scalar(
            select(func.count()).select_from(ImportRow).where(ImportRow.state == "kept")
        )
        assert origins == answers
        db.session.remove()
        db.engine.dispose()


def test_a_database_that_is_away_for_a_moment_does_not_end_the_import(brand, monkeypatch):
    import_id = check(brand, "Store;Date;NPS\nMalmö;2026-05-01;9\n".encode())
    confirm_import(brand.id, import_id, by=make_user().id, now=WHEN)

    def locked(*_args):
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(import_runs, "_keep_responses", locked)
        import_runs.run_importing(import_id, now=WHEN)
    assert counts(brand, import_id)[0] == "importing"
    import_runs.run_importing(import_id, now=WHEN)
    assert counts(brand, import_id) == ("done", 1, 0, 0)


def test_a_bug_is_told_on_the_imports_page_and_to_the_log(brand, monkeypatch):
    import_id = upload(brand, b"Store;Date;NPS\nX;2026-05-01;9\n")
    monkeypatch.setattr(import_steps, "read_table", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        jobs.read_import(str(import_id))
    found = find_responses_import(brand.id, import_id)
    assert (found.state, str(found.problem)) == ("failed", "The file could not be worked on. Try it again.")

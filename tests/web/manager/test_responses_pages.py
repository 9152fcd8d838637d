"""Importing, listing and exporting customers' answers, and the sheets of the survey pages, as a manager does it."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select

from mysteryshop import tabular
from mysteryshop.extensions import db
from mysteryshop.jobs import imports as jobs
from mysteryshop.jobs.registry import HANDLERS
from mysteryshop.models import Access, Import, Job, Location, Response, SurveyLink
from tests.factories import make_area, make_brand, make_location, make_responses, make_user

REAL = Path(__file__).parents[2] / "cases" / "real"
TURKISH = ("İstanbul Kadıköy", "Şanlıurfa", "İzmir Alsancak", "Ankara Çankaya", "Eskişehir")


@pytest.fixture
def brand(app):
    brand = make_brand(currency="TRY")
    area = make_area(brand)
    for name in TURKISH:
        make_location(brand, area, name=name, time_zone="Europe/Istanbul")
    return brand


@pytest.fixture
def manager(brand, sign_in):
    return sign_in(make_user("account_manager", brand))


def upload(manager, brand, data, name="answers.csv"):
    page = f"/manage/brands/{brand.id}/responses/import"
    return manager.submit(
        page, {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data", buffered=True
    )


def bring_to_mapping(manager, brand, data):
    sent = upload(manager, brand, data)
    assert sent.status_code == 302, sent.text
    address = sent.headers["Location"]
    import_id = address.rsplit("/", 1)[1]
    jobs.read_import(import_id)
    return address, import_id


def filled_fields(html):
    """What a browser would send from the mapping page as it stands."""
    fields = {}
    for name, options in re.findall(r'<select [^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option(?: value="([^"]*)")?(?: selected)?>([^<]*)', options)
        plain = re.search(r"<option selected>([^<]*)", options)
        fields[name] = chosen[1] if chosen else plain[1] if plain else (first[1] or "")
    return fields


def test_a_real_file_goes_from_upload_to_result_by_pages(manager, brand):
    address, import_id = bring_to_mapping(manager, brand, (REAL / "responses-tr.csv").read_bytes())
    columns = manager.get(address).headers["Location"]
    page = manager.get(columns)
    assert "Temas noktası" in page.text
    assert "Şikayet" in page.text
    fields = filled_fields(page.text)
    assert (fields["column-1"], fields["column-4"], fields["currency"]) == ("location", "nps", "TRY")
    assert "" not in [value for name, value in fields.items() if name.startswith("word")]

    assert manager.submit(columns, fields).status_code == 302
    busy = manager.get(address).text
    assert "Checking the rows" in busy
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in busy
    jobs.check_import(import_id)
    checked = manager.get(address).text
    assert "Add 253 answers" in checked
    assert "31.02.2026" in checked
    assert "There is no such day in the calendar." in checked
    assert "The scale goes from 0 to 10; 11 is outside." in checked
    assert db.session.scalar(select(Response.id)) is None

    assert manager.submit(address, to=f"{address}/confirm").status_code == 302
    jobs.import_responses(import_id)
    done = manager.get(address).text
    assert "Imported" in done
    assert ">253<" in done
    listed = manager.get(f"/manage/brands/{brand.id}/responses/").text
    assert "253 answers" in listed
    assert "253 answers added" in manager.get(f"/manage/brands/{brand.id}/responses/imports").text


def test_the_refused_rows_are_a_csv_that_runs_nothing(manager, brand):
    data = "Store;Date;NPS\n=cmd|x;2026-05-01;9\nEskişehir;2026-05-01;@11\n".encode()
    address, import_id = bring_to_mapping(manager, brand, data)
    columns = f"{address}/columns"
    manager.submit(columns, filled_fields(manager.get(columns).text))
    jobs.check_import(import_id)
    lines = manager.get(f"{address}/refused.csv").text.splitlines()
    assert lines[0] == "\ufeffRow,Column,Value,Reason"
    assert lines[1] == "2,Store,'=cmd|x,No location has this name or number."
    assert lines[2].startswith("3,NPS,'@11,")
    assert db.session.scalars(select(Access.action)).all() == ["exported"]


def test_a_word_without_a_meaning_is_asked_for_and_everything_stays_as_entered(manager, brand):
    data = "Var;När;Poäng;Typ\nEskişehir;2026-05-01;9;Lunch\n".encode()
    address, import_id = bring_to_mapping(manager, brand, data)
    columns = f"{address}/columns"
    sent = {"column-0": "location", "column-1": "answered_on", "column-2": "nps", "column-3": "situation"}
    refused = manager.submit(columns, sent)
    assert refused.status_code == 422
    assert "Choose what “Lunch” means." in refused.text
    assert filled_fields(refused.text)["column-3"] == "situation"
    assert manager.submit(columns, sent | {"word-3-0": "purchase"}).status_code == 302
    jobs.check_import(import_id)
    assert "Add 1 answer" in manager.get(address).text


def test_columns_that_cannot_work_are_refused_with_a_sentence(manager, brand):
    address, _ = bring_to_mapping(manager, brand, b"A;B\nx;y\n")
    page = manager.submit(f"{address}/columns", {"column-0": "nps"})
    assert page.status_code == 422
    assert "Choose the column that holds the location" in page.text


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "empty.csv", "The file is empty (0 bytes)."),
        (b"%PDF-1.7", "x.csv", "neither a CSV nor an XLSX"),
        (bytes.fromhex("d0cf11e0a1b11ae1"), "old.xls", "old .xls format"),
    ],
)
def test_what_can_be_told_at_once_is_refused_on_the_upload_page(manager, brand, data, name, says):
    page = upload(manager, brand, data, name)
    assert page.status_code == 422
    assert says in page.text
    assert db.session.scalar(select(Import.id)) is None


def test_a_file_that_is_too_large_is_refused_on_the_upload_page(manager, brand, monkeypatch):
    monkeypatch.setattr(tabular, "MAX_BYTES", 100_000)
    page = upload(manager, brand, b"Store;NPS\n" + b"x" * 200_000)
    assert page.status_code == 422
    assert "Split it into smaller files." in page.text


def test_no_file_is_a_sentence_too(manager, brand):
    assert "Choose a file." in manager.submit(f"/manage/brands/{brand.id}/responses/import").text


def test_an_unreadable_file_says_why_on_its_page_and_can_be_dropped(manager, brand):
    address, _ = bring_to_mapping(manager, brand, b"Store;NPS;nps\nA;9;8\n")
    page = manager.get(address).text
    assert "Two columns are headed “nps” (2 and 3). Rename one of them." in page
    manager.submit(address, to=f"{address}/drop")
    assert manager.get(address).status_code == 404


def test_a_comment_like_a_formula_is_text_on_the_page_and_harmless_in_the_export(manager, brand):
    data = "Şube;Tarih;NPS;Yorum;Ciro\nEskişehir;2026-05-01;9;=1+1;12,5\nEskişehir;2026-05-02;9;<b>x</b>;\n"
    address, import_id = bring_to_mapping(manager, brand, data.encode())
    columns = f"{address}/columns"
    manager.submit(columns, filled_fields(manager.get(columns).text))
    jobs.check_import(import_id)
    manager.submit(address, to=f"{address}/confirm")
    jobs.import_responses(import_id)
    page = manager.get(f"/manage/brands/{brand.id}/responses/").text
    assert ">=1+1<" in page
    assert "&lt;b&gt;x" in page
    export = manager.get(f"/manage/brands/{brand.id}/responses/export.csv")
    assert export.mimetype == "text/csv"
    first = export.text.splitlines()[1]
    assert first.startswith("Eskişehir,,2026-05-01,,,,,9,,,'=1+1,12.50,TRY")
    swedish = manager.get(
        f"/manage/brands/{brand.id}/responses/export.csv?since=2026-05-02", headers={"Accept-Language": "sv"}
    )
    assert len(swedish.text.splitlines()) == 2
    assert ";2026-05-02;" in swedish.text


@pytest.mark.parametrize("query", ["location=x", "since=2026-13-01", "page=999", "source=zz", "page=-1"])
def test_an_address_that_makes_no_sense_still_opens(manager, brand, query):
    assert manager.get(f"/manage/brands/{brand.id}/responses/?{query}").status_code == 200


def test_sheets_are_refused_while_the_address_is_this_machines_own(manager, brand, app, monkeypatch):
    page = f"/manage/brands/{brand.id}/responses/survey-pages"
    assert "phone can reach" in manager.get(page).text
    made = manager.submit(page, to=f"{page}/make")
    assert "5 survey pages were made." in manager.get(made.headers["Location"]).text
    refused = manager.get(f"{page}/sheets")
    assert refused.status_code == 422
    assert "Set PUBLIC_URL first" in refused.text

    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://shop.example.com")
    sheets = manager.get(f"{page}/sheets").text
    assert sheets.count('class="qr"') == 5
    token = db.session.scalars(select(SurveyLink.token)).first()
    assert f"shop.example.com/s/{token}" in sheets
    assert "phone can reach" not in manager.get(page).text


def test_an_address_is_renewed_after_a_page_that_says_what_it_does(manager, brand):
    page = f"/manage/brands/{brand.id}/responses/survey-pages"
    manager.submit(page, to=f"{page}/make")
    link = db.session.scalars(select(SurveyLink)).first()
    old, renew = link.token, f"{page}/{link.location_id}/renew"
    assert "The old address stops at once." in manager.get(renew).text
    assert manager.submit(renew).status_code == 302
    assert manager.get(f"/s/{old}").status_code == 410


def test_strangers_find_nothing(brand, sign_in, client, manager):
    address, _ = bring_to_mapping(manager, brand, b"Store;Date;NPS\nA;2026-05-01;9\n")
    other = make_brand()
    theirs = sign_in(make_user("account_manager", other))
    owner = sign_in(make_user("brand_owner", brand))
    for path in ("", "/columns", "/refused.csv"):
        assert theirs.get(address + path).status_code == 404
        assert owner.get(address + path).status_code == 404
        moved = address.replace(f"/brands/{brand.id}/", f"/brands/{other.id}/")
        assert theirs.get(moved + path).status_code in (302, 404)
    assert theirs.get(address.replace(f"/brands/{brand.id}/", f"/brands/{other.id}/")).status_code == 404
    location = db.session.scalars(select(SurveyLink.location_id)).first() or 1
    assert theirs.get(f"/manage/brands/{other.id}/responses/survey-pages/{location}/renew").status_code == 404
    assert client.get(address).status_code == 302


def test_a_workbook_is_asked_for_waited_for_and_downloaded_by_who_asked(manager, brand, sign_in):
    place = db.session.scalars(select(Location).where(Location.brand_id == brand.id)).first()
    make_responses(place, [9, 3], comment="=1+1")
    listed = f"/manage/brands/{brand.id}/responses/"
    asked = manager.submit(f"{listed}?comment=1", to=f"{listed}export?comment=1")
    assert asked.status_code == 302
    waiting = manager.get(asked.location)
    assert "Being made" in waiting.text
    assert '<meta http-equiv="refresh"' in waiting.text
    assert manager.get(f"{asked.location}/file").status_code == 404

    job = db.session.scalars(select(Job).where(Job.kind == "export_responses")).one()
    HANDLERS[job.kind](job.subject_id)
    ready = manager.get(asked.location).text
    assert "2 answers" in ready
    assert f"{asked.location}/file" in ready
    file = manager.get(f"{asked.location}/file", buffered=True)
    assert file.data.startswith(b"PK")
    assert "filename=answers.xlsx" in file.headers["Content-Disposition"]
    colleague = sign_in(make_user("account_manager", brand))
    assert colleague.get(asked.location).status_code == 404
    assert colleague.get(f"{asked.location}/file").status_code == 404
    assert colleague.get(f"{listed}?brand_id=1&x=2").status_code == 200


IN_WORDS = (
    "Şube;Tarih;NPS;Memnuniyet (1-5);Kolaylık (1-7);Yorum\n"
    "Eskişehir;2026-05-01;9;Çok memnunum;7 - kolay;a\n"
    "Eskişehir;2026-05-02;Promoter;4;8;b\n"
    "Eskişehir;2026-05-03;-1;idare eder;6;c\n"
    "Eskişehir;2026-05-04;10;Bilmem;;d\n"
)


def selects(html):
    """Label -> what stands chosen, of the words on the mapping page."""
    found = re.findall(
        r'<div class="word[^"]*"><label for="([^"]+)">([^<]+)</label>.*?(?=<div class="word|</fieldset>)',
        html,
        re.S,
    )
    fields = filled_fields(html)
    return {label: (name, fields[name]) for name, label in found}


def test_words_in_the_columns_of_scores_are_given_numbers_on_the_page(manager, brand):
    address, import_id = bring_to_mapping(manager, brand, IN_WORDS.encode())
    columns = f"{address}/columns"
    page = manager.get(columns).text
    assert selects(page) == {  # what a word tells is filled in to be seen; numbers are not words
        "Promoter": ("word-2-0-nps", "refuse"),
        "Bilmem": ("word-3-0-csat", "refuse"),
        "idare eder": ("word-3-1-csat", "refuse"),
        "Çok memnunum": ("word-3-2-csat", "5"),
        "7 - kolay": ("word-4-0-ces", "7"),
    }
    assert "5 Very satisfied" in page
    assert "10 Extremely likely" in page
    assert "7 Very easy" in page
    manager.submit(columns, filled_fields(page))
    jobs.check_import(import_id)
    checked = manager.get(address).text
    assert "Add 1 answer" in checked
    assert "If it stands for one, say so on the page “What do the columns mean?”" in checked
    assert "The scale goes from 1 to 7; 8 is outside." in checked
    assert "The scale goes from 0 to 10; -1 is outside." in checked

    manager.submit(address, to=f"{columns}/again")
    chosen = {"word-2-0-nps": "9", "word-3-0-csat": "-", "word-3-1-csat": "3"}
    manager.submit(columns, filled_fields(manager.get(columns).text) | chosen)
    jobs.check_import(import_id)
    assert "Add 2 answers" in manager.get(address).text
    manager.submit(address, to=f"{address}/confirm")
    jobs.import_responses(import_id)
    kept = db.session.execute(
        select(Response.nps, Response.csat, Response.ces).order_by(Response.answered_on)
    )
    assert [tuple(row) for row in kept] == [(9, 5, 7), (10, None, None)]


def test_words_of_scores_are_remembered_and_the_same_file_adds_nothing(manager, brand):
    def bring(data, chosen):
        address, import_id = bring_to_mapping(manager, brand, data.encode())
        page = manager.get(f"{address}/columns").text
        manager.submit(f"{address}/columns", filled_fields(page) | chosen)
        jobs.check_import(import_id)
        checked = manager.get(address).text
        if "/confirm" in checked:
            manager.submit(address, to=f"{address}/confirm")
            jobs.import_responses(import_id)
        return selects(page), checked

    chosen = {"word-3-0-csat": "-", "word-3-1-csat": "3", "word-3-2-csat": "refuse"}
    bring(IN_WORDS, chosen)
    shorter = (
        IN_WORDS.splitlines()[0] + "\nEskişehir;2026-05-04;10;BİLMEM x;;d\nEskişehir;2026-05-07;8;Bilmem;;\n"
    )
    _, checked = bring(shorter, {})
    assert "Add 1 answer" in checked
    again, checked = bring(IN_WORDS, {})
    assert {label: value for label, (_, value) in again.items()} == {
        "Promoter": "refuse",
        "Bilmem": "-",
        "idare eder": "3",
        "Çok memnunum": "refuse",  # our suggestion does not come back over what was said
        "7 - kolay": "7",
    }
    assert "nothing to add" in checked
    assert len(db.session.scalars(select(Response.id)).all()) == 2


def test_a_column_that_becomes_a_score_shows_its_words_before_any_is_read(manager, brand):
    address, _ = bring_to_mapping(manager, brand, "Var;När;X\nEskişehir;2026-05-01;Çok memnunum\n".encode())
    columns = f"{address}/columns"
    sent = {"column-0": "location", "column-1": "answered_on", "column-2": "csat"}
    page = manager.submit(columns, sent)
    assert page.status_code == 422
    assert "“X” holds words. Look at what each of them means." in page.text
    assert selects(page.text) == {"Çok memnunum": ("word-2-0-csat", "5")}
    other = manager.submit(columns, filled_fields(page.text) | {"column-2": "ces"})
    assert selects(other.text) == {"Çok memnunum": ("word-2-0-ces", "refuse")}  # a 5 of 5 is no 5 of 7
    assert manager.submit(columns, filled_fields(other.text)).status_code == 302


def test_too_many_words_of_a_score_are_told_and_the_numbers_still_come_in(manager, brand):
    rows = [f"Eskişehir;2026-05-01;ord{number}\n" for number in range(61)]
    data = "".join(("Store;Date;NPS\n", "Eskişehir;2026-05-01;9\n", *rows))
    address, import_id = bring_to_mapping(manager, brand, data.encode())
    columns = f"{address}/columns"
    page = manager.get(columns).text
    assert "too many different texts to choose a number for each (at most 60)" in page
    assert manager.submit(columns, filled_fields(page)).status_code == 302
    jobs.check_import(import_id)
    assert "Add 1 answer" in manager.get(address).text

"""The frame of every page: language, theme, headers, static files, the demo warning, health, error pages."""

from datetime import timedelta

import pytest

from mysteryshop.clock import utc_now
from mysteryshop.models import Job
from mysteryshop.web.public.preferences import local_address
from tests.factories import keep, make_brand, make_user


def ask(client, address):
    """The answer, its file closed."""
    with client.get(address) as answer:
        return answer


PAGES = ["/login", "/nowhere", "/healthz", "/static/css/base.css"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_carries_the_security_headers(client, page, header, value):
    assert ask(client, page).headers[header] == value


@pytest.mark.parametrize("page", PAGES)
def test_nothing_runs_that_does_not_come_from_us(client, page):
    policy = ask(client, page).headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


def test_pages_are_not_kept_by_shared_caches(client):
    assert client.get("/nowhere").headers["Cache-Control"] == "private, no-cache"


def test_a_static_file_with_its_current_version_is_kept_for_a_year(client, app):
    with app.test_request_context():
        address = app.url_for("static", filename="css/base.css")

    answer = ask(client, address)

    assert answer.cache_control.max_age == 31536000
    assert answer.cache_control.immutable


def test_an_older_builds_address_still_serves_but_is_not_kept(client):
    answer = ask(client, "/static/0123456789/css/base.css")

    assert answer.status_code == 200
    assert answer.cache_control.no_cache
    assert answer.cache_control.max_age is None


def test_all_files_share_one_build_so_that_modules_fit_together(app):
    with app.test_request_context():
        main, other = (app.url_for("static", filename=name) for name in ("js/main.js", "css/base.css"))

    assert main.split("/")[2] == other.split("/")[2]


def test_the_language_is_chosen_by_a_link_and_kept(client):
    back = client.get("/preferences/language/sv?next=/login?x=1")

    assert back.location == "/login?x=1"
    assert '<html lang="sv"' in client.get("/nowhere").text


def test_a_language_that_we_do_not_speak_is_no_page(client):
    assert client.get("/preferences/language/xx").status_code == 404


def test_the_theme_is_printed_by_the_server_so_that_nothing_flashes(client):
    client.get("/preferences/theme/dark")
    assert 'data-theme="dark"' in client.get("/nowhere").text

    client.get("/preferences/theme/device")
    assert "data-theme" not in client.get("/nowhere").text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "x",
        "",
        "/\t/evil.example",
    ],
)
def test_a_choice_never_leads_to_another_site(elsewhere):
    assert local_address(elsewhere) == "/"


def test_a_choice_leads_back_to_the_page_it_was_made_on():
    assert local_address("/manage/waves?page=2") == "/manage/waves?page=2"


def test_a_shopper_sees_a_neutral_name_and_icon_even_where_there_is_nothing(sign_in):
    page = sign_in(make_user("shopper", make_brand())).get("/manage/")

    assert page.status_code == 404
    assert "Mysteryshop" not in page.text
    assert "notes.svg" in page.text


def test_the_demo_warning_shows_only_where_others_can_reach_the_machine(client, app):
    words = "Demo sign-ins are open on this machine"
    make_user("admin", is_demo=True)
    assert words not in client.get("/nowhere").text

    app.config["LISTEN_HOST"] = "0.0.0.0"
    try:
        assert words in client.get("/nowhere").text
    finally:
        app.config["LISTEN_HOST"] = "127.0.0.1"


def test_without_demo_people_there_is_no_warning(client, app, monkeypatch):
    monkeypatch.setitem(app.config, "LISTEN_HOST", "0.0.0.0")

    assert "Demo sign-ins" not in client.get("/nowhere").text


def a_job(run_at):
    return keep(
        Job(kind="mail", subject_id="1", state="queued", attempts=0, run_at=run_at, created_at=run_at)
    )


def test_health_is_good_when_jobs_wait_for_a_moment(client):
    a_job(utc_now() - timedelta(minutes=1))

    assert client.get("/healthz").json == {"status": "ok", "database": "ok", "queue": "ok", "waiting": 1,
                                          "photos_missing": 0}  # fmt: skip


def test_health_fails_when_nobody_takes_the_jobs(client):
    a_job(utc_now() - timedelta(minutes=11))

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert answer.json["queue"] == "late"


def test_a_job_for_later_is_not_late(client):
    a_job(utc_now() + timedelta(days=1))

    assert client.get("/healthz").json["waiting"] == 0

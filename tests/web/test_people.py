"""Inviting, accepting, roles given and taken, access ended: through the pages."""

import io
import re
from datetime import timedelta

import pytest
from flask_security import hash_password
from PIL import Image

from mysteryshop import storage
from mysteryshop.extensions import db
from mysteryshop.models import Brand, Change, Invitation, Mail, Membership, User
from tests.factories import make_area, make_brand, make_location, make_membership, make_user
from tests.picture_files import picture

pytestmark = pytest.mark.both_databases

PASSWORD = "correct horse battery"


@pytest.fixture
def admin(sign_in):
    return sign_in(make_user("admin"))


def invite(browser, page, **values):
    return browser.submit(
        page, {"name": "Elif Aydın", "email": "Elif@Demo.example", "language": "sv"} | values
    )


def shown_link(page):
    return re.search(r"https?://[^/]+(/invitation/[\w-]+)", page.text)[1]


def accept(browser, link, **values):
    form = {"name": "Elif", "password": PASSWORD, "password_again": PASSWORD, "language": "tr"}
    return browser.submit(link, form | values)


def test_an_invitation_from_the_form_to_the_first_page(admin, client):
    brand = make_brand(name="Kvarnby")
    made = invite(admin, f"/admin/people/invite?brand={brand.id}", role="account_manager")
    assert made.location == "/admin/people"
    link = shown_link(admin.get("/admin/people"))
    assert link not in admin.get("/admin/people").text  # shown once

    assert "Kvarnby" in client.get(link).text
    assert accept(client, link).location == "/"
    assert client.get("/").location == "/manage/"

    user = db.session.query(User).filter_by(email="elif@demo.example").one()
    assert (user.name, user.language) == ("Elif", "tr")
    assert [(m.role, m.brand_id) for m in user.memberships] == [("account_manager", brand.id)]


def test_an_invitations_mail_speaks_the_language_of_the_invited_and_holds_the_link(admin):
    brand = make_brand()
    invite(admin, f"/admin/people/invite?brand={brand.id}", role="shopper")
    link = shown_link(admin.get("/admin/people"))

    mail = db.session.query(Mail).filter_by(recipient="elif@demo.example").one()
    assert link in mail.body
    assert link in mail.html
    assert 'lang="sv"' in mail.html


def test_with_a_mail_server_the_link_is_not_shown(admin, app, monkeypatch):
    monkeypatch.setitem(app.config, "MAIL_URL", "console:")
    invite(admin, f"/admin/people/invite?brand={make_brand().id}", role="shopper")

    page = admin.get("/admin/people")
    assert "/invitation/" not in page.text
    assert "An invitation is on its way to elif@demo.example." in page.text


def test_a_link_works_once(admin, client, app):
    invite(admin, f"/admin/people/invite?brand={make_brand().id}", role="shopper")
    link = shown_link(admin.get("/admin/people"))
    accept(client, link)

    assert app.test_client().get(link).status_code == 410


def test_a_revoked_link_is_worthless_and_a_renewed_one_replaces_it(admin, client):
    invite(admin, f"/admin/people/invite?brand={make_brand().id}", role="shopper")
    first = shown_link(admin.get("/admin/people"))
    invitation = db.session.query(Invitation).one()

    admin.submit("/admin/people", to=f"/admin/invitations/{invitation.id}/renew")
    second = shown_link(admin.get("/admin/people"))
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200

    admin.submit("/admin/people", to=f"/admin/invitations/{invitation.id}/revoke")
    assert client.get(second).status_code == 410


def test_an_expired_link_is_worthless_until_it_is_renewed(admin, client):
    invite(admin, f"/admin/people/invite?brand={make_brand().id}", role="shopper")
    link = shown_link(admin.get("/admin/people"))
    invitation = db.session.query(Invitation).one()
    invitation.expires_at -= timedelta(days=15)
    db.session.commit()

    assert client.get(link).status_code == 410
    assert "Expired" in admin.get("/admin/people").text
    admin.submit("/admin/people", to=f"/admin/invitations/{invitation.id}/renew")
    assert client.get(shown_link(admin.get("/admin/people"))).status_code == 200


def test_who_has_an_account_signs_in_and_accepts(admin, client, sign_in):
    known = make_user("shopper", make_brand(), email="elif@demo.example")
    brand = make_brand()
    invite(admin, f"/admin/people/invite?brand={brand.id}", role="brand_owner")
    link = shown_link(admin.get("/admin/people"))

    assert "/login?next=/invitation/" in client.get(link).text
    other = sign_in(make_user("shopper", make_brand()))
    assert other.submit(link, to=f"{link}/accept").status_code == 404
    assert sign_in(known).submit(link, to=f"{link}/accept").location == "/"
    assert {m.brand_id for m in db.session.get(User, known.id).memberships} >= {brand.id}


def test_a_used_link_gives_back_no_role_that_was_taken_away(admin, sign_in):
    known = make_user("shopper", make_brand(), email="elif@demo.example")
    brand = make_brand()
    invite(admin, f"/admin/people/invite?brand={brand.id}", role="brand_owner")
    link = shown_link(admin.get("/admin/people"))
    elif_ = sign_in(known)
    elif_.submit("/account", to=f"{link}/accept")
    taken = db.session.query(Membership).filter_by(user_id=known.id, brand_id=brand.id)
    taken.delete()
    db.session.commit()

    assert elif_.submit("/account", to=f"{link}/accept").status_code == 409
    assert taken.count() == 0


def test_a_poor_password_is_refused_and_what_was_entered_stays(admin, client):
    invite(admin, f"/admin/people/invite?brand={make_brand().id}", role="shopper")
    link = shown_link(admin.get("/admin/people"))

    page = accept(client, link, password="password123", password_again="password123", name="Elif A")

    assert page.status_code == 422
    assert "easily guessed" in page.text
    assert 'value="Elif A"' in page.text
    assert db.session.query(User).filter_by(email="elif@demo.example").count() == 0


def test_the_same_person_is_not_invited_or_given_a_role_twice(admin):
    brand = make_brand()
    page = f"/admin/people/invite?brand={brand.id}"
    invite(admin, page, role="shopper")
    assert "is invited to this role already" in invite(admin, page, role="shopper").text

    make_user("brand_owner", brand, email="owner@demo.example")
    again = invite(admin, page, role="brand_owner", email="owner@demo.example")
    assert "has this role here already" in again.text


def test_a_manager_invites_a_location_manager_to_an_area(sign_in, client):
    brand = make_brand()
    area = make_area(brand, "Skåne")
    location = make_location(brand, area)
    manager = sign_in(make_user("account_manager", brand))

    page = f"/manage/brands/{brand.id}/people/invite"
    made = invite(manager, page, role="location_manager", place=f"area:{area.id}")
    assert made.location == f"/manage/brands/{brand.id}/people"
    accept(client, shown_link(manager.get(made.location)))

    held = db.session.query(Membership).filter_by(role="location_manager").one()
    assert (held.area_id, held.location_id) == (area.id, None)
    refused = invite(manager, page, role="shopper", place=f"location:{location.id}", email="x@demo.example")
    assert "Only a location manager is limited" in refused.text


@pytest.mark.parametrize("role", ["admin", "account_manager"])
def test_a_manager_gives_no_role_as_powerful_as_the_own_one(sign_in, role):
    brand = make_brand()
    manager = sign_in(make_user("account_manager", brand))

    assert invite(manager, f"/manage/brands/{brand.id}/people/invite", role=role).status_code == 422
    assert db.session.query(Invitation).count() == 0


def test_a_manager_takes_only_roles_that_could_have_been_given(sign_in):
    brand = make_brand()
    manager = sign_in(make_user("account_manager", brand))
    shopper, colleague = make_user("shopper", brand), make_user("account_manager", brand)
    page = f"/manage/brands/{brand.id}/people"

    def take(person):
        return manager.submit(
            "/account", to=f"/manage/brands/{brand.id}/roles/{person.memberships[0].id}/take"
        )

    assert take(colleague).status_code == 404
    assert take(shopper).location == page
    assert db.session.get(User, shopper.id).memberships == []


def test_deactivating_ends_access_at_once_and_can_be_undone(admin, sign_in):
    shopper = make_user("shopper", make_brand())
    browser = sign_in(shopper)
    assert browser.get("/shopper/").status_code == 200

    admin.submit(f"/admin/people/{shopper.id}", to=f"/admin/people/{shopper.id}/deactivate")
    assert browser.get("/shopper/").location.startswith("/login")
    assert db.session.get(User, shopper.id).deactivated_at is not None

    admin.submit(f"/admin/people/{shopper.id}", to=f"/admin/people/{shopper.id}/reactivate")
    assert browser.get("/shopper/").location.startswith("/login")  # the session of before stays ended
    assert sign_in(db.session.get(User, shopper.id)).get("/shopper/").status_code == 200
    actions = [c.action for c in db.session.query(Change).filter_by(subject_kind="user").order_by(Change.id)]
    assert actions == ["person.deactivated", "person.reactivated"]


def test_the_last_administrator_stays(admin):
    (own,) = db.session.query(Membership).filter_by(role="admin")
    page = f"/admin/people/{own.user_id}"

    assert admin.submit(page, to=f"{page}/deactivate").status_code == 409
    assert admin.submit(page, to=f"{page}/roles/{own.id}/take").status_code == 409
    make_user("admin", active=False)  # one who cannot sign in does not count
    assert admin.submit(page, to=f"{page}/deactivate").status_code == 409

    make_user("admin")
    assert admin.submit(page, to=f"{page}/deactivate").status_code == 302


def test_a_role_is_given_with_its_place(admin):
    brand = make_brand()
    location = make_location(brand)
    person = make_user()
    page = f"/admin/people/{person.id}/roles/new?brand={brand.id}"

    admin.submit(page, {"role": "location_manager", "place": f"location:{location.id}"})

    (held,) = db.session.get(User, person.id).memberships
    assert (held.role, held.brand_id, held.location_id) == ("location_manager", brand.id, location.id)
    page = f"/admin/people/{person.id}/roles/new?brand=all"
    assert admin.submit(page, {"role": "admin"}).status_code == 302
    assert {m.role for m in db.session.get(User, person.id).memberships} == {"location_manager", "admin"}


def test_people_are_found_by_word_role_brand_and_state(admin):
    brand = make_brand()
    make_user("shopper", brand, name="Zeynep", email="zeynep@demo.example")
    make_user("brand_owner", brand, name="Åke", active=False)

    def listed(query):
        page = admin.get(f"/admin/people?{query}").text
        return [name for name in ("Zeynep", "Åke") if name in page]

    assert listed("words=zey") == ["Zeynep"]
    assert listed("role=brand_owner") == ["Åke"]
    assert listed(f"brand={brand.id}") == ["Zeynep", "Åke"]
    assert listed("state=active") == ["Zeynep"]
    assert listed("words=nobody") == []
    assert listed("brand=9x&role=nonsense&state=nonsense") == ["Zeynep", "Åke"]


def test_an_administrator_makes_a_password_link_where_no_mail_is_sent(admin, client):
    person = make_user("shopper", make_brand(), password=hash_password("the old horse battery"))
    page = f"/admin/people/{person.id}"
    admin.submit(page, to=f"{page}/password-link")

    link = re.search(r"https?://[^/]+(/reset/[\w.-]+)", admin.get(page).text)[1]
    done = client.submit(link, {"password": PASSWORD, "password_confirm": PASSWORD})
    assert done.location == "/login"
    assert client.submit("/login", {"email": person.email, "password": PASSWORD}).location == "/"


def test_somebody_without_a_role_gets_a_page_that_says_so(sign_in):
    browser = sign_in(make_user())

    assert browser.get("/").location == "/no-role"
    assert "holds no role" in browser.get("/no-role").text
    assert browser.get("/account").status_code == 200
    assert browser.get("/manage/").status_code == 404


def test_several_roles_share_one_navigation(sign_in):
    brand = make_brand()
    person = make_user("account_manager", brand)
    make_membership(person, "shopper", brand)

    page = sign_in(person).get("/account").text
    assert 'href="/manage/"' in page
    assert 'href="/shopper/"' in page


# ---- brands

BRAND = {
    "name": "Kvarnby",
    "languages": ["sv", "en"],
    "main_language": "sv",
    "currency": "sek",
    "accent": "#0b5f66",
    "second_colour": "#16191d",
}


def test_a_brand_is_made_and_changed(admin):
    made = admin.submit("/admin/brands/new", BRAND)
    brand = db.session.query(Brand).one()
    assert made.location == f"/admin/brands/{brand.id}"
    assert (brand.languages, brand.currency, brand.allows_staff_questions) == ("sv,en", "SEK", False)

    admin.submit(made.location, BRAND | {"name": "Kvarnby AB", "shows_visit_time": "y"})
    brand = db.session.get(Brand, brand.id)
    assert (brand.name, brand.shows_visit_time) == ("Kvarnby AB", True)


def test_a_pale_colour_is_kept_darker_and_that_is_said(admin):
    made = admin.submit("/admin/brands/new", BRAND | {"accent": "#ffd400"}, follow_redirects=True)

    kept = db.session.query(Brand).one().accent
    assert kept != "#ffd400"
    assert f"#ffd400 is too pale to be read on white (contrast 1.4, needed 4.5). Kept as {kept}." in made.text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Enter the brand"),
        ({"currency": "XQX"}, "“XQX” is no currency"),
        ({"languages": []}, "Choose at least one language."),
        ({"main_language": "tr"}, "must be one of the languages ticked above"),
        ({"accent": "red"}, "like #0b5f66"),
    ],
)
def test_a_wrong_brand_is_refused_with_what_was_entered(admin, wrong, words):
    page = admin.submit("/admin/brands/new", BRAND | {"name": "Kvarnby"} | wrong)

    assert page.status_code == 422
    assert words in page.text
    assert db.session.query(Brand).count() == 0


def test_two_brands_of_one_name_are_refused(admin):
    make_brand(name="Kvarnby")
    assert "There is a brand called “Kvarnby” already" in admin.submit("/admin/brands/new", BRAND).text


def test_a_logo_is_kept_re_encoded_and_can_be_removed(admin):
    sent = BRAND | {"logo": (io.BytesIO(picture("red", (40, 20), "PNG")), "logo.png")}
    made = admin.submit("/admin/brands/new", sent, content_type="multipart/form-data")
    brand = db.session.query(Brand).one()
    with storage.open(brand.logo_key) as kept:
        assert Image.open(kept).format == "JPEG"
    shown = admin.get(f"{made.location}/logo")
    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    shown.close()

    admin.submit(made.location, BRAND | {"drop_logo": "y"})
    assert db.session.get(Brand, brand.id).logo_key is None
    assert admin.get(f"{made.location}/logo").status_code == 404


def test_a_file_that_is_no_picture_is_refused_as_a_logo(admin):
    sent = BRAND | {"logo": (io.BytesIO(b"<svg/>"), "logo.svg")}
    page = admin.submit("/admin/brands/new", sent, content_type="multipart/form-data")

    assert "“logo.svg”" in page.text
    assert 'value="Kvarnby"' in page.text
    assert db.session.query(Brand).count() == 0


# ---- from nothing


def test_the_first_administrator_comes_from_the_command_line(app, client):
    done = app.test_cli_runner().invoke(args=["admin", "create", "Ada@Demo.example", "--name", "Ada"])
    assert done.exit_code == 0, done.output
    link = re.search(r"https?://[^/]+(/invitation/[\w-]+)", done.output)[1]

    assert accept(client, link, name="Ada", language="en").location == "/"
    assert client.get("/").location == "/admin/"
    assert "No brand yet" in client.get("/admin/").text


def test_asking_again_replaces_the_link(app, client):
    command = ["admin", "create", "ada@demo.example"]
    links = [
        re.search(r"/invitation/[\w-]+", app.test_cli_runner().invoke(args=command).output)[0]
        for _ in range(2)
    ]
    assert [client.get(link).status_code for link in links] == [410, 200]


def test_an_address_that_is_none_is_refused_on_the_command_line(app):
    done = app.test_cli_runner().invoke(args=["admin", "create", "ada"])
    assert done.exit_code == 1
    assert "like name@example.com" in done.output

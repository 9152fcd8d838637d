"""The table of the rights test: what stands in an address, and what the rightful person sends. See test_rights.py.

A new route that changes something gets an entry in CHANGES. Places of its address that `tests/rights_world.py` knows
by another name get one in VALUES.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.factories import SMALL_DOCUMENT
from tests.rights_world import Side, picture_of

AUDIT = "approved_audit_id"

# Flask-Security's own pages have no ids; tests/web/test_sign_in.py goes through them.
NOT_ASKED = {"static"}
NOT_ASKED_BLUEPRINTS = {"security"}

# endpoint or blueprint -> place in the address -> its name in the world, where the two differ.
VALUES: dict[str, dict[str, str]] = {
    "brand": {"audit_id": AUDIT, "photo_id": "approved_photo_id", "report_id": "brand_report_id"},
    "manager": {
        "audit_id": "submitted_audit_id",
        "photo_id": "submitted_photo_id",
        "import_id": "mapping_import_id",
        "report_id": "agency_report_id",
    },
    "shopper": {"audit_id": AUDIT, "photo_id": "submitted_photo_id", "assignment_id": "assignment_id"},
    "api": {"audit_id": AUDIT, "photo_id": "submitted_photo_id"},
    "survey": {"token": "survey_token"},
    "people": {"token": "invitation_token"},
    "admin.reactivate": {"user_id": "deactivated_id"},
    "admin.take": {"user_id": "user_id"},
    "manager.open_": {"wave_id": "planned_wave_id"},
    "manager.edit_wave": {"wave_id": "planned_wave_id"},
    "manager.notice": {"wave_id": "planned_wave_id"},
    "manager.reopen_": {"wave_id": "closed_wave_id"},
    "manager.remove": {"area_id": "empty_area_id"},
    "manager.reopen": {"location_id": "closed_location_id"},
    "manager.confirm_responses_import": {"import_id": "checked_import_id"},
    "manager.import_columns_again": {"import_id": "checked_import_id"},
    "manager.location_import": {"import_id": "mapping_locations_id"},
    "manager.location_columns": {"import_id": "mapping_locations_id"},
    "manager.location_columns_again": {"import_id": "checked_locations_id"},
    "manager.confirm_locations": {"import_id": "checked_locations_id"},
    "manager.drop_locations": {"import_id": "mapping_locations_id"},
    "brand.restore_brand_scorecard": {"scorecard_id": "archived_scorecard_id"},
    "manager.take_back": {"audit_id": "returned_audit_id"},
    "manager.release": {"audit_id": "held_audit_id"},
    "shopper.reopen": {"audit_id": "returned_audit_id"},
    "shopper.send": {"draft_id": "answered_draft_id"},
    "api.put_round": {"audit_id": "draft_id"},
    "api.put_photo": {"photo_id": "fresh_photo_id"},
    "people.accept_invitation": {"token": "owner_token"},
}


@dataclass(frozen=True)
class Change:
    """What the rightful person sends. The fields of the page's own form go along; `form` is put over them.

    :param page: where the form is, if not at the address itself. May hold places: "/waves/{wave_id}".
    :param query: behind the address, "brand={brand_id}".
    :param changes: False for a request that asks without changing (a preview, a search).
    :param raw: the body and headers of an API call, instead of a form.
    :param keeps: tables that note who came, whoever it was.
    :param file: field, content and name of an uploaded file.
    """

    form: dict[str, Any] = field(default_factory=dict)
    page: str | None = None
    query: str = ""
    changes: bool = True
    raw: Callable[[Side], tuple[bytes, dict[str, str]]] | None = None
    file: tuple[str, bytes | Callable[[Side], bytes], str] | None = None
    keeps: tuple[str, ...] = ()
    statuses: tuple[int, ...] = (200, 201, 204, 302)


REV = {"rev": "{scorecard_rev}"}


def a_draft(side: Side) -> tuple[bytes, dict[str, str]]:
    body = {
        "assignment_id": side.ids["started_assignment_id"],
        "scorecard_version_id": side.ids["version_id"],
        "round": 1,
        "rev": side.ids["draft_rev"] + 1,
        "base_rev": side.ids["draft_rev"],
        "device_id": "phone-1",
        "fields": {"q.greeted": ["yes"]},
    }
    return json.dumps(body).encode(), {"Content-Type": "application/json"}


def a_round(side: Side) -> tuple[bytes, dict[str, str]]:
    body = {
        "assignment_id": side.ids["started_assignment_id"],
        "scorecard_version_id": side.ids["version_id"],
        "situation": "purchase",
        "answers": {"greeted": "yes", "goodbye": "yes"},
        "comments": {},
        "evidence": {},
        "photos": [],
        "started_at": "2026-03-12T09:00:00+00:00",
    }
    data = json.dumps(body).encode()
    return data, {"Content-Type": "application/json", "X-Content-SHA256": hashlib.sha256(data).hexdigest()}


def a_copy(side: Side) -> bytes:
    body = a_round(side)[0].decode()
    copy = {
        "format": "mysteryshop.copy/1",
        "uuid": str(side.ids["draft_id"]),
        "round": 1,
        "assignment_id": side.ids["started_assignment_id"],
        "body": body,
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "photos": [],
    }
    return json.dumps(copy).encode()


def a_photo(side: Side) -> tuple[bytes, dict[str, str]]:
    data = picture_of(side.mark)
    return data, {
        "Content-Type": "image/jpeg",
        "X-Content-SHA256": hashlib.sha256(data).hexdigest(),
        "X-Submission": str(side.ids["draft_id"]),
        "X-Assignment": str(side.ids["started_assignment_id"]),
        "X-Round": "1",
        "X-Question": "greeted",
    }


CHANGES: dict[str, Change] = {
    "admin.new_brand": Change({"name": "Fresh"}),
    "admin.brand": Change({"name": "Renamed"}),
    "admin.invite": Change(
        {"name": "A", "email": "a@example.com", "role": "shopper"}, query="brand={brand_id}"
    ),
    "admin.deactivate": Change(),
    "admin.reactivate": Change(),
    "admin.password_link": Change(),
    "admin.take": Change(),
    "admin.new_role": Change({"role": "brand_owner"}, query="brand={brand_id}"),
    "admin.renew": Change(),
    "admin.revoke": Change(),
    "people.account": Change({"name": "Another name"}),
    "manager.invite_person": Change({"name": "A", "email": "a@example.com", "role": "shopper"}),
    "manager.renew_invitation": Change(),
    "manager.revoke": Change(),
    "manager.take": Change(),
    "people.accept_invitation": Change(),
    "manager.new_area": Change({"name": "Fresh"}),
    "manager.area": Change({"name": "Renamed"}),
    "manager.remove": Change(),
    "manager.new_location": Change({"name": "Fresh", "area": "{area_id}", "time_zone": "Europe/Stockholm"}),
    "manager.location": Change({"name": "Renamed"}),
    "manager.close": Change(),
    "manager.reopen": Change(),
    "manager.new_wave": Change({"name": "Fresh", "starts_on": "2026-04-01", "ends_on": "2026-04-30"}),
    "manager.edit_wave": Change({"name": "Renamed"}),
    "manager.notice": Change({"told_on": "2026-02-01", "manner": "By letter"}),
    "manager.open_": Change(),
    "manager.close_": Change(),
    "manager.reopen_": Change(),
    "manager.new_assignments": Change(
        {
            "version": "{version_id}",
            "situation": "purchase",
            "channel": "visit",
            "window_from": "2026-03-09T09:00",
            "window_until": "2026-03-20T18:00",
            "language": "en",
            "locations": "{other_location_id}",
        }
    ),
    "manager.assignment": Change({"briefing": "Another one"}),
    "manager.assign": Change(
        {"assignment": "{open_assignment_id}", "shopper": "{user_id}"},
        page="/manage/brands/{brand_id}/waves/{wave_id}",
    ),
    "manager.cancel": Change(),
    "manager.approve": Change({"round": "1"}),
    "manager.return_": Change({"round": "1", "return.greeted": "1", "note.greeted": "Look again"}),
    "manager.take_back": Change({"round": "1"}),
    "manager.release": Change({"round": "1"}),
    "manager.correct": Change({"q.greeted": "no", "c.greeted": "Nobody looked up"}),
    "manager.reject": Change({"round": "1", "reason": "Not the right shop"}),
    "manager.import_visit_copy": Change(file=("file", a_copy, "copy.json")),
    "manager.import_responses": Change(file=("file", b"Location;Date;NPS\nX;2026-03-01;9\n", "x.csv")),
    "manager.import_columns": Change(),
    "manager.import_columns_again": Change(),
    "manager.confirm_responses_import": Change(),
    "manager.drop_responses_import": Change(),
    "manager.import_locations": Change(
        file=("file", b"Name;Area;Time zone\nX;Y;Europe/Stockholm\n", "x.csv")
    ),
    "manager.location_columns": Change(),
    "manager.location_columns_again": Change(),
    "manager.confirm_locations": Change(),
    "manager.drop_locations": Change(),
    "manager.make_all_survey_pages": Change(),
    "manager.ask_workbook": Change(page="/manage/brands/{brand_id}/responses/"),
    "manager.renew_survey": Change(),
    "brand.reports": Change(),
    "brand.request_audit_report": Change(),
    "brand.make_report_again": Change(),
    "brand.new_scorecard": Change({"start": "template", "title": "Fresh"}),
    "brand.import_scorecard": Change(file=("file", json.dumps(SMALL_DOCUMENT).encode(), "scorecard.json")),
    "brand.brand_situations": Change({"name.en": "Lunch", "name.sv": "Lunch", "name.tr": "Öğle"}),
    "brand.edit_scorecard_settings": Change(),
    "brand.add_scorecard_section": Change({"title": "Fresh"} | REV),
    "brand.edit_section": Change(),
    "brand.move_scorecard_section": Change({"to": "down"} | REV),
    "brand.remove_scorecard_section": Change(),
    "brand.add_section_question": Change({"preset": "yes_no", "text": "Was it clean?"} | REV),
    "brand.edit_question": Change(),
    "brand.move_section_question": Change({"to": "down"} | REV),
    "brand.copy_question": Change(REV),
    "brand.remove_section_question": Change(),
    "brand.publish_scorecard": Change(REV),
    "brand.discard_scorecard_changes": Change(REV),
    "brand.preview_scorecard": Change(changes=False),
    "brand.archive_brand_scorecard": Change(),
    "brand.restore_brand_scorecard": Change(),
    "shopper.start": Change(),
    "shopper.restart": Change(),
    "shopper.reopen": Change(),
    "shopper.save_section": Change({"q.greeted": "no"}),
    "shopper.send": Change(),
    "api.put_draft": Change(raw=a_draft),
    "api.put_round": Change(
        raw=a_round, keeps=("payloads",)
    ),  # every arriving body is kept, the refused ones too
    "api.put_photo": Change(raw=a_photo),
}

# Routes that belong to whoever holds the link, or to everybody: opened here, tested in depth where they are at home.
OPEN_TO_ALL = {
    "people.invitation", "preferences.language", "preferences.theme", "public.health",
    "shopper.worker", "shopper.manifest", "survey.survey", "survey.privacy", "survey.thanks", "api.ping",
}  # fmt: skip

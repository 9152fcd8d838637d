"""A web worker stays light: heavy libraries belong to jobs and commands."""

import json
import os
import subprocess
import sys

from tests.conventions.sources import ROOT

HEAVY = ("pandas", "numpy", "scipy", "statsmodels", "weasyprint", "openpyxl", "xlsxwriter")
# A process of its own, with nothing in it but the program: signs in as each role and opens every page.
WALK = """
import json, sys
from flask_migrate import upgrade
from config import load_config
from mysteryshop import create_app
from tests.furnished import furnish
from tests.walking import every_page

app = create_app(load_config({"DATA_DIR": sys.argv[1], "PUBLIC_URL": "https://shop.example.com"}))
opened = []
with app.app_context():
    upgrade()
    people = {role: user.fs_uniquifier for role, user in furnish().people.items()}
before = sorted(sys.modules)
for role, uniquifier in people.items():
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = uniquifier, True
    opened += [page.address for page in every_page(app, client)]
print(json.dumps([opened, before, sorted(sys.modules)]))
"""


def test_no_page_brings_a_heavy_library_into_the_web_process(tmp_path):
    walk = subprocess.run(
        [sys.executable, "-c", WALK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert walk.returncode == 0, walk.stderr
    opened, before, after = json.loads(walk.stdout.splitlines()[-1])

    assert len(opened) > 20
    assert not set(HEAVY) & set(before), (
        "Imported at start-up: import it inside the job or command that uses it."
    )
    assert not set(HEAVY) & set(after), "A page imported it: that work belongs into a job."


def test_a_web_worker_starts_without_what_only_commands_need(tmp_path):
    code = "import sys, wsgi; print([name for name in ('alembic', 'flask_migrate', 'huey') if name in sys.modules])"
    start = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert start.stdout.strip() == "[]"

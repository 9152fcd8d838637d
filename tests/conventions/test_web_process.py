"""A web worker stays light: heavy libraries belong to jobs and commands."""

import json
import subprocess
import sys

from tests.conventions.sources import ROOT

HEAVY = ("pandas", "numpy", "scipy", "statsmodels", "weasyprint", "openpyxl", "xlsxwriter", "huey.consumer")
START = """
import json, sys
from config import load_config
from mysteryshop import create_app
app = create_app(load_config({"DATA_DIR": sys.argv[1]}))
client = app.test_client()
statuses = {rule.rule: client.get(rule.rule).status_code for rule in app.url_map.iter_rules()
            if "GET" in rule.methods and not rule.arguments}
print(json.dumps([statuses, sorted(m for m in sys.modules if "." not in m or m.startswith("huey."))]))
"""


def test_a_web_process_starts_without_heavy_libraries(tmp_path):
    """A process of its own; every page that needs no id is asked for, signed out. The pages behind are asked for by
    the walk through all pages, which looks at the server's modules afterwards."""
    answer = subprocess.run(
        [sys.executable, "-c", START, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    statuses, modules = json.loads(answer.stdout.splitlines()[-1])

    assert len(statuses) > 5
    found = sorted(set(HEAVY) & set(modules))
    assert not found, f"A web process imports {found}. Import it inside the job or command that uses it."

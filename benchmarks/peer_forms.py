"""The peers' forms of the same 40 questions: SurveyJS and Form.io from the npm registry, and bare HTML as the limit.

For development only: nothing of them is in the product. Built once into a folder, then served compressed.
"""

import gzip
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

PACKAGES = ("survey-core@2.5.38", "survey-js-ui@2.5.38", "@formio/js@5.6.0", "bootstrap@5")
FILES = (
    "survey-core/survey.core.min.js",
    "survey-core/survey-core.min.css",
    "survey-js-ui/survey-js-ui.min.js",
    "@formio/js/dist/formio.form.min.js",
    "@formio/js/dist/formio.form.min.css",
    "bootstrap/dist/css/bootstrap.min.css",
)
SECTIONS = (
    "First impression",
    "Tone of voice",
    "Following the instructions",
    "Listening",
    "Selling",
    "Problem solving",
    "Professionalism",
    "Closing",
)
HEAD = (
    "<!doctype html><html lang=en><meta charset=utf-8>"
    '<meta name=viewport content="width=device-width,initial-scale=1">'
)
CHOICES = (("yes", "Yes"), ("no", "No"), ("na", "Not applicable"))


def question(section: str, number: int) -> str:
    """The text of one of the forty questions, the same in every form."""
    return (
        f"{section}: did the member of staff do what the brand promises its customers here, point {number}?"
    )


def document() -> dict[str, Any]:
    """The same questions as a scorecard of ours: yes, no, n/a, a comment, a photo at the first of each section."""
    return {
        "format": "mysteryshop.scorecard/1",
        "title": {"en": "Forty questions"},
        "language": "en",
        "method": "section_mean",
        "pass_mark": 80,
        "sections": [
            {
                "key": f"s{at}",
                "title": {"en": section},
                "weight": 1,
                "questions": [_question(section, at, number) for number in range(1, 6)],
            }
            for at, section in enumerate(SECTIONS)
        ],
    }


def _question(section: str, at: int, number: int) -> dict[str, Any]:
    options = [{"key": key, "label": {"en": text}} for key, text in CHOICES]
    return {
        "key": f"q{at}_{number}",
        "text": {"en": question(section, number)},
        "kind": "single",
        "evidence": "optional" if number == 1 else "none",
        "options": [options[0] | {"points": 1}, options[1] | {"points": 0}, options[2] | {"na": True}],
    }


def build(folder: Path) -> None:
    """Fetch the peers and write their pages; does nothing when the folder is complete."""
    if (folder / "plain.html").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    quiet = {"cwd": folder, "check": True, "capture_output": True}
    subprocess.run(["npm", "init", "-y"], **quiet)
    subprocess.run(["npm", "install", "--ignore-scripts", "--legacy-peer-deps", *PACKAGES], **quiet)
    for name in FILES:
        shutil.copy(folder / "node_modules" / name, folder)
    (folder / "surveyjs.html").write_text(_surveyjs())
    (folder / "formio.html").write_text(_formio())
    (folder / "plain.html").write_text(_plain())


def _each() -> list[tuple[int, str, int]]:
    return [(at, section, number) for at, section in enumerate(SECTIONS) for number in range(1, 6)]


def _surveyjs() -> str:
    choices = [{"value": key, "text": text} for key, text in CHOICES]
    pages = [
        {
            "name": f"p{at}",
            "title": section,
            "elements": [
                {
                    "type": "radiogroup",
                    "name": f"q{at}_{number}",
                    "title": question(section, number),
                    "isRequired": True,
                    "choices": choices,
                    "showCommentArea": True,
                }
                for number in range(1, 6)
            ],
        }
        for at, section in enumerate(SECTIONS)
    ]
    return (
        f"{HEAD}<title>SurveyJS</title><link rel=stylesheet href=survey-core.min.css><body><div id=s></div>"
        "<script src=survey.core.min.js></script><script src=survey-js-ui.min.js></script>"
        f'<script>new Survey.Model({json.dumps({"pages": pages})}).render(document.getElementById("s"))</script>'
    )


def _formio() -> str:
    values = [{"value": key, "label": text} for key, text in CHOICES]
    panels = []
    for at, section in enumerate(SECTIONS):
        parts: list[dict[str, Any]] = []
        for number in range(1, 6):
            required = {"input": True, "validate": {"required": True}}
            label = question(section, number)
            parts.append(
                {"type": "radio", "key": f"q{at}_{number}", "label": label, "values": values} | required
            )
            parts.append({"type": "textarea", "key": f"c{at}_{number}", "label": "Comment", "input": True})
        panels.append({"type": "panel", "title": section, "key": f"p{at}", "components": parts})
    form = json.dumps({"display": "form", "components": panels})
    return (
        f"{HEAD}<title>Form.io</title><link rel=stylesheet href=bootstrap.min.css>"
        "<link rel=stylesheet href=formio.form.min.css><body><div id=s></div><script src=formio.form.min.js></script>"
        f'<script>Formio.createForm(document.getElementById("s"),{form})</script>'
    )


def _plain() -> str:
    rows = []
    for at, section, number in _each():
        radios = "".join(
            f"<label><input type=radio name=q{at}_{number} value={key}> {text}</label>"
            for key, text in CHOICES
        )
        heading = f"<h2>{section}</h2>" if number == 1 else ""
        legend = f"<legend>{question(section, number)}</legend>"
        rows.append(
            f"{heading}<fieldset>{legend}{radios}<textarea name=c{at}_{number}></textarea></fieldset>"
        )
    style = "<style>label{display:block;min-height:48px}</style>"
    return f"{HEAD}<title>Plain</title>{style}<body><form method=post>{''.join(rows)}<button>Send</button></form>"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The peers' pages on a port, compressed as well as gzip can."""

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_args: object) -> None:
            pass

        def do_GET(self) -> None:
            path = folder / self.path.lstrip("/").split("?")[0]
            found = path.is_file()
            body = gzip.compress(path.read_bytes(), 9) if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", self.guess_type(str(path)))
            if found:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("localhost", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

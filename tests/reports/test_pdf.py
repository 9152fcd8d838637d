"""The PDF: what is in it, what is not, and what was never fetched."""

import io
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pypdf import PdfReader

from mysteryshop.domain.privacy import Audience
from mysteryshop.domain.scoring import score_document
from mysteryshop.reports.audit import build_audit_report
from mysteryshop.reports.audit_lines import AuditPhoto
from mysteryshop.reports.html import audit_html
from mysteryshop.reports.pdf import html_to_pdf
from tests.reports import samples

pytestmark = pytest.mark.usefixtures("words_app")
ROOT = Path(__file__).parents[2]
FONTS = ROOT / "static" / "fonts"
PHOTO = ROOT / "tests" / "cases" / "real" / "photo-rotated.jpg"


def audit_pdf(audience=Audience.BRAND, language="en", answers=None, photos=None):
    document, answers = samples.scorecard(), answers or samples.answers()
    report = build_audit_report(
        document,
        answers,
        score_document(document, answers),
        samples.facts(),
        audience=audience,
        language=language,
        photos=[AuditPhoto("floor", name) for name in photos or ()],
    )
    return html_to_pdf(audit_html(report), FONTS, photos).data


def text_of(pdf):
    found = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return found.stdout.decode()


def test_figures_read_back_as_a_reader_sees_them():
    text = text_of(audit_pdf(language="sv"))

    assert "47,0" in text
    assert "33,3" in text
    assert "4 min 10 s" in text
    assert "4 november 2026" in text
    assert "Lokal och ordning" in text


def test_turkish_and_swedish_letters_come_through():
    text = text_of(audit_pdf(language="tr"))

    for word in ("Kadıköy Rıhtım Caddesi", "İlk izlenim", "Şişli, İğdır, Ğ, ı, å, ä, ö", "Fjord & Fırın"):
        assert word in text


def test_the_pdf_is_tagged_with_title_language_and_bookmarks():
    reader = PdfReader(io.BytesIO(audit_pdf(language="tr")))
    catalog = reader.trailer["/Root"]

    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "tr"
    assert "Kadıköy Rıhtım Caddesi" in reader.metadata.title
    assert reader.outline[0].title == "Kadıköy Rıhtım Caddesi"
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()


def test_a_section_of_questions_is_not_torn_over_two_pages():
    sections = [
        {
            "key": f"section{i}",
            "title": samples.text(f"Section {i}"),
            "questions": [samples.yes_no(f"q{i}_{j}", samples.text(f"Question {i}/{j}/")) for j in range(6)],
        }
        for i in range(12)
    ]
    document = samples.scorecard(sections=sections)
    answers = {
        "situation": "purchase",
        "answers": {q["key"]: "yes" for s in sections for q in s["questions"]},
    }
    result = score_document(document, answers)
    report = build_audit_report(
        document, answers, result, samples.facts(), audience=Audience.BRAND, language="en"
    )
    pdf = html_to_pdf(audit_html(report), FONTS)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages]

    assert pdf.pages > 2
    for i in range(12):
        on = [n for n, page in enumerate(pages) for j in range(6) if f"Question {i}/{j}/" in page]
        assert len(on) == 6
        assert len(set(on)) == 1, f"section {i} is torn"


def test_our_fonts_are_embedded():
    fonts = {
        str(font.get_object()["/BaseFont"])
        for page in PdfReader(io.BytesIO(audit_pdf())).pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("Inter-Display" in name for name in fonts)
    assert any("Inter-Semi" in name for name in fonts)
    assert all("+" in name for name in fonts), f"not a subset, so not embedded: {fonts}"


def test_a_stored_photo_is_in_the_pdf():
    with_photo = PdfReader(io.BytesIO(audit_pdf(photos={"one": PHOTO.read_bytes})))

    assert any(len(page.images) for page in with_photo.pages)
    assert not any(len(page.images) for page in PdfReader(io.BytesIO(audit_pdf())).pages)


@pytest.fixture
def listener():
    """A local web server that writes down who asked it for what."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def test_a_comment_that_asks_for_addresses_is_text(listener):
    address, asked = listener
    wish = f'<img src="file:///etc/passwd"/><img src="{address}/spy.png"/><link rel="stylesheet" href="{address}/x"/>'
    text = text_of(audit_pdf(answers=samples.answers(comments={"greeted": wish})))

    assert "file:///etc/passwd" in text.replace("\n", "")
    assert "root:" not in text
    assert asked == []


def test_the_fetcher_serves_nothing_but_our_own(listener, tmp_path):
    address, asked = listener
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text>ZQXSECRET</text></svg>')
    svg = "%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Ctext%3EZQXDATA%3C/text%3E%3C/svg%3E"
    file = secret.as_uri()
    page = f"""<html lang="en"><head><title>t</title><style>@import url({address}/style);
        @font-face {{font-family: x; src: url({address}/font)}}
        p {{font-family: x; background: url({address}/back)}}</style>
        <link rel="attachment" href="{file}"/><link rel="stylesheet" href="{address}/sheet"/></head>
        <body><p>Words<img src="{address}/spy.png" alt="a"/><img src="{file}" alt="b"/>
        <img src="data:image/svg+xml,{svg}" alt="c"/><img src="photo:stranger" alt="d"/>
        <img src="asset:../../config.py" alt="e"/><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">
        <image href="{address}/svg.png" width="9" height="9"/><use href="{file}#x"/></svg></p></body></html>"""
    pdf = html_to_pdf(page, FONTS, {"mine": PHOTO.read_bytes}).data
    text = text_of(pdf)

    assert "Words" in text
    assert asked == []
    assert "ZQXSECRET" not in text
    assert "ZQXDATA" not in text
    assert not PdfReader(io.BytesIO(pdf)).attachments

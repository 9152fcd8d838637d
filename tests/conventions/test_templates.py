"""Templates: nothing inline, every form with its token, every text through gettext."""

import re

from tests.conventions.sources import no_faults, relative, templates, tracked_files

COMMENT = re.compile(r"\{#.*?#\}", re.S)
JINJA = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.S)
INLINE = re.compile(
    r"<script(?![^>]*\bsrc=)(?! type=\"application/json\" )|<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"'{]|javascript:|<[^>]*\shref=[\"']https?://",
    re.I,
)
# The PDF templates carry their own styles: WeasyPrint takes no page styles into an SVG (see components/charts.html).
INLINE_ALLOWED = ("templates/reports/", "templates/components/charts.html", "templates/email/")
FORM = re.compile(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post.*?</form>", re.S | re.I)
TOKEN = re.compile(r"csrf|hidden_tag")
MACRO = re.compile(r"\{%-?\s*macro (\w+)\(.*?endmacro", re.S)
# Words that are the same in every language.
SAME_EVERYWHERE = {"Mysteryshop", "CSAT", "NPS", "CES", "CSV", "XLSX", "JSON", "PDF", "E", "A", "UTC", "QR"}
PROSE_ATTRIBUTES = re.compile(r"\b(?:alt|title|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
TAG = re.compile(r"<!doctype[^>]*>|<[^>]+>", re.S | re.I)
WORD = re.compile(r"[^\W\d_]{2,}")
# Parts of tags that a macro or block prints: an attribute, a class.
MARKUP = re.compile(r"(?:[\w-]+=(\"[^\"]*\"|'[^']*')\s*)+|btn|[a-z0-9]+(?:-[a-z0-9]+)+")


def line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def test_no_template_holds_inline_style_or_script():
    no_faults(
        (
            f"{relative(path)}:{line_of(text, found.start())} {found[0].strip()}"
            for path in templates()
            if not relative(path).startswith(INLINE_ALLOWED)
            for text in [path.read_text(encoding="utf-8")]
            for found in INLINE.finditer(blank(text, COMMENT))
        ),
        "The pages run under default-src 'self': put styles into static/css, behaviour into a module of static/js "
        "bound by data-module, and serve what comes from elsewhere ourselves.",
    )


def test_every_posting_form_of_a_template_carries_its_token():
    macros = [macro for path in templates() for macro in MACRO.finditer(path.read_text(encoding="utf-8"))]
    tokens = ["csrf", "hidden_tag", *(f"{macro[1]}(" for macro in macros if TOKEN.search(macro[0]))]
    no_faults(
        (
            f"{relative(path)}:{line_of(text, form.start())}"
            for path in templates()
            for text in [path.read_text(encoding="utf-8")]
            for form in FORM.finditer(blank(text, COMMENT))
            if not any(token in form[0] for token in tokens)
        ),
        "Write {{ form.csrf_token }} or {{ csrf() }} of components/csrf.html into the form.",
    )


def test_every_text_of_a_template_goes_through_gettext():
    no_faults(
        (
            f"{relative(path)}:{line} {words!r}"
            for path in templates()
            for line, words in bare_texts(path.read_text(encoding="utf-8"))
        ),
        'Write {{ _("...") }}, so that it can be said in Swedish and Turkish.',
    )


def bare_texts(text: str) -> list[tuple[int, str]]:
    """(line, words) that a reader would see and that gettext does not know."""
    text = blank(blank(text, COMMENT), re.compile(r"<(script|style)\b.*?</\1>", re.S | re.I))
    without_jinja = blank(text, JINJA)
    found = [(m.start(1), m[1]) for m in PROSE_ATTRIBUTES.finditer(without_jinja)]
    visible = blank(without_jinja, TAG)
    found += [(m.start(), m[0]) for m in re.finditer(r"[^\n]*\S[^\n]*", visible)]
    return [
        (line_of(text, position), words.strip())
        for position, words in found
        if set(WORD.findall(words)) - SAME_EVERYWHERE and not MARKUP.fullmatch(words.strip())
    ]


def blank(text: str, pattern: re.Pattern[str]) -> str:
    """Spaces instead of what matches; line breaks stay, so that line numbers do."""
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def test_styles_name_no_colour_outside_the_tokens():
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\((?!var)", re.I)
    no_faults(
        (
            f"{relative(path)}:{line_of(text, found.start())} {found[0]}"
            for path in tracked_files()
            if relative(path).startswith("static/css/") and path.name != "tokens.css"
            for text in [path.read_text(encoding="utf-8")]
            for found in colour.finditer(re.sub(r"url\([^)]*\)", "", text))
        ),
        "Colours are decided in tokens.css; use a variable, so that dark and print follow.",
    )

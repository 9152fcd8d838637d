"""The translation catalogues: gather the texts, bring the languages up to date, compile.

`python -m mysteryshop.catalogues extract|compile`. Compiled files (.mo) are made where they are missing or old, by
`make run` and the tests; they are not kept in git.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "mysteryshop" / "translations"
LANGUAGES = ("sv", "tr")
KEYWORDS = ("_l", "lazy_gettext", "lazy_ngettext:1,2", "N_", "gettext", "ngettext:1,2", "pgettext:1c,2", "_")


def compile_catalogues(folder: Path = FOLDER) -> list[Path]:
    """Compile every messages.po whose .mo is missing or older. :returns: what was written.

    Written beside and then renamed, because the web server, the worker and a test may all do this at once.
    """
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as texts:
            catalogue = read_po(texts, locale=source.parent.parent.name)
        with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as fresh:
            write_mo(fresh, catalogue)
        Path(fresh.name).chmod(0o644)
        Path(fresh.name).replace(target)
        written.append(target)
    return written


def extract_template(target: Path) -> Path:
    """Gather all texts of the program into a template (.pot). :returns: the target.

    :raises subprocess.CalledProcessError: pybabel failed, and has said why.
    """
    keywords = [part for keyword in KEYWORDS for part in ("-k", keyword)]
    options = ["--no-default-keywords", "--sort-by-file", "--no-wrap", "--add-location=file"]
    _pybabel("extract", "-F", "pyproject.toml", *options, *keywords, "-o", str(target), ".")
    return target


def extract() -> None:
    """Gather the texts and merge them into each language, never guessing (no fuzzy).

    :raises subprocess.CalledProcessError: pybabel failed, and has said why.
    """
    FOLDER.mkdir(exist_ok=True)
    template = extract_template(FOLDER / "messages.pot")
    for language in LANGUAGES:
        catalogue = FOLDER / language / "LC_MESSAGES" / "messages.po"
        if catalogue.exists():
            _pybabel(
                "update", "-i", str(template), "-d", str(FOLDER), "-l", language, "--no-fuzzy-matching",
                "--ignore-obsolete", "--no-wrap",
            )  # fmt: skip
        else:
            _pybabel("init", "-i", str(template), "-d", str(FOLDER), "-l", language, "--no-wrap")


def _pybabel(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "babel.messages.frontend", *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    if sys.argv[1:] == ["extract"]:
        extract()
    elif sys.argv[1:] == ["compile"]:
        compile_catalogues()
    else:
        sys.exit("Say what to do: python -m mysteryshop.catalogues extract|compile")

"""What the README says is there, and nothing in the repository knows the machine it was written on."""

import re

import click
import pytest

from mysteryshop.demo.houses import PASSWORD
from tests.conventions.sources import ROOT, no_faults, relative, tracked_files

README = ROOT / "README.md"
# Built from pieces, so that this file does not hold them.
MACHINE = re.compile(
    "|".join([r"/work" + r"/(?!\w*flow)", r"/home/" + r"\w+/", r"/root" + r"/", r"\.\./" + "shared"])
)
TEXT = {
    ".py",
    ".html",
    ".md",
    ".toml",
    ".txt",
    ".css",
    ".js",
    ".po",
    ".json",
    ".cfg",
    ".ini",
    ".mako",
    ".svg",
    "",
}


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text(encoding="utf-8")


def test_make_targets_of_the_readme_exist(readme: str):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", makefile, re.M))
    named = set(re.findall(r"make ([a-z][\w-]*)", "\n".join(code_of(readme))))
    no_faults(sorted(named - targets), "The README names a make target that the Makefile does not have.")


def test_flask_commands_of_the_readme_exist(readme: str, app):
    def exists(words: list[str]) -> bool:
        command: click.Command | None = app.cli
        for word in words:
            if not isinstance(command, click.Group):
                break  # what follows are arguments
            command = command.get_command(click.Context(command), word)
        return command is not None

    named = re.findall(r"flask (?:--app wsgi )?([a-z][a-z-]*(?: [a-z][a-z-]*)?)", "\n".join(code_of(readme)))
    no_faults((words for words in named if not exists(words.split())), "No such flask command.")


def test_paths_of_the_readme_exist(readme: str):
    named = {
        path
        for code in code_of(readme)
        for path in re.findall(
            r"(?:mysteryshop|templates|static|migrations|tests|benchmarks|\.ci)/[\w./-]*", code
        )
    }
    no_faults(
        (p for p in sorted(named) if not (ROOT / p.rstrip(".")).exists()),
        "The README names a path that is gone.",
    )


def test_the_readme_says_the_two_commands_first(readme: str):
    assert readme.index("make run") < readme.index("make test") < 1500


def test_settings_of_the_readme_are_read_by_the_program(readme: str):
    table = readme.split("## Settings")[1].split("\n## ")[0]
    named = set(re.findall(r"`([A-Z][A-Z_]+)(?:=\w+)?`", table))
    sources = "".join(path.read_text() for path in (ROOT / "config.py", ROOT / "mysteryshop/serve.py"))
    assert len(named) > 10
    no_faults(
        sorted(name for name in named if f'"{name}"' not in sources),
        "The README names a setting that nobody reads.",
    )


def test_sign_ins_of_the_readme_are_those_of_the_demo(readme: str):
    made = "".join(path.read_text() for path in (ROOT / "mysteryshop/demo").glob("*.py"))
    sign_in = re.compile(r"\w+@demo\.example")
    assert set(sign_in.findall(readme)) == set(sign_in.findall(made))
    assert f"`{PASSWORD}`" in readme


def test_pictures_of_the_readme_are_there_and_small(readme: str):
    named = {ROOT / path for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme)}
    assert named == set((ROOT / "docs/pictures").iterdir())
    no_faults(
        (relative(path) for path in named if path.stat().st_size > 150_000), "Make it smaller than 150 KB."
    )


def code_of(text: str) -> list[str]:
    """What stands in code marks."""
    return re.findall(r"```.*?```|`[^`]+`", text, re.S)


def test_no_file_names_a_path_of_this_machine():
    no_faults(
        (
            f"{relative(path)}:{number} {found[0]}"
            for path in tracked_files()
            if path.suffix in TEXT and "tests/cases" not in relative(path)
            for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
            for found in [MACHINE.search(line)]
            if found
        ),
        "The repository must make sense on every machine: name things by their path inside it.",
    )

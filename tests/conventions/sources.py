"""What the rules of the house are checked on: our own files, as git knows them, and their syntax trees."""

import ast
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@cache
def tracked_files() -> list[Path]:
    """Every file of the repository, also the ones not added yet, without what is ignored or third-party."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.splitlines()
    else:  # an unpacked archive has no git
        skipped = {".venv", ".git", "__pycache__", "instance", "pictures", "node_modules"}
        names = [
            str(path.relative_to(ROOT))
            for path in ROOT.rglob("*")
            if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)
        ]
    return sorted(ROOT / name for name in names if (ROOT / name).is_file() and "/vendor/" not in f"/{name}")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def python_files(*folders: str) -> list[Path]:
    """The Python files below these folders; all of ours without a folder."""
    return [
        path
        for path in tracked_files()
        if path.suffix == ".py" and (not folders or relative(path).startswith(folders))
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def templates() -> list[Path]:
    return [
        path for path in tracked_files() if relative(path).startswith("templates/") and path.suffix == ".html"
    ]


def no_faults(faults: Iterable[str], what_to_do: str) -> None:
    """Fail with every fault on a line of its own, and how to mend them."""
    found = list(faults)
    assert not found, "\n".join(["", *found, "", what_to_do])

"""The shopper's pages load one script and one style sheet, made from static/js and static/css by `make bundle`.

Made when a source changes, and kept in git: nothing is built when the program runs. The first line of each carries a
hash of its sources, and a test compares it. Needs npm, which fetches esbuild.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
BUILT = STATIC / "built"
ESBUILD = "esbuild@0.25.12"
SCRIPT, STYLE = "phone.js", "phone.css"
STYLES = ("tokens", "base", "components")


def sources(name: str) -> list[Path]:
    """The files that a bundle is made of, or may be."""
    if name == STYLE:
        return [STATIC / "css" / f"{style}.css" for style in STYLES]
    own = [*(STATIC / "js").glob("*.js"), *(STATIC / "js" / "offline").glob("*.js")]
    return sorted(path for path in [*own, STATIC / "vendor/idb/idb.js"] if path.name != "sw.js")


def mark(name: str) -> str:
    """The first line of a bundle that is up to date."""
    digest = hashlib.sha256()
    for path in sources(name):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return f"/* made by `make bundle` from {digest.hexdigest()[:16]}; idb: ISC licence, see vendor/idb */"


def is_current(name: str) -> bool:
    """False when a source changed since `make bundle`."""
    built = BUILT / name
    return built.exists() and built.read_text(encoding="utf-8").startswith(mark(name))


def make() -> None:
    """Write both bundles."""
    BUILT.mkdir(exist_ok=True)
    style = "\n".join(path.read_text(encoding="utf-8") for path in sources(STYLE))
    small = _esbuild(["--loader=css", "--minify"], style)
    (BUILT / STYLE).write_text(f"{mark(STYLE)}\n{small}", encoding="utf-8")
    entry = str(STATIC / "js" / "phone-main.js")
    bundled = _esbuild([entry, "--bundle", "--format=esm", "--minify", "--target=es2022"], None)
    (BUILT / SCRIPT).write_text(f"{mark(SCRIPT)}\n{bundled}", encoding="utf-8")


def _esbuild(arguments: list[str], given: str | None) -> str:
    command = ["npm", "exec", "--yes", f"--package={ESBUILD}", "--", "esbuild", *arguments]
    done = subprocess.run(command, input=given, capture_output=True, text=True, check=False, cwd=STATIC)  # noqa: S603
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


if __name__ == "__main__":
    make()

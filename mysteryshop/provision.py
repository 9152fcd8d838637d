"""Makes a bare Debian or Ubuntu ready: missing packages, then `.venv` from the pinned requirements.

Run with the system's own Python, before anything is installed: `python3 mysteryshop/provision.py run|https|test`.
Standard library only, imports nothing of ours. A second run finds everything there and takes a moment.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)

# What WeasyPrint draws text with, and a font for the letters that the shipped ones lack.
RUN = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core")
PACKAGES = {
    "run": RUN,
    "https": (*RUN, "openssl"),
    "test": (*RUN, "chromium", "poppler-utils", "postgresql", "postgresql-common", "openssl", "nodejs"),
}
REQUIREMENTS = {"run": "requirements.txt", "https": "requirements.txt", "test": "requirements-dev.txt"}


class CannotProvision(Exception):
    """Something is missing that this program may not install; the message says what to do."""


def main(purpose: str) -> int:
    """:param purpose: run, https or test. :returns: the exit status."""
    try:
        check_python()
        install_packages(missing_packages(purpose))
        make_venv(REQUIREMENTS[purpose])
    except CannotProvision as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def check_python() -> None:
    """:raises CannotProvision: this Python is too old."""
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        raise CannotProvision(
            f"Python 3.11 or newer is needed, this is {found}. Name another one: make run PYTHON=python3.12"
        )


def missing_packages(purpose: str) -> list[str]:
    """The Debian packages not installed yet. Empty on a system without dpkg, where we cannot know."""
    if not shutil.which("dpkg-query"):
        return []
    wanted = list(PACKAGES[purpose])
    if not VENV.exists() and not has_venv():
        wanted.append("python3-venv")
    # Ubuntu's Chromium is no Debian package, and Node is often somebody else's.
    there = {
        package
        for package, program in (("chromium", "chromium"), ("nodejs", "node"))
        if shutil.which(program)
    }
    return [name for name in wanted if name not in there and not is_installed(name)]


def has_venv() -> bool:
    """Debian ships Python without the part that puts pip into a new environment."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def is_installed(package: str) -> bool:
    """Asks dpkg; a package that was removed but left its settings is not installed."""
    asked = subprocess.run(
        ["dpkg-query", "-W", "-f", "${db:Status-Status}", package],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.stdout.strip() == "installed"


def install_packages(packages: list[str]) -> None:
    """Install with apt-get as root or by a sudo that asks for no password.

    :raises CannotProvision: neither is possible; the message is the one line to run.
    """
    if not packages:
        return
    apt = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    rights = how_to_become_root()
    if rights is None:
        raise CannotProvision(
            "Some Debian packages are missing, and they cannot be installed from here. Run this once, then again:\n\n"
            f"    sudo {shlex.join(apt)}\n"
        )
    print("Installing", ", ".join(packages), flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = [*rights, *apt]
    if subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
        subprocess.run([*rights, "apt-get", "update"], stdout=subprocess.DEVNULL, check=False)
        if subprocess.run(command, env=environment, check=False).returncode:
            raise CannotProvision(
                f"apt-get could not install them. Try it by hand:\n\n    sudo {shlex.join(apt)}\n"
            )


def how_to_become_root() -> list[str] | None:
    """What to put before a command: nothing as root, sudo where it asks nothing, None where neither works."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def make_venv(requirements: str) -> None:
    """Make or renew `.venv` when the requirements changed since it was last made complete.

    :raises CannotProvision: pip could not install them.
    """
    stamp = VENV / f".installed-{Path(requirements).stem}"
    if stamp.exists() and stamp.read_text() == fingerprint(requirements):
        return
    python = VENV / "bin" / "python"
    if not works(python):
        print("Making .venv", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    print(f"Installing {requirements} (the first time takes a minute or two)", flush=True)
    pip = [
        str(python),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--use-pep517",
        "-r",
        requirements,
    ]
    if subprocess.run(pip, cwd=ROOT, check=False).returncode:
        raise CannotProvision(
            f"pip could not install {requirements}; what went wrong stands above. Then try again."
        )
    stamp.write_text(fingerprint(requirements))
    if requirements != "requirements.txt":  # it holds the others too
        (VENV / ".installed-requirements").write_text(fingerprint("requirements.txt"))


def works(python: Path) -> bool:
    """An environment that was moved, or made by a Python that is gone, has to be made again."""
    if not python.exists():
        return False
    asked = subprocess.run(
        [str(python), "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=False
    )
    return asked.returncode == 0 and Path(asked.stdout.strip()).resolve() == VENV.resolve()


def fingerprint(requirements: str) -> str:
    """Changes with the requirements (those they include, too), the Python, and the place."""
    named = {requirements, "requirements.txt"}
    parts = [(ROOT / name).read_bytes() for name in sorted(named)]
    return hashlib.sha256(b"\0".join([*parts, sys.version.encode(), str(ROOT).encode()])).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) == 2 else "run"))

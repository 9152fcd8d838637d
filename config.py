"""Every setting, from the environment, with a default for all but the secrets of a production machine.

Values only: imports nothing of ours. A missing or wrong value stops the start with a sentence that names it.
"""

import os
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import click

ROOT = Path(__file__).resolve().parent
MEGABYTE = 1024 * 1024


class ConfigError(click.ClickException, ValueError):
    """A setting is missing or makes no sense; the message names it and says what to do; commands print it."""


def load_config(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Read the settings.

    :returns: what `create_app` puts into `app.config`. With MYSTERYSHOP_ENV=production the secrets must be given;
        else they are made once and kept in the data folder, so that a restart signs nobody out.
    :raises ConfigError: naming the variable.
    """
    data = Path(environ.get("DATA_DIR") or ROOT / "instance").resolve()
    production = environ.get("MYSTERYSHOP_ENV", "development") == "production"
    data.mkdir(parents=True, exist_ok=True)
    public_url = _public_url(environ.get("PUBLIC_URL") or f"http://127.0.0.1:{environ.get('PORT', '8000')}")
    https = public_url.startswith("https://")
    return {
        "DATA_DIR": str(data),
        "STORAGE_ROOT": environ.get("STORAGE_ROOT") or str(data / "storage"),
        "QUEUE_URL": environ.get("QUEUE_URL") or "",
        # A running job whose worker has not given a sign for so long is given to another one.
        "JOB_STALE_SECONDS": _whole_number("JOB_STALE_SECONDS", environ, 60),
        "SECRET_KEY": _secret("SECRET_KEY", environ, data, production),
        "SECRET_KEY_FALLBACKS": environ["SECRET_KEY_FALLBACKS"].split()
        if environ.get("SECRET_KEY_FALLBACKS")
        else [],
        "SECURITY_PASSWORD_SALT": _secret("SECURITY_PASSWORD_SALT", environ, data, production),
        "DATABASE_URL_IS_SET": bool(environ.get("DATABASE_URL")),
        "SQLALCHEMY_DATABASE_URI": _database_url(environ.get("DATABASE_URL"), data),
        "PUBLIC_URL": public_url,
        "TRUSTED_HOSTS": _trusted_hosts(environ, public_url),
        "MAIL_URL": environ.get("MAIL_URL") or "",
        "MAIL_SENDER": environ.get("MAIL_SENDER")
        or f"Mysteryshop <no-reply@{urlsplit(public_url).hostname}>",
        "LISTEN_HOST": environ.get("HOST") or "127.0.0.1",
        "PROXIES": _whole_number("PROXIES", environ, 0),
        # Uploads: a photo has at most 25 MB, a customer file 100 MB; the form parts of the longest scorecard fit.
        "MAX_CONTENT_LENGTH": 110 * MEGABYTE,
        "MAX_FORM_PARTS": 4000,
        "MAX_FORM_MEMORY_SIZE": 4 * MEGABYTE,
        # Sessions: an afternoon's visit never dies of a CSRF token, a shopper stays signed in for a month.
        "PERMANENT_SESSION_LIFETIME": timedelta(days=31),
        "SESSION_COOKIE_NAME": "session",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "REMEMBER_COOKIE_SECURE": https,
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        # A page of forty questions is ten times smaller on its way to a phone with a bad signal.
        "COMPRESS_ALGORITHM": ["br", "gzip"],
        "COMPRESS_STREAMS": False,  # what is streamed is an export or a file: it goes as it is made
        "COMPRESS_BR_LEVEL": 5,
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "mysteryshop" / "translations"),
        "LANGUAGES": ("en", "sv", "tr"),
    }


def _secret(name: str, environ: Mapping[str, str], data: Path, production: bool) -> str:
    if environ.get(name):
        return environ[name]
    if production:
        raise ConfigError(f"Set {name}: a long random text, the same on every machine of this installation.")
    kept = data / f".{name.lower()}"
    if not kept.exists():
        # Two processes may start at once: the link of the first wins, both then read the same text.
        fresh = data / f".{name.lower()}.{os.getpid()}"
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.chmod(0o600)
        try:
            os.link(fresh, kept)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text()


def _database_url(given: str | None, data: Path) -> str:
    if not given:
        return f"sqlite:///{data / 'mysteryshop.db'}"
    if given.startswith(("postgres://", "postgresql://")):
        return "postgresql+psycopg://" + given.split("://", 1)[1]
    if given.startswith(("sqlite:///", "postgresql+psycopg://")):
        return given
    raise ConfigError("DATABASE_URL must begin with postgresql:// or sqlite:///.")


def _public_url(given: str) -> str:
    parts = _split(given)
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or parts.path not in ("", "/")
        or parts.query
    ):
        raise ConfigError("PUBLIC_URL must look like https://shop.example.com, without a path.")
    return given.rstrip("/")


def _split(given: str) -> SplitResult:
    """The parts of an address; of one that nobody can read, none."""
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError:
        return urlsplit("")
    return parts


def _trusted_hosts(environ: Mapping[str, str], public_url: str) -> list[str]:
    named = environ.get("TRUSTED_HOSTS", "").replace(",", " ").split()
    return [*dict.fromkeys([urlsplit(public_url).hostname or "", "127.0.0.1", "localhost", "[::1]", *named])]


def _whole_number(name: str, environ: Mapping[str, str], default: int) -> int:
    given = environ.get(name, "").strip()
    if given and not given.isdigit():
        raise ConfigError(f"{name} must be a whole number, not {given!r}.")
    return int(given) if given else default

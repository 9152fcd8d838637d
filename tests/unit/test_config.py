"""A setting that is wrong or missing stops the start with a sentence that names it."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import ConfigError, load_config

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "mysql://db/shop"),
        ("PUBLIC_URL", "shop.example.com"),
        ("PUBLIC_URL", "https://shop.example.com/audits"),
        ("PUBLIC_URL", "https://[shop"),
        ("PUBLIC_URL", "https://shop.example.com:https"),
        ("PROXIES", "-1"),
        ("JOB_STALE_SECONDS", "soon"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path, setting, value):
    with pytest.raises(ConfigError, match=setting):
        load_config({"DATA_DIR": str(tmp_path), setting: value})


def test_production_needs_its_secrets(tmp_path):
    with pytest.raises(ConfigError, match="SECRET_KEY"):
        load_config({"DATA_DIR": str(tmp_path), "MYSTERYSHOP_ENV": "production"})


def test_a_command_says_it_in_one_sentence(tmp_path):
    asked = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "prepare"],
        cwd=ROOT, env={"DATA_DIR": str(tmp_path), "PUBLIC_URL": "shop"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert asked.returncode == 1
    assert asked.stderr.startswith("Error: PUBLIC_URL must look like"), asked.stderr
    assert "Traceback" not in asked.stderr


def test_secrets_are_made_once(tmp_path):
    first, again = (load_config({"DATA_DIR": str(tmp_path)}) for _ in range(2))
    assert first["SECRET_KEY"] == again["SECRET_KEY"] != first["SECURITY_PASSWORD_SALT"]

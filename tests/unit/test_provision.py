"""What `make run` says and does on a machine where something is missing. Nothing is installed here."""

import subprocess

import pytest

from mysteryshop import provision


@pytest.fixture
def bare(monkeypatch):
    """A Debian where nothing is installed; what would be run is collected."""
    ran = []

    def run(command, **_options):
        ran.append(command)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(
        provision.shutil, "which", lambda name: None if name == "chromium" else f"/usr/bin/{name}"
    )
    monkeypatch.setattr(provision, "is_installed", lambda _package: False)
    monkeypatch.setattr(provision.subprocess, "run", run)
    return ran


def test_without_rights_it_names_one_line_and_stops(bare, monkeypatch, capsys):
    monkeypatch.setattr(provision, "how_to_become_root", lambda: None)

    assert provision.main("run") == 1
    said = capsys.readouterr().err
    assert "sudo apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0" in said
    assert said.count("apt-get") == 1
    assert bare == []


def test_with_rights_it_installs_what_is_missing(bare, monkeypatch):
    monkeypatch.setattr(provision, "how_to_become_root", lambda: ["sudo", "-n"])

    provision.install_packages(provision.missing_packages("run"))

    assert bare[0][:4] == ["sudo", "-n", "apt-get", "install"]
    assert "libharfbuzz-subset0" in bare[0]


def test_nothing_is_run_when_nothing_is_missing(bare, monkeypatch):
    monkeypatch.setattr(provision, "is_installed", lambda _package: True)

    assert provision.missing_packages("test") == []
    provision.install_packages([])
    assert bare == []


def test_a_python_without_venv_needs_its_package(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(provision, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(provision, "has_venv", lambda: False)

    assert "python3-venv" in provision.missing_packages("run")


def test_an_old_python_is_told_so(monkeypatch, capsys):
    monkeypatch.setattr(provision.sys, "version_info", (3, 10, 2))

    assert provision.main("run") == 1
    assert "Python 3.11 or newer is needed, this is 3.10" in capsys.readouterr().err


def test_an_unchanged_environment_is_left_alone(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(provision, "VENV", tmp_path)
    (tmp_path / ".installed-requirements").write_text(provision.fingerprint("requirements.txt"))

    provision.make_venv("requirements.txt")

    assert bare == []


def test_changed_requirements_are_installed_again(bare, monkeypatch, tmp_path):
    monkeypatch.setattr(provision, "VENV", tmp_path)
    monkeypatch.setattr(provision, "works", lambda _python: True)
    (tmp_path / ".installed-requirements").write_text("of another day")

    provision.make_venv("requirements.txt")

    assert bare[0][-2:] == ["-r", "requirements.txt"]

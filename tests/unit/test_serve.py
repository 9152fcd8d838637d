"""Where the server listens, what it says, when demo data is wanted."""

import socket
from pathlib import Path

import pytest

from mysteryshop import certificate, serve


def test_by_default_only_this_machine_is_served():
    address = serve.address_from({})

    assert (address.host, address.port, address.url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")


def test_port_and_host_are_settings():
    address = serve.address_from({"PORT": "8001", "HOST": "::1"})

    assert address.url == "http://[::1]:8001"
    assert "[::1]:8001" in serve.gunicorn_command(address)


@pytest.mark.parametrize("port", ["x", "0", "70000", "-1", "80.5"])
def test_a_port_that_is_none_is_named(port):
    with pytest.raises(SystemExit, match="PORT must be a number"):
        serve.address_from({"PORT": port})


def test_https_serves_the_local_network_with_a_certificate_for_its_address(monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "lan_address", lambda: "192.0.2.7")

    address = serve.address_from({"HTTPS": "1", "DATA_DIR": str(tmp_path)})

    assert (address.host, address.url) == ("0.0.0.0", "https://192.0.2.7:8000")
    assert "--certfile" in serve.gunicorn_command(address)
    assert "warns once" in serve.welcome(address)
    assert address.key
    assert address.key.stat().st_mode & 0o077 == 0


def test_a_certificate_is_made_once(tmp_path: Path):
    first = certificate.self_made_certificate(tmp_path, "192.0.2.7")[0].read_bytes()

    assert certificate.self_made_certificate(tmp_path, "192.0.2.7")[0].read_bytes() == first


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({}, True),
        ({"DEMO": "1"}, True),
        ({"DEMO": "0"}, False),
        ({"DATABASE_URL": "postgresql://db/shop"}, False),
        ({"DATABASE_URL": "sqlite:////tmp/x.db", "DEMO": "1"}, False),
    ],
)
def test_demo_data_is_only_for_a_first_look(environ, wanted):
    assert ("--demo" in serve.prepare_command(environ)) is wanted


def test_a_place_where_nobody_can_listen_is_told_as_what_it_is():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"make run PORT={port + 1}" in serve.cannot_listen(serve.Address("127.0.0.1", port, ""))
    assert "HOST=192.0.2.77 is no address" in serve.cannot_listen(serve.Address("192.0.2.77", port, ""))
    assert "HOST=no.such.example is no address" in serve.cannot_listen(
        serve.Address("no.such.example", port, "")
    )
    assert serve.cannot_listen(serve.Address("127.0.0.1", port, "")) is None

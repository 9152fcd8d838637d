"""A self-made certificate, for trying the phone pages on a real phone in the local network."""

import ipaddress
import socket
import subprocess
from pathlib import Path

DAYS = 365
RENEW_SECONDS = 7 * 24 * 3600


def lan_address() -> str:
    """This machine's address in the local network; the loopback one when it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: decides the route, sends nothing
            address = str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"
    return address if not ipaddress.ip_address(address).is_unspecified else "127.0.0.1"


def self_made_certificate(folder: Path, address: str) -> tuple[Path, Path]:
    """The certificate and its key, made once for this address by openssl, and again before they run out.

    :param address: the IP address that phones will use.
    :returns: paths of the certificate and the key.
    :raises SystemExit: openssl failed, with what it said.
    """
    certificate, key = folder / f"{address}.crt", folder / f"{address}.key"
    if certificate.exists() and key.exists() and _is_good_for_a_while(certificate):
        return certificate, key
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    names = f"subjectAltName=IP:{address},IP:127.0.0.1,DNS:localhost,DNS:{socket.gethostname()}"
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    about = ["-days", str(DAYS), "-subj", "/CN=Mysteryshop (self-made)", "-addext", names]
    usage = ["-addext", "extendedKeyUsage=serverAuth"]
    command = [
        "openssl",
        "req",
        "-x509",
        *curve,
        *about,
        *usage,
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode:
        raise SystemExit(f"openssl could not make a certificate: {made.stderr.strip()}")
    key.chmod(0o600)
    return certificate, key


def _is_good_for_a_while(certificate: Path) -> bool:
    asked = subprocess.run(
        ["openssl", "x509", "-checkend", str(RENEW_SECONDS), "-noout", "-in", str(certificate)],
        capture_output=True,
        check=False,
    )
    return asked.returncode == 0

"""A certificate for the local network, made on the spot: a phone's camera works over HTTPS only.

It signs itself, so a browser asks once whether to trust it. It is kept, with its key, so that a phone that
said yes is not asked again at the next start; another address or an end that is near makes a new one.
"""

import os
import socket
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

VALID = timedelta(days=90)
RENEW_BEFORE = timedelta(days=7)


def lan_address() -> str:
    """Return this machine's address on the local network, the loopback when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Connecting a datagram socket sends nothing; it asks the system which address it would use.
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def ensure_certificate(folder: Path, address: str, *, now: datetime) -> tuple[Path, Path]:
    """Return paths of the certificate and of its key for an IP address; made when there is no fit one."""
    folder.mkdir(parents=True, exist_ok=True)
    certificate, key = folder / "lan-certificate.pem", folder / "lan-key.pem"
    if not (key.exists() and certificate.exists() and _fits(certificate.read_bytes(), address, now)):
        _make(certificate, key, address, now)
    return certificate, key


def _fits(pem: bytes, address: str, now: datetime) -> bool:
    certificate = x509.load_pem_x509_certificate(pem)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    in_time = now < certificate.not_valid_after_utc - RENEW_BEFORE
    return in_time and ip_address(address) in names.get_values_for_type(x509.IPAddress)


def _make(certificate: Path, key: Path, address: str, now: datetime) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "InnovFest on this network")])
    addresses = sorted({address, "127.0.0.1"})
    names = [*(x509.IPAddress(ip_address(a)) for a in addresses), x509.DNSName("localhost")]
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # a phone's clock may be behind
        .not_valid_after(now + VALID)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(private, hashes.SHA256())
    )
    pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    _write_secret(key, private.private_bytes(pem, pkcs8, serialization.NoEncryption()))
    certificate.write_bytes(signed.public_bytes(pem))


def _write_secret(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(content)

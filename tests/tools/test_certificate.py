"""The certificate for the local network is kept while it fits."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from innovfest.certificate import RENEW_BEFORE, VALID, ensure_certificate

NOW = datetime(2027, 2, 20, 9, tzinfo=UTC)


def test_a_phone_is_asked_once_since_the_certificate_is_kept(tmp_path: Path) -> None:
    first = made(tmp_path, "192.0.2.7", NOW)
    assert made(tmp_path, "192.0.2.7", NOW + VALID - RENEW_BEFORE - timedelta(minutes=1)) == first


def test_another_address_gets_another_certificate(tmp_path: Path) -> None:
    assert made(tmp_path, "192.0.2.7", NOW) != made(tmp_path, "192.0.2.8", NOW)


def test_a_certificate_is_replaced_a_week_before_it_ends(tmp_path: Path) -> None:
    assert made(tmp_path, "192.0.2.7", NOW) != made(tmp_path, "192.0.2.7", NOW + VALID - RENEW_BEFORE)


def made(folder: Path, address: str, now: datetime) -> bytes:
    """Return the certificate for an address at a time."""
    return ensure_certificate(folder, address, now=now)[0].read_bytes()

"""The personal link of a registration: nothing of it is stored, so nothing of it can leak from the database.

A link is the registration's id and a message authentication code over id and link version, both in base32;
replacing the link raises the version. It holds as long as the secret key does.
"""

import base64
import uuid

from flask import current_app
from sqlalchemy import select

from innovfest.database import db
from innovfest.registration.models import Registration
from innovfest.tokens import CODE_LENGTH, derive, same


def link_of(registration: Registration) -> str:
    """Return the secret part of the personal address, 52 lower-case characters."""
    return (_written(registration.uid) + _proof(registration)).lower()


def find_by_link(event_id: int, link: str) -> Registration | None:
    """Find the registration of an edition that a link opens; None for a wrong, replaced or foreign one."""
    text = link.strip().upper()
    uid = _read(text[:CODE_LENGTH])
    if len(text) != 2 * CODE_LENGTH or uid is None:
        return None
    statement = select(Registration).where(Registration.uid == uid, Registration.event_id == event_id)
    found = db.session.scalar(statement)
    if found is None or found.erased_at or not same(text[CODE_LENGTH:], _proof(found)):
        return None
    return found


def verification_of(registration: Registration) -> str:
    """Return the token that only the mailed link carries: whoever shows it reads mail at the address."""
    return derive(
        _key(), "verify", registration.uid, registration.link_version, registration.email_key
    ).lower()


def _proof(registration: Registration) -> str:
    return derive(_key(), "link", registration.uid, registration.link_version)


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])


def _written(uid: str) -> str:
    return base64.b32encode(uuid.UUID(uid).bytes).decode().rstrip("=")


def _read(text: str) -> str | None:
    try:
        return str(uuid.UUID(bytes=base64.b32decode(text + "======")))
    except ValueError:
        return None

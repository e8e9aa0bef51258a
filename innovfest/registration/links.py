"""The personal link of a registration: nothing of it is stored, so nothing of it can leak from the database.

A link is the registration's id and a message authentication code over id and link version, both in base32;
replacing the link raises the version. It holds as long as the secret key does.
"""

import uuid
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.orm.attributes import set_committed_value

from innovfest.database import adopt, connection, one_statement
from innovfest.events import Event
from innovfest.registration.models import Registration
from innovfest.tokens import CODE_LENGTH, derive, proves, read_code, write_code


def link_of(registration: Registration) -> str:
    """Return the secret part of the personal address, 52 lower-case characters."""
    number = uuid.UUID(registration.uid).bytes
    return (write_code(number) + derive(_key(), *_proven(registration))).lower()


def find_by_link(event_slug: str, link: str) -> Registration | None:
    """Find the registration of an edition that a link opens; None for a wrong, replaced or foreign one."""
    uid, proof = _parts_of(link)
    if uid is None:
        return None
    row = connection().execute(_OPENED, {"uid": uid, "slug": event_slug}).first()
    if row is None:
        return None
    found, event = adopt(Registration, row[:_COLUMNS]), adopt(Event, row[_COLUMNS:])
    set_committed_value(found, "event", event)
    return found if _opens(proof, found) else None


class OpenedLink(NamedTuple):
    """What a link leads to, as far as it is read without loading anything: the edition's latest release."""

    release_uid: str | None


def check_link(event_slug: str, link: str) -> OpenedLink | None:
    """Tell whether a link opens a registration of an edition, by one statement and without loading it.

    Who goes on to write loads it inside the unit of work, and would only have to read it again.
    """
    uid, proof = _parts_of(link)
    if uid is None:
        return None
    with one_statement() as connection:
        row = connection.execute(_KNOWN, {"uid": uid, "slug": event_slug}).first()
    return OpenedLink(row.release_uid) if row is not None and _opens(proof, row) else None


_PEOPLE: Any = Registration.__table__
_EDITIONS: Any = Event.__table__
_COLUMNS = len(_PEOPLE.c)
_OPENED = (
    select(*_PEOPLE.c, *_EDITIONS.c)
    .join(_EDITIONS, _EDITIONS.c.id == _PEOPLE.c.event_id)
    .where(_PEOPLE.c.uid == bindparam("uid"), _EDITIONS.c.slug == bindparam("slug"))
)
_KNOWN = (
    select(Registration.uid, Registration.link_version, Registration.erased_at, Event.release_uid)
    .join(Event, Event.id == Registration.event_id)
    .where(Registration.uid == bindparam("uid"), Event.slug == bindparam("slug"))
)


def verification_of(registration: Registration) -> str:
    """Return the token that only the mailed link carries: whoever shows it reads mail at the address."""
    return derive(
        _key(), "verify", registration.uid, registration.link_version, registration.email_key
    ).lower()


class _Linked(Protocol):
    uid: str
    link_version: int
    erased_at: datetime | None


def _parts_of(link: str) -> tuple[str | None, str]:
    text = link.strip()
    number = read_code(text[:CODE_LENGTH])
    return str(uuid.UUID(bytes=number)) if number else None, text[CODE_LENGTH:]


def _opens(proof: str, registration: _Linked) -> bool:
    return registration.erased_at is None and proves(proof, _key(), *_proven(registration))


def _proven(registration: _Linked) -> tuple[str, str, int]:
    return "link", registration.uid, registration.link_version


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])

"""Finding registrations."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, String, bindparam, select, union_all

from innovfest import database
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.registration.models import ACTIVE, Registration
from innovfest.wording import fold


def find_by_form(event_id: int, form_id: str) -> Registration | None:
    """Find the registration that a form already made."""
    statement = select(Registration).where(Registration.event_id == event_id, Registration.form_id == form_id)
    return db.session.scalar(statement)


class Known(NamedTuple):
    """What tells whether a form repeats a registration: much cheaper to read than the whole row."""

    id: int
    form_id: str
    name_key: str

    def registration(self) -> Registration:
        """Return the whole row."""
        return db.session.get_one(Registration, self.id)


def list_known(event_id: int, form_id: str, email_key: str | None) -> list[Known]:
    """List what a form might repeat: its own registration, and the active ones at the same address."""
    asked = {"event": event_id, "form": form_id, "email": email_key}
    return [Known(*row) for row in database.connection().execute(_KNOWN, asked)]


_TABLE: Any = Registration.__table__
_OF_EVENT = select(_TABLE.c.id, _TABLE.c.form_id, _TABLE.c.name_key).where(
    _TABLE.c.event_id == bindparam("event")
)
# Two questions in one statement: joined by OR, SQLite would read every registration of the edition.
_KNOWN = union_all(
    _OF_EVENT.where(_TABLE.c.form_id == bindparam("form")),
    # Nothing equals NULL: who has no address shares it with nobody.
    _OF_EVENT.where(
        _TABLE.c.email_key == bindparam("email", type_=String),
        _TABLE.c.form_id != bindparam("form"),
        ACTIVE,
    ),
)


def get_registration(event_id: int, uid: str) -> Registration:
    """Return a registration of an edition by its public id; raises NotFound."""
    statement = select(Registration).where(Registration.event_id == event_id, Registration.uid == uid)
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def get_by_number(event_id: int, number: int) -> Registration:
    """Return a registration of an edition by the number that phones know it by; raises NotFound."""
    statement = select(Registration).where(Registration.event_id == event_id, Registration.id == number)
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def list_by_address(event_id: int, email_key: str) -> Sequence[Registration]:
    """List the active registrations at an address, oldest first."""
    statement = (
        select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.email_key == email_key,
            Registration.status != "cancelled",
        )
        .order_by(Registration.id)
    )
    return db.session.scalars(statement).all()


def list_by_uid(event_id: int, uids: Sequence[str]) -> Sequence[Registration]:
    """List some registrations of an edition, by name."""
    statement = (
        select(Registration)
        .where(Registration.event_id == event_id, Registration.uid.in_(uids))
        .order_by(Registration.sort_key, Registration.id)
    )
    return db.session.scalars(statement).all()


def list_with_access_needs(event_id: int) -> Sequence[Registration]:
    """List the active registrations that told access needs, by name."""
    statement = (
        select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.access_needs != "",
            Registration.status != "cancelled",
        )
        .order_by(Registration.sort_key)
    )
    return db.session.scalars(statement).all()


def search(event_id: int, text: str) -> Select[Registration]:
    """Return a query for people whose name, organisation or address has words that start like these.

    Accents and case make no difference; every word has to match.
    """
    statement = select(Registration).where(Registration.event_id == event_id)
    for word in (text.casefold().split() if "@" in text else fold(text).split())[:6]:
        statement = statement.where(Registration.search_key.contains(f" {word}", autoescape=True))
    return statement.order_by(Registration.sort_key, Registration.id)

"""Visitors in a race: what their browsers send, and what the database knows of them afterwards."""

import re
import uuid

from sqlalchemy import select

from innovfest.breakouts import SessionSignup
from innovfest.database import db
from innovfest.programme import Session
from innovfest.registration import Registration
from tests.support import wire
from tests.support.racing import Runner
from tests.support.wire import Connection

FULL = r"is full\. Please choose another session\."
DAY_FULL = r"All places for the day are taken\."
CLASH = r"is at the same time as"
SLOT = "slot-break-outs"

_INPUT = re.compile(r'<input[^>]*\bname="(\w+)"[^>]*\bvalue="([^"]*)"')


class Browser:
    """A browser with a form open: its cookie and its token against forgery serve every form it sends."""

    def __init__(self, port: int, path: str) -> None:
        """Open the form of a page."""
        self.path = path
        answer = Connection(port).ask(wire.get(path, accept_language="en"))
        assert answer.status == 200, answer.body.decode()
        self.cookies = answer.cookies
        self.token = dict(_INPUT.findall(answer.body.decode()))["csrf_token"]

    def registers(self, who: str, session: str | None, *, form_id: str | None = None) -> Runner:
        """Write the registration of a person with a break-out."""
        fields = {
            "form_id": form_id or str(uuid.uuid4()),
            "first_name": who,
            "last_name": "Example",
            "email": f"{who.lower()}@example.org",
            "organisation": "Example Works",
            "kind": "company",
            SLOT: session or "plenary",
        }
        return self.sends(who, fields, look_for=(FULL, DAY_FULL))

    def sends(self, who: str, fields: dict[str, str], *, look_for: tuple[str, ...]) -> Runner:
        """Write a form of this page."""
        form = {"csrf_token": self.token, **fields}
        request = wire.post_form(self.path, form, cookie=self.cookies, accept_language="en")
        return Runner(who, request, look_for)


def holders(session: str) -> list[str]:
    """List who holds a seat in a session, sorted."""
    statement = (
        select(Registration.first_name)
        .join(SessionSignup, SessionSignup.registration_id == Registration.id)
        .join(Session, Session.id == SessionSignup.session_id)
        .where(Session.slug == session, SessionSignup.status == "held")
    )
    return sorted(db.session.scalars(statement))


def seats_of(who: str) -> list[str]:
    """List the sessions in which a person holds a seat, sorted."""
    statement = (
        select(Session.slug)
        .join(SessionSignup, SessionSignup.session_id == Session.id)
        .join(Registration, Registration.id == SessionSignup.registration_id)
        .where(Registration.first_name == who, SessionSignup.status == "held")
    )
    return sorted(db.session.scalars(statement))


def registered() -> list[str]:
    """List who is registered, sorted."""
    return sorted(db.session.scalars(select(Registration.first_name)))

"""The floor: a bare Flask application that writes and reads the same rows by SQLAlchemy Core.

It has the same durability and the same connections as the product, and no form, no rule, no mapper and no
template: what remains is what Flask, the driver and the disk cost. It serves `benchmarks.floor:app`.
"""

import json
import os
import secrets
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from sqlalchemy import bindparam, insert, select, update

from benchmarks import floor_lines, writing
from innovfest.audit import AuditEntry
from innovfest.breakouts import SessionSignup
from innovfest.checkin import CheckIn, Gate, Scan, ScanDevice
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import Session
from innovfest.registration import Badge, Registration

app = Flask(__name__)
app.register_blueprint(floor_lines.blueprint)
engine, turn = writing.engine, writing.turn
readers = engine.execution_options(immediate=False)
pages: dict[str, dict[str, Any]] = json.loads(Path(os.environ["FLOOR_PAGES"]).read_text())
bodies = {name: bytes.fromhex(page["body"]) for name, page in pages.items()}

_event = select(Event.id).where(Event.slug == bindparam("slug"))
_known = select(Registration.id).where(Registration.uid == bindparam("uid"))
_place = update(Event).values(registered=Event.registered + 1).where(Event.slug == os.environ["FLOOR_EVENT"])
_place_taken = _place.returning(Event.id)
_seat = update(Session).where(Session.slug == "energy").values(seats_taken=Session.seats_taken + 1)
_seat_taken = _seat.returning(Session.id)
_person = insert(Registration).returning(Registration.id)
_badge, _signup, _trail, _mail = (
    insert(model) for model in (Badge, SessionSignup, AuditEntry, OutboxMessage)
)
_phone = select(ScanDevice.id, Gate.id.label("gate")).join(Gate, Gate.id == ScanDevice.gate_id).limit(1)
_holders = (
    select(Badge.code, Badge.registration_id, Badge.event_id, CheckIn.id.label("check_in"))
    .outerjoin(CheckIn, CheckIn.registration_id == Badge.registration_id)
    .where(Badge.code.in_(bindparam("codes", expanding=True)))
)
_scan, _arrive = insert(Scan), insert(CheckIn)
_move = update(CheckIn).where(CheckIn.id == bindparam("row"))


@app.get("/<name>")
def read(name: str) -> Response:
    """Answer with the product's own bytes, or that they have not changed, after one indexed SELECT."""
    with readers.connect() as connection:
        connection.execute(_event, {"slug": os.environ["FLOOR_EVENT"]}).scalar_one()
    page = pages[name]
    return Response(bodies[name], status=page.get("status", 200), headers=page["headers"])


@app.get("/ownfeed/<uid>")
def own_feed(uid: str) -> Response:
    """Answer with somebody's calendar after looking one person up by an index."""
    with readers.connect() as connection:
        connection.execute(_known, {"uid": uid}).scalar_one()
    return Response(bodies["ownfeed"], headers=pages["ownfeed"]["headers"])


@app.post("/register")
def register() -> Response:
    """Write the rows of one registration with a break-out, a badge, its trail and its mail."""
    now, uid = datetime.now(UTC), str(uuid.uuid4())
    hour = now.replace(minute=0, second=0, microsecond=0)
    email = f"{uid}@example.org"
    with turn, engine.begin() as connection:
        event = connection.execute(_place_taken).scalar_one()
        session = connection.execute(_seat_taken).scalar_one()
        person = connection.execute(_person, _told(event, uid, email, now)).scalar_one()
        of_person = {"event_id": event, "registration_id": person}
        badge = {"code": secrets.token_hex(13).upper(), "status": "active", "issued_at": now}
        connection.execute(_badge, {**of_person, **badge})
        seat = {"registration_id": person, "session_id": session, "status": "held", "sequence": 0}
        connection.execute(_signup, {**seat, "created_at": now, "changed_at": now})
        connection.execute(_trail, _entry(event, person, now))
        allowances = [{"subject": subject, "hour": hour, "mails": 1} for subject in (email, "domain", "net")]
        connection.execute(writing.counted, allowances)
        mail = {"kind": "registration.confirmation", "key": uid, "recipient": email, "language": "en"}
        connection.execute(_mail, {**of_person, **mail, "created_at": now, "not_before": now})
    return Response(status=303, headers={"Location": f"/my/{uid}"})


@app.post("/scan")
@app.post("/scans")
def scan() -> Response:
    """Write scans and the arrivals that come of them."""
    sent, now = request.get_json()["scans"], datetime.now(UTC)
    with turn, engine.begin() as connection:
        phone = connection.execute(_phone).one()
        codes = [each["code"] for each in sent]
        holders = {each.code: each for each in connection.execute(_holders, {"codes": codes})}
        results, seen, came, moved = [], [], [], []
        for each in sent:
            holder, out = holders[each["code"]], each["direction"] == "out"
            results.append({"id": each["id"], "verdict": "left" if out else "admitted"})
            seen.append(_seen(each, phone, holder, results[-1], now))
            when = {"gate_id": phone.gate, "scan_id": each["id"], "entered_at": now}
            if holder.check_in is None:
                who = {"event_id": holder.event_id, "registration_id": holder.registration_id}
                came.append({**when, **who})
            else:
                moved.append({**when, "row": holder.check_in, "left_at": now if out else None})
        for statement, rows in ((_scan, seen), (_arrive, came), (_move, moved)):
            if rows:
                connection.execute(statement, rows)
    return Response(json.dumps({"results": results}), mimetype="application/json")


def _told(event: int, uid: str, email: str, now: datetime) -> dict[str, Any]:
    return {
        "uid": uid,
        "event_id": event,
        "form_id": uid,
        "status": "confirmed",
        "first_name": "Alice",
        "last_name": uid,
        "email": email,
        "email_key": email,
        "name_key": f"alice {uid}",
        "sort_key": f"{uid} alice",
        "search_key": f" alice {uid} example works {email}",
        "organisation": "Example Works",
        "kind": "company",
        "language": "en",
        "created_at": now,
        "changed_at": now,
    }


def _entry(event: int, person: int, now: datetime) -> dict[str, Any]:
    return {
        "at": now,
        "event_id": event,
        "actor_kind": "visitor",
        "actor_label": "visitor",
        "action": "registration.created",
        "subject_kind": "registration",
        "subject_id": person,
        "details": {"source": "web", "sessions": ["energy"]},
    }


def _seen(sent: dict[str, Any], phone: Any, holder: Any, result: Any, now: datetime) -> dict[str, Any]:
    return {
        "id": sent["id"],
        "event_id": holder.event_id,
        "gate_id": phone.gate,
        "device_id": phone.id,
        "registration_id": holder.registration_id,
        "code": sent["code"],
        "direction": sent["direction"],
        "scanned_at": now,
        "received_at": now,
        "happened_at": now,
        "verdict": result["verdict"],
        "result": result,
    }

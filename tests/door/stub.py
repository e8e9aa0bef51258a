"""A stand-in for the door's server: the scanner's real page, and answers that a test chooses.

It gives the phone a small list, keeps the scans that it is sent, and can be slow, silent, gone or of another
opinion, which the real server can't be on demand. What it answers has the shape of `/api/v1/door/…`;
`test_real_server.py` proves that the real one does too. Its clock says that the break-outs have just begun,
so every phone in these tests has a clock that is wrong by months.
"""

import base64
import hashlib
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, render_template, request
from flask_wtf import FlaskForm
from werkzeug.serving import WSGIRequestHandler, make_server
from wtforms import StringField

from innovfest.web import assets, languages, page, security
from innovfest.web.door import worker

ROOT = Path(__file__).parents[2]
TOKEN = "A" * 26
ALICE, BOB = "MFRGGZDFMZTWQ2LKNNWG23TPOA", "ORSXG5BAMJQWIZ3FEBRW6ZDFEE"
CHARLIE, NOWAK, PENDING = "CHARL" + "A" * 21, "NOWAK" + "A" * 21, "PENDN" + "A" * 21
OLD, SPARE, STRANGER = "OLDBA" + "A" * 21, "SPARE" + "A" * 21, "STRAN" + "A" * 21
ENTRANCE, ROOM_B, ROOM_C = 1, 3, 4
BEGUN = datetime(2027, 2, 20, 15, 31, tzinfo=UTC)
CONFIRMED, WAITLISTED, UNCONFIRMED, CANCELLED = range(4)
UID = "0f0e0d0c-0b0a-4908-8706-050403020100"


def hash_of(code: str) -> str:
    """Hash a badge's code as the server does for the list."""
    digest = hashlib.sha256(f"{UID}:{code}".encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@dataclass
class Person:
    """A row of the list, and when it last changed."""

    n: int
    code: str
    name: str
    organisation: str = "VIL"
    status: int = CONFIRMED
    holds: list[int] = field(default_factory=lambda: [7])
    presences: list[list[Any]] = field(default_factory=list)
    note: str = ""
    table: int = -1
    old: list[str] = field(default_factory=list)
    changed: int = 1

    def row(self) -> list[Any]:
        """Write the person as the list does."""
        known = [self.n, hash_of(self.code), self.name, self.organisation, self.status, self.holds]
        return [*known, self.presences, self.note, self.table, [hash_of(code) for code in self.old]]


def _people() -> list[Person]:
    return [
        Person(1, ALICE, "Alice Peeters", "Vrije Universiteit Brussel", old=[OLD]),
        Person(
            2, "ZOEDH" + "A" * 21, "Zoë D'Hoore", "Flanders' FOOD", presences=[[0, 1803130320, 0, 1, "s-0"]]
        ),
        Person(3, NOWAK, "Łukasz Nowak", "Catalisti", status=CANCELLED),
        Person(4, BOB, "Bob Janssens"),
        Person(5, CHARLIE, "Charlie Maes", holds=[8]),
        Person(6, PENDING, "Sam Claes", status=WAITLISTED, holds=[]),
    ]


def _session(id_: int, room: str, title: str) -> dict[str, Any]:
    times = {"starts_at": "2027-02-20T15:30:00Z", "ends_at": "2027-02-20T17:00:00Z"}
    more = {"slot": "breakouts", "bookable": True, "cancelled": False}
    return {"id": id_, "rooms": [room], "title": title, **times, **more}


@dataclass
class Door:
    """What the stand-in knows, what it was asked, and how it behaves."""

    people: list[Person] = field(default_factory=_people)
    cursor: int = 1
    inside: dict[str, int] = field(default_factory=lambda: {"": 212, "7/break-out-b": 38})
    limit: int | None = 100
    tables: list[dict[str, str]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    scans: list[dict[str, Any]] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    reports: list[dict[str, Any]] = field(default_factory=list)
    posted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    away: bool = False
    revoked: bool = False
    delay: float = 0.0
    role: str = "steward"
    gate: int = ROOM_B
    ceiling: int | None = None
    shift_ends_at: str | None = None
    releasable: dict[str, int] | None = None
    released: dict[str, list[Any]] = field(default_factory=dict)
    at: datetime = BEGUN
    since: float = field(default_factory=time.monotonic)
    address: str = ""

    def now(self) -> int:
        """Tell the time in ms, by a clock that goes on from `at`."""
        return int(self.at.timestamp() * 1000 + (time.monotonic() - self.since) * 1000)

    def person(self, code: str, n: int | None = None) -> Person | None:
        """Find a person by badge, or by number where they were chosen by name."""
        return next((p for p in self.people if (p.code == code if n is None else p.n == n)), None)

    def change(self, person: Person, **facts: Any) -> None:
        """Change someone, so that the next answer says so."""
        self.cursor += 1
        vars(person).update(facts, changed=self.cursor)

    def snapshot(self, since: str | None) -> dict[str, Any] | None:
        """Tell the list, or what changed; None for nothing."""
        if since == str(self.cursor):
            return None
        known = int(since or 0)
        rooms = [
            ("break-out-b", "Break-out B", ""),
            ("break-out-c", "Break-out C", "Second floor, left of the stairs"),
        ]
        told = {
            "cursor": str(self.cursor),
            "time": self.now(),
            "full": since is None,
            "phone": {
                "id": 1,
                "label": "Phone 1",
                "steward": "Dora",
                "role": self.role,
                "gate": self.gate,
                "shift_ends_at": self.shift_ends_at,
                "language": "nl",
            },
            "live": {
                "inside": self.inside,
                "expected": 330,
                "released": self.released,
                "releasable": self.releasable,
                "messages": [],
                "cases": [],
            },
            "people": [p.row() for p in self.people if p.changed > known],
            "gone": [],
        }
        if since is not None:
            return told
        sessions = [_session(7, "break-out-b", "Energy"), _session(8, "break-out-c", "Labour market")]
        event = {
            "uid": UID,
            "slug": "2027",
            "name": "InnovFest",
            "timezone": "Europe/Brussels",
            "rehearsal": False,
        }
        times = {"starts_at": "2027-02-20T13:30:00Z", "ends_at": "2027-02-20T18:00:00Z"}
        programme = {
            "sessions": sessions,
            "rooms": [{"slug": s, "name": n, "direction": d, "limit": self.limit} for s, n, d in rooms],
            "gates": [
                {"id": ENTRANCE, "name": "Main entrance", "room": None},
                {"id": ROOM_B, "name": "Break-out B", "room": "break-out-b"},
                {"id": ROOM_C, "name": "Break-out C", "room": "break-out-c"},
            ],
            "tables": self.tables,
            "house_limit": None,
        }
        return {**told, "event": {**event, **times}, "programme": programme, "spares": [hash_of(SPARE)]}

    def answer(self, scan: dict[str, Any]) -> dict[str, Any]:
        """Answer a scan as the phone did, unless the test chose otherwise; one id counts once."""
        self.sent.append(scan)
        person = self.person(scan["code"], scan.get("person"))
        chosen = {"verdict": scan["decided"] or "undone", **self.answers.get(scan["code"], {})}
        if all(known["id"] != scan["id"] for known in self.scans):
            self.scans.append(scan)
            if person and (scan["decided"] or chosen["verdict"]) == "admitted":
                self._enter(person, scan)
        about = {"name": person.name, "organisation": person.organisation} if person else {}
        empty = {"reason": None, "registration": None, "first_scan": None, "conflict": None, "where": None}
        who = {"breakout": None, "room": None, "note": "", "table": "", **about} if person else None
        return {"id": scan["id"], "n": person.n if person else None, **empty, "person": who, **chosen}

    def _enter(self, person: Person, scan: dict[str, Any]) -> None:
        session, key = {ROOM_B: (7, "7/break-out-b"), ROOM_C: (8, "8/break-out-c")}.get(scan["gate"], (0, ""))
        others = [known for known in person.presences if known[0] != session]
        self.change(person, presences=[*others, [session, self.now() // 1000, 0, scan["gate"], scan["id"]]])
        self.inside = {**self.inside, key: self.inside.get(key, 0) + 1}


class EnrolForm(FlaskForm):
    """The one question of the enrolment."""

    steward = StringField("Your name")


def make_app(door: Door) -> Flask:
    """Make the stand-in with the project's own templates, static files, languages and security headers."""
    app = Flask("innovfest", root_path=str(ROOT / "innovfest"), template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="for tests only", WTF_CSRF_ENABLED=False, BABEL_DEFAULT_LOCALE="nl")
    languages.babel.init_app(app, locale_selector=languages.current_language)
    app.jinja_env.globals.update(languages=lambda: page.OWN_NAMES, address_in=page.address_in, edition=None)
    app.jinja_env.globals.update(current_language=languages.current_language)
    app.after_request(security.harden)
    assets.init_app(app)
    _add_pages(app)
    _add_interface(app, door)
    return app


def _add_pages(app: Flask) -> None:
    pages = Blueprint("door", __name__, url_prefix="/door")
    pages.register_blueprint(worker.blueprint)
    scan = Blueprint("scan", __name__)
    show = "door/scan.html"
    scan.add_url_rule("/", "show", lambda: render_template(show, door_asset=worker.address_of))
    pages.register_blueprint(scan)

    @pages.get("/enrol/<token>")
    def enrol(token: str) -> str:
        if token == "closed":
            return render_template("door/closed.html", sentence="It worked until 16:00.")
        form = EnrolForm()
        if "wrong" in request.args:
            form.steward.errors = ["Write your name."]
        return render_template("door/enrol.html", form=form, gate_name="Break-out B", event_name="InnovFest")

    @pages.post("/enrol/<token>")
    def enrolled(token: str) -> str:
        return render_template(
            "door/enrolled.html", device_token=TOKEN, gate_name="Break-out B", event_name="InnovFest"
        )

    app.register_blueprint(pages)


def _add_interface(app: Flask, door: Door) -> None:
    @app.before_request
    def behave() -> Response | tuple[str, int] | None:
        if not request.path.startswith("/api/"):
            return None
        door.asked.append(request.path)
        door.languages.add(request.headers["Accept-Language"])
        time.sleep(door.delay)
        if door.away:
            return "gone", 503
        if door.revoked or request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return '{"title": "Unauthorized"}', 401
        return None

    @app.after_request
    def tell_time(response: Response) -> Response:
        response.headers["Innovfest-Time"] = str(door.now())
        return response

    @app.get("/api/v1/door/snapshot")
    def snapshot() -> Response:
        told = door.snapshot(request.args.get("since"))
        return jsonify(told) if told else Response(status=304)

    @app.post("/api/v1/door/scans")
    def scans() -> dict[str, Any]:
        return {"results": [door.answer(scan) for scan in request.get_json()["scans"]], "time": door.now()}

    @app.post("/api/v1/door/reports")
    def report() -> dict[str, Any]:
        door.reports.append(request.get_json())
        return {"ceiling": door.ceiling, "shift_ends_at": door.shift_ends_at, "time": door.now()}

    @app.post("/api/v1/door/bindings")
    def bind() -> dict[str, Any]:
        binding = request.get_json()
        person = next(p for p in door.people if p.n == binding["person"])
        door.change(person, old=[*person.old, person.code], code=binding["spare_code"])
        door.posted.setdefault("bindings", []).append(binding)
        return {"id": binding["id"], "registration": "r-1", "name": person.name}

    @app.post("/api/v1/door/releases")
    def release() -> dict[str, Any]:
        sent = request.get_json()
        released = door.releasable["seats"] if door.releasable else 0
        door.posted.setdefault("releases", []).append(sent)
        door.releasable = {"session": sent["session"], "seats": 0}
        door.cursor += 1
        return {**sent, "released": released}


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing."""


class StubServer:
    """The stand-in on a port of this machine, in a thread; a context that can be stopped and started."""

    def __init__(self) -> None:
        """Find a port."""
        self.door = Door()
        self._app = make_app(self.door)
        self._server = make_server("127.0.0.1", 0, self._app, threaded=True, request_handler=_Quiet)
        self.port = self._server.port

    def fresh(self) -> Door:
        """Return the door as on a new day."""
        vars(self.door).update(vars(Door(address=f"http://localhost:{self.port}")))
        return self.door

    def start(self) -> None:
        """Answer."""
        if self._server is None:
            self._server = make_server(
                "127.0.0.1", self.port, self._app, threaded=True, request_handler=_Quiet
            )
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def is_gone(self) -> bool:
        """Whether nothing listens."""
        return self._server is None

    def renew(self, version: str) -> str:
        """Serve the same files as another version, as after an update; return the version before."""
        tree = self._app.extensions["assets"]
        before, tree.digest = tree.digest, version
        return str(before)

    def stop(self) -> None:
        """Be gone: nothing listens on the port."""
        self._server.shutdown()
        self._server.server_close()
        self._server = None

    def __enter__(self) -> "StubServer":
        """Start answering."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        if self._server is not None:
            self.stop()

"""A stand-in for the door's server: the scanner's real page, and answers that a test chooses.

It shows every verdict, and it can be slow, silent or gone, which the real server can't be on demand. What it
answers has the shape of `/api/v1/door/…`; `test_real_server.py` proves that the real one does too.
"""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, Response, render_template, request
from flask_wtf import FlaskForm
from werkzeug.serving import WSGIRequestHandler, make_server
from wtforms import StringField

from innovfest.web import assets, languages, page, security

ROOT = Path(__file__).parents[2]
TOKEN = "A" * 26
ALICE = {
    "name": "Alice Peeters",
    "organisation": "Vrije Universiteit Brussel",
    "breakout": "Energy",
    "room": "Break-out B",
}
PEOPLE = [
    {**ALICE, "registration": "r-1", "handle": "ID:r-1", "in": False, "status": "confirmed"},
    {
        "registration": "r-2",
        "handle": "ID:r-2",
        "name": "Zoë D'Hoore",
        "organisation": "Flanders' FOOD",
        "breakout": None,
        "in": True,
        "status": "confirmed",
    },
    {
        "registration": "r-3",
        "handle": "ID:r-3",
        "name": "Łukasz Nowak",
        "organisation": "Catalisti",
        "breakout": "Sustainability",
        "in": False,
        "status": "cancelled",
    },
]


@dataclass
class Door:
    """What the stand-in knows, what it was asked, and how it behaves."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    scans: list[dict[str, Any]] = field(default_factory=list)
    bindings: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)
    away: bool = False
    revoked: bool = False
    delay: float = 0.0
    role: str = "steward"
    releasable: dict[str, int] | None = None
    releases: list[dict[str, Any]] = field(default_factory=list)
    address: str = ""

    def answer(self, scan: dict[str, Any]) -> dict[str, Any]:
        """Answer a scan; one id has one answer."""
        if all(known["id"] != scan["id"] for known in self.scans):
            self.scans.append(scan)
        chosen = self.answers.get(scan["code"], {"verdict": "admitted", "person": ALICE})
        if scan["override"]:
            chosen = {**chosen, "verdict": "admitted", "reason": "override"}
        empty = {"reason": None, "registration": None, "first_scan": None, "conflict": False}
        return {"id": scan["id"], **empty, "person": None, "where": None, **chosen}

    def me(self) -> dict[str, Any]:
        """Tell the phone its gate."""
        session = {
            "id": 7,
            "title": "Break-out: Energy",
            "starts_at": "2027-02-20T15:30:00Z",
            "ends_at": "2027-02-20T17:00:00Z",
            "room": "break-out-b",
        }
        return {
            "device": {"id": 1, "label": "Phone 1", "steward": "Dora", "role": self.role},
            "gate": {"id": 3, "name": "Break-out B", "room": "break-out-b", "kind": "room"},
            "event": {
                "slug": "2027",
                "name": "InnovFest",
                "language": "nl",
                "timezone": "Europe/Brussels",
                "starts_at": "2027-02-20T13:30:00Z",
            },
            "session": session,
            "counts": {"in": 38, "expected": 96, "limit": 100},
            "releasable": self.releasable,
            "server_time": "2027-02-20T15:31:00Z",
            "gates": [{"id": 3, "name": "Break-out B"}],
        }


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
    app.add_url_rule("/door/", "door.scan.show", lambda: render_template("door/scan.html"))

    @app.get("/door/enrol/<token>")
    def enrol(token: str) -> str:
        if token == "closed":
            return render_template("door/closed.html", sentence="It worked until 16:00.")
        form = EnrolForm()
        if "wrong" in request.args:
            form.steward.errors = ["Write your name."]
        return render_template("door/enrol.html", form=form, gate_name="Break-out B", event_name="InnovFest")

    @app.post("/door/enrol/<token>")
    def enrolled(token: str) -> str:
        return render_template(
            "door/enrolled.html", device_token=TOKEN, gate_name="Break-out B", event_name="InnovFest"
        )


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

    @app.get("/api/v1/door/me")
    def me() -> dict[str, Any]:
        return door.me()

    @app.post("/api/v1/door/scans")
    def scans() -> dict[str, Any]:
        return {"results": [door.answer(scan) for scan in request.get_json()["scans"]]}

    @app.get("/api/v1/door/people")
    def people() -> dict[str, Any]:
        letters = request.args["q"].lower()
        found = [p for p in PEOPLE if letters in f"{p['name']} {p['organisation']}".lower()]
        return {"people": found}

    @app.post("/api/v1/door/bindings")
    def bind() -> dict[str, Any]:
        binding = request.get_json()
        door.bindings.append(binding)
        door.answers[binding["spare_code"]] = {"verdict": "admitted", "person": ALICE}
        return {}

    @app.post("/api/v1/door/releases")
    def release() -> dict[str, Any]:
        sent = request.get_json()
        released = door.releasable["seats"] if door.releasable else 0
        door.releases.append(sent)
        door.releasable = {"session": sent["session"], "seats": 0}
        return {**sent, "released": released}


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Say nothing."""


class StubServer:
    """The stand-in on a free port of this machine, in a thread; use it as a context."""

    def __init__(self) -> None:
        """Bind the port."""
        self.door = Door()
        app = make_app(self.door)
        self._server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)

    def fresh(self) -> Door:
        """Return the door as on a new day."""
        vars(self.door).update(vars(Door(address=f"http://localhost:{self._server.port}")))
        return self.door

    def __enter__(self) -> "StubServer":
        """Start answering."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

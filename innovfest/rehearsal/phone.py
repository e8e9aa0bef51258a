"""A simulated phone: it speaks the door's interface, decides by itself, and keeps what it can't send.

Two threads use one: the steward's, who scans and never waits for the network, and the phone's own, which
sends what waits and asks for what is new. What it did is kept apart from what it still has to send, so that
the two can be compared with the server's books afterwards.
"""

import html
import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from innovfest.checkin.rules import HOUSE, Verdict, session_at
from innovfest.rehearsal.line import Answer, Away, Line
from innovfest.rehearsal.memory import Known, Memory, Step

API = "/api/v1/door"
BATCH = 100
"""Scans that are sent at once."""

OVERRULED_WITHIN = 0.4
"""Seconds within which the server's answer replaces the phone's on its screen."""

VERSION = "rehearsal"
_FIELD = re.compile(r'<input[^>]*type="hidden"[^>]*>|<input[^>]*hidden[^>]*>')
_TOKEN = re.compile(r'name="device-token" content="([A-Z2-7]{26})"')


Now = Callable[[], datetime]


class Refused(Exception):
    """The server refused for good what a phone asked."""


@dataclass(slots=True)
class Done:
    """A scan as it was made: what the phone said, what it did, and what the server said of it at last."""

    id: str
    code: str | int
    n: int | None
    gate: int
    at: datetime
    verdict: Verdict
    acted: str | None = None
    answer: dict[str, Any] | None = None
    heard: threading.Event = field(default_factory=threading.Event)

    @property
    def effect(self) -> str:
        """What happened at the door."""
        return self.acted or self.verdict.verdict


@dataclass(slots=True)
class _Waiting:
    kind: str
    body: dict[str, Any]
    done: Done | None = None


class Phone:
    """A phone at the door; `skew` is how far its clock is ahead of the true time."""

    def __init__(
        self,
        line: Line,
        *,
        label: str = "",
        now: Now,
        skew: timedelta = timedelta(0),
    ) -> None:
        """Take its line and the true time; it can do nothing until it is enrolled."""
        self.label, self._line, self._skew, self._now = label, line, skew, now
        self.memory = Memory()
        self.done: list[Done] = []
        self.refused: list[str] = []
        self.gate = 0
        self.role = ""
        self.id = 0
        self._token = ""
        self._offset_ms: int | None = None
        self._outbox: list[_Waiting] = []
        self._to_close: dict[str, str] = {}
        self._lock = threading.RLock()

    def enrol(self, token: str, steward: str) -> None:
        """Enrol by a gate's link, as the page that its QR opens does, and get the list."""
        path = f"/door/enrol/{token}"
        page = self._line.get(path)
        fields = {**_hidden_fields(page.text), "steward": steward}
        cookies = (each.partition(";")[0] for each in page.headers.get_all("Set-Cookie") or ())
        answer = self._line.post_form(path, fields, Cookie="; ".join(cookies))
        if (found := _TOKEN.search(answer.text)) is None:
            raise Refused(f"enrolment answered {answer.status}")
        self._token = found[1]
        self.refresh()

    @property
    def waiting(self) -> int:
        """How many things wait to be sent, or to be closed once they are seen."""
        with self._lock:
            return len(self._outbox) + len(self._to_close)

    def now(self) -> datetime:
        """Return the time as the phone's clock has it, wrong or not."""
        return self._now() + self._skew

    def take(self, code: str | int, *, gate: int | None = None, direction: str = "in") -> Done:
        """Scan a badge, or whom a number on the list names: decide at once, keep it until it is sent."""
        gate, told_at = gate or self.gate, self.now()
        with self._lock:
            at = told_at + timedelta(milliseconds=self._offset_ms or 0)
            verdict, person = self.memory.decide(code, gate, direction, at)
            done = Done(str(uuid.uuid4()), code, person.n if person else None, gate, at, verdict)
            self.done.append(done)
            self._step(done, direction, verdict)
            self._keep(
                "scans",
                {
                    "id": done.id,
                    "kind": "badge",
                    **_told(code),
                    "gate": gate,
                    "direction": direction,
                    "scanned_at": told_at.isoformat(),
                    "offset_ms": self._offset_ms,
                    "decided": verdict.verdict,
                    "drew": verdict.draws,
                },
                done,
            )
        return done

    def listen(self, done: Done, within: float = OVERRULED_WITHIN) -> str:
        """Wait a moment for the server's word on a scan, do as it says, and return what was done."""
        if not done.heard.wait(within):
            return done.effect
        with self._lock:
            said = (done.answer or {}).get("verdict")
            # The server counts no places for a phone that decides: a room's are given out of the loan alone.
            gives_a_place = said == "admitted" and self.memory.gates.get(done.gate) is not None
            if said and said != done.verdict.verdict and not gives_a_place:
                done.acted = said
                sent = {"id": done.id, **_told(done.code), "gate": done.gate, "acted": said}
                sent |= {"scanned_at": self.now().isoformat(), "decided": done.verdict.verdict}
                self._keep("scans", sent, done)
                self.memory.steps.pop(done.id, None)
        return done.effect

    def ask(self, kind: str, **body: Any) -> str:
        """Keep a piece of desk work until it is sent; return its id."""
        with self._lock:
            id_ = str(uuid.uuid4())
            self._keep(kind, {"id": id_, "at": self.now().isoformat(), **body}, None)
            return id_

    def close_case(self, case: str, outcome: str) -> None:
        """End a case; one that another phone made is ended once it is in the list, and not before."""
        with self._lock:
            if any(waiting.body["id"] == case for waiting in self._outbox) or case in self._seen_cases():
                self.ask("cases/close", case=case, outcome=outcome)
            else:
                self._to_close[case] = outcome

    def _seen_cases(self) -> set[str]:
        return {each["id"] for each in self.memory.live.get("cases") or ()}

    def register(self, code: str, first_name: str, last_name: str, organisation: str) -> None:
        """Register a walk-in with a spare badge, which opens the door at once."""
        with self._lock:
            self.memory.add_walk_in(code, f"{first_name} {last_name}")
            who = {"first_name": first_name, "last_name": last_name, "organisation": organisation}
            self.ask("walkins", spare_code=code, gate=self.gate, **who)

    def hash_of(self, code: str) -> str:
        """Return a badge code as the list has it."""
        with self._lock:
            return self.memory.hash_of(code)

    def find_named(self, start: str) -> Known | None:
        """Find somebody by the beginning of their name, as the help desk does."""
        with self._lock:
            return self.memory.find_named(start)

    def refresh(self) -> None:
        """Ask what is new; raises Away."""
        path = f"{API}/snapshot?since={self.memory.cursor}" if self.memory.cursor else f"{API}/snapshot"
        asked = self.now()
        answer = self._line.get(path, Authorization=f"Bearer {self._token}")
        with self._lock:
            self._measure(answer, asked)
            if answer.status == 200:
                told = answer.data
                self.memory.take(told)
                if phone := told.get("phone"):
                    self.role, self.id = phone["role"], phone["id"]
                    self.gate = self.gate or phone["gate"]
                for case in self._seen_cases() & self._to_close.keys():
                    self.close_case(case, self._to_close.pop(case))
            elif answer.status != 304:
                raise Refused(f"the list answered {answer.status}")

    def report(self) -> None:
        """Say how it goes, and learn how many places are lent; raises Away."""
        with self._lock:
            place = self._place()
            oldest = next((w.body.get("scanned_at") for w in self._outbox if w.kind == "scans"), None)
            body = {
                "version": VERSION,
                "waiting": len(self._outbox),
                "oldest": oldest,
                "offset_ms": self._offset_ms,
                "gate": self.gate,
                "place": place,
                "ceiling": self.memory.known_ceiling(place),
                "offer": self.memory.offers.get(place, 0),
                "trouble": "",
                "message_read": 0,
            }
        answer = self._post("/reports", body)
        with self._lock:
            if answer.status == 200:
                self.memory.ceilings[place] = answer.data["ceiling"]
                self.memory.offers[place] = answer.data["offer"] or 0

    def flush(self) -> None:
        """Send what waits, oldest first; what was not acknowledged stays. Raises Away."""
        while batch := self._next_batch():
            if batch[0].kind == "scans":
                body: dict[str, Any] = {
                    "sent_at": self.now().isoformat(),
                    "scans": [waiting.body for waiting in batch],
                }
            else:
                body = batch[0].body
            answer = self._post(f"/{batch[0].kind}", body)
            if answer.status >= 500 or answer.status == 429:
                raise Away(f"answered {answer.status}")
            self._settle(batch, answer)

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def _next_batch(self) -> list[_Waiting]:
        with self._lock:
            if not self._outbox:
                return []
            if self._outbox[0].kind != "scans":
                return self._outbox[:1]
            batch: list[_Waiting] = []
            for waiting in self._outbox[:BATCH]:
                # One request holds an id once: what was done after the answer goes with the next one.
                if waiting.kind != "scans" or any(waiting.body["id"] == each.body["id"] for each in batch):
                    break
                batch.append(waiting)
            return batch

    def _post(self, path: str, body: object) -> Answer:
        return self._line.post_json(API + path, body, Authorization=f"Bearer {self._token}")

    def _settle(self, batch: list[_Waiting], answer: Answer) -> None:
        with self._lock:
            del self._outbox[: len(batch)]
            if answer.status >= 400:
                self.refused += [f"{waiting.kind} {answer.status} {answer.text[:300]}" for waiting in batch]
            elif batch[0].kind == "scans":
                for waiting, result in zip(batch, answer.data["results"], strict=True):
                    if waiting.done:
                        waiting.done.answer = result
                        self.memory.steps.pop(waiting.done.id, None)
                        waiting.done.heard.set()

    def _keep(self, kind: str, body: dict[str, Any], done: Done | None) -> None:
        self._outbox.append(_Waiting(kind, body, done))

    def _step(self, done: Done, direction: str, verdict: Verdict) -> None:
        if done.n is None or verdict.verdict not in {"admitted", "left"}:
            return
        room = self.memory.gates[done.gate]
        self.memory.steps[done.id] = Step(done.n, verdict.session, room, direction, done.at, verdict.draws)
        if verdict.draws:
            self.memory.drawn[f"{verdict.session}/{room}"] += 1

    def _place(self) -> str:
        room = self.memory.gates.get(self.gate)
        at = self.now() + timedelta(milliseconds=self._offset_ms or 0)
        session = session_at(self.memory.sessions, room, at) if room else None
        return f"{session.id}/{room}" if session else HOUSE

    def _measure(self, answer: Answer, asked: datetime) -> None:
        """Measure how far the clock is off, as the answer's time says, half a round trip ago."""
        if told := answer.headers.get("Innovfest-Time"):
            middle = asked + (self.now() - asked) / 2
            server = datetime.fromtimestamp(int(told) / 1000, UTC)
            self._offset_ms = round((server - middle).total_seconds() * 1000)


def _told(code: str | int) -> dict[str, str | int]:
    return {"person": code} if isinstance(code, int) else {"code": code}


def _hidden_fields(page: str) -> dict[str, str]:
    """Return the hidden fields of a page's form, among them its token against forgery."""
    fields = {}
    for tag in _FIELD.findall(page):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name:
            fields[name[1]] = html.unescape(value[1]) if value else ""
    return fields

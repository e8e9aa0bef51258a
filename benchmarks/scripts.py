"""What the clients send: the same page again, one registration after the other, one scan after the other."""

import json
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol
from urllib.parse import urlencode

from tests.support import wire
from tests.support.wire import Answer

BROWSER = {"accept_encoding": "gzip, br", "accept_language": "en"}
"""What a page is asked for with: as browsers do, so that compressing is part of the figure."""

BATCH = 100
"""Scans that a phone which was cut off sends at once."""

_INPUT = re.compile(r'<input[^>]*\bname="(\w+)"[^>]*\bvalue="([^"]*)"')


class Script(Protocol):
    """What some clients send, one request after the other."""

    def begin(self, port: int, clients: int) -> None:
        """Get ready, before anything is measured."""

    def next(self, client: int) -> bytes:
        """Write the client's next request."""

    def is_good(self, answer: Answer) -> bool:
        """Tell whether the answer is the one that was hoped for."""


@dataclass
class Replay:
    """The same request again and again; good answers have its status."""

    request: bytes
    status: int = 200

    def begin(self, port: int, clients: int) -> None:
        """Nothing has to be made ready."""

    def next(self, client: int) -> bytes:
        """Repeat it."""
        return self.request

    def is_good(self, answer: Answer) -> bool:
        """Compare the status."""
        return answer.status == self.status


@dataclass
class Polls:
    """A calendar program that has a file already asks whether there is a newer one, and there is none."""

    path: str
    headers: dict[str, str]
    _request: bytes = b""

    def begin(self, port: int, clients: int) -> None:
        """Fetch the file, for its entity tag."""
        tag = wire.Connection(port).ask(wire.get(self.path, **self.headers)).headers["etag"]
        self._request = wire.get(self.path, **self.headers, if_none_match=tag)

    def next(self, client: int) -> bytes:
        """Ask again."""
        return self._request

    def is_good(self, answer: Answer) -> bool:
        """Expect that nothing has changed, and nothing is sent."""
        return answer.status == 304 and not answer.body


@dataclass
class Calendars:
    """The programs of many people, each with an own calendar: nobody's comes twice before all others."""

    requests: list[bytes]
    _sent: int = 0

    def begin(self, port: int, clients: int) -> None:
        """Nothing has to be made ready."""

    def next(self, client: int) -> bytes:
        """Ask for the next person's."""
        self._sent += 1
        return self.requests[self._sent % len(self.requests)]

    def is_good(self, answer: Answer) -> bool:
        """Expect a calendar."""
        return answer.status == 200 and answer.headers["content-type"].startswith("text/calendar")


@dataclass
class Registrations:
    """Everyone registers once: a form of its own, a person of its own, a break-out."""

    path: str
    slot: str = "slot-break-outs"
    sessions: tuple[str, ...] = ("sustainability", "energy", "labour-market")
    _heads: list[bytes] = field(default_factory=list)
    _tokens: list[str] = field(default_factory=list)
    _sent: int = 0

    def begin(self, port: int, clients: int) -> None:
        """Open the form once in each browser, for its cookie and its token against forgery."""
        for _ in range(clients):
            answer = wire.Connection(port).ask(wire.get(self.path, accept_language="en"))
            self._tokens.append(token_of(answer))
            self._heads.append(form_head(self.path, answer.cookies))

    def next(self, client: int) -> bytes:
        """Fill in a fresh form."""
        self._sent += 1
        form_id = str(uuid.uuid4())
        fields = {
            "csrf_token": self._tokens[client],
            "form_id": form_id,
            "first_name": "Alice",
            "last_name": f"Example {form_id[:8]}",
            "email": f"{form_id}@example.org",
            "organisation": "Example Works",
            "kind": "company",
            self.slot: self.sessions[self._sent % len(self.sessions)],
        }
        body = urlencode(fields).encode()
        return self._heads[client] + b"content-length: %d\r\n\r\n" % len(body) + body

    def is_good(self, answer: Answer) -> bool:
        """Expect the way to one's own page."""
        return answer.status == 303


@dataclass
class Scans:
    """Everyone goes in, then out, then in again: each scan is accepted and moves an arrival.

    A `batch` is what a phone sends that was cut off: it has let them in and out already.
    """

    path: str
    token: str
    codes: list[str]
    gate: int = 1
    batch: int = 1
    _clients: int = 1
    _turns: list[int] = field(default_factory=list)

    def begin(self, port: int, clients: int) -> None:
        """Deal the badges out to the clients; who may be in from another figure goes out."""
        self._clients, self._turns = clients, [0] * clients
        if self.batch > 1:
            leaving = [_scan(code, self.gate, "left", decided=True) for code in self.codes]
            for start in range(0, len(leaving), self.batch):
                wire.Connection(port).ask(self._sending(leaving[start : start + self.batch]))

    def next(self, client: int) -> bytes:
        """Scan the client's next badges."""
        return self._sending([self._next_scan(client) for _ in range(self.batch)])

    def is_good(self, answer: Answer) -> bool:
        """Expect that every scan was accepted."""
        accepted = answer.body.count(b'"admitted"') + answer.body.count(b'"left"')
        return answer.status == 200 and accepted == self.batch

    def _next_scan(self, client: int) -> dict[str, object]:
        mine = len(self.codes) // self._clients
        lap, place = divmod(self._turns[client], mine)
        self._turns[client] += 1
        did = "left" if lap % 2 else "admitted"
        return _scan(self.codes[client * mine + place], self.gate, did, decided=self.batch > 1)

    def _sending(self, scans: list[dict[str, object]]) -> bytes:
        body = json.dumps({"scans": scans}).encode()
        return wire.post(self.path, body, "application/json", authorization=f"Bearer {self.token}")


@dataclass
class Refreshes:
    """A phone asks again and again what changed, and nothing has."""

    path: str
    token: str
    _request: bytes = b""

    def begin(self, port: int, clients: int) -> None:
        """Ask for everything, then for what came in the minute before, until there is nothing."""
        since = ""
        while (answer := wire.Connection(port).ask(self._asking(since))).status == 200:
            since = json.loads(answer.body)["cursor"]
        self._request = self._asking(since)

    def next(self, client: int) -> bytes:
        """Ask again."""
        return self._request

    def is_good(self, answer: Answer) -> bool:
        """Expect that nothing has changed."""
        return answer.status == 304

    def _asking(self, since: str) -> bytes:
        path = f"{self.path}?since={since}" if since else self.path
        return wire.get(path, authorization=f"Bearer {self.token}")


def _scan(code: str, gate: int, did: str, *, decided: bool) -> dict[str, object]:
    return {
        "id": str(uuid.uuid4()),
        "code": code,
        "gate": gate,
        "direction": "out" if did == "left" else "in",
        "scanned_at": datetime.now(UTC).isoformat(),
        "decided": did if decided else None,
        "override": None,
    }


def token_of(answer: Answer) -> str:
    """Return the token against forgery of a page."""
    return str(dict(_INPUT.findall(answer.body.decode()))["csrf_token"])


def form_head(path: str, cookies: str) -> bytes:
    """Write the head of a form's request, without its length."""
    fields = {
        "host": "127.0.0.1",
        "accept-encoding": "gzip, br",
        "accept-language": "en",
        "content-type": "application/x-www-form-urlencoded",
        "cookie": cookies,
    }
    lines = [f"POST {path} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, ""]).encode()

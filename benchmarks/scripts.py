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
    """Everyone goes in, then out, then in again: each scan is accepted and moves an arrival."""

    path: str
    token: str
    codes: list[str]
    gate: int = 1
    _clients: int = 1
    _turns: list[int] = field(default_factory=list)

    def begin(self, port: int, clients: int) -> None:
        """Deal the badges out to the clients."""
        self._clients, self._turns = clients, [0] * clients

    def next(self, client: int) -> bytes:
        """Scan the client's next badge."""
        mine = len(self.codes) // self._clients
        lap, place = divmod(self._turns[client], mine)
        self._turns[client] += 1
        scan = {
            "id": str(uuid.uuid4()),
            "code": self.codes[client * mine + place],
            "gate": self.gate,
            "direction": "out" if lap % 2 else "in",
            "scanned_at": datetime.now(UTC).isoformat(),
            "decided": None,
            "override": None,
        }
        body = json.dumps({"scans": [scan]}).encode()
        return wire.post(self.path, body, "application/json", authorization=f"Bearer {self.token}")

    def is_good(self, answer: Answer) -> bool:
        """Expect that the scan was accepted."""
        return answer.status == 200 and (b'"admitted"' in answer.body or b'"left"' in answer.body)


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

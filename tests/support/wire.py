"""A small HTTP/1.1 client (RFC 9112) on one kept-alive connection: so cheap that it can load a server."""

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What a server answered; `head` are its status line and fields as they came."""

    status: int
    head: bytes
    body: bytes

    @cached_property
    def headers(self) -> Mapping[str, str]:
        """The fields by lower-case name; of one that came twice, the last."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    @property
    def cookies(self) -> str:
        """The cookies that were set, as a request sends them back."""
        lines = self.head.decode("latin-1").split("\r\n")[1:]
        given = (line.partition(":")[2] for line in lines if line.lower().startswith("set-cookie:"))
        return "; ".join(cookie.partition(";")[0].strip() for cookie in given)


class Connection:
    """A connection to a server on this machine that is opened when first used, and again when it was lost."""

    def __init__(self, port: int, *, timeout: float = 60.0) -> None:
        """Note where the server is; `timeout` is in seconds."""
        self.port, self.timeout = port, timeout
        self._socket: socket.socket | None = None
        self._received = b""

    def ask(self, request: bytes) -> Answer:
        """Send a request and wait for its answer; raises OSError when the server goes away."""
        self.send(request)
        while (answer := self.receive()) is None:
            pass
        return answer

    def send(self, request: bytes) -> None:
        """Send a request."""
        self._received = b""
        self._opened().sendall(request)

    def receive(self) -> Answer | None:
        """Read once; return the answer when it is whole, None while more is to come."""
        chunk = self._opened().recv(262_144)
        if not chunk:
            self.close()
            raise ConnectionError("the server closed the connection before it had answered")
        self._received += chunk
        return _read(self._received)

    def fileno(self) -> int:
        """Return the descriptor, for a selector."""
        return self._opened().fileno()

    def close(self) -> None:
        """Close it."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _opened(self) -> socket.socket:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self.port), self.timeout)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._socket


def get(path: str, **headers: str) -> bytes:
    """Write a GET request; the names of fields are given with underscores for hyphens."""
    return _request("GET", path, headers, b"")


def post(path: str, body: bytes, content_type: str, **headers: str) -> bytes:
    """Write a POST request."""
    return _request("POST", path, {"content_type": content_type, **headers}, body)


def post_form(path: str, fields: Mapping[str, str], **headers: str) -> bytes:
    """Write a POST request as a browser sends a form."""
    return post(path, urlencode(fields).encode(), "application/x-www-form-urlencoded", **headers)


def _request(method: str, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "host: 127.0.0.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items() if value]
    if method == "POST":
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def _read(received: bytes) -> Answer | None:
    head, found, body = received.partition(b"\r\n\r\n")
    if not found:
        return None
    length = _LENGTH.search(head)
    if len(body) < (int(length[1]) if length else 0):
        return None
    return Answer(int(head[9:12]), head, body)

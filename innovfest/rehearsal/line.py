"""A phone's line to the server: real requests over one connection, and a network that can be away."""

import http.client
import json
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 15.0
"""How long a request may take; a server that is restarted answers later, and what was sent is sent again."""


class Away(ConnectionError):
    """The server did not answer, or its answer was lost on the way."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `data` is the body where it is JSON."""

    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def data(self) -> Any:
        """The body as JSON; an empty one is None."""
        return json.loads(self.text) if self.text else None


class Line:
    """One connection, kept open; for one thread."""

    def __init__(
        self,
        base_url: str,
        *,
        is_away: Callable[[], bool] = lambda: False,
        loses: Callable[[], bool] = lambda: False,
        note: Callable[[str, int, float], None] = lambda _path, _status, _seconds: None,
        certificate: Path | None = None,
    ) -> None:
        """Take the site's address; `is_away` tells whether there is no network now, `loses` whether an answer
        gets lost, `note` hears path, status and seconds of each request, `certificate` is trusted besides.
        """
        self._parts = urlsplit(base_url)
        self._is_away, self._loses, self._note, self._certificate = is_away, loses, note, certificate
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a resource; raises Away."""
        return self._send("GET", path, None, headers)

    def post_json(self, path: str, body: object, **headers: str) -> Answer:
        """Send JSON; raises Away."""
        return self._send("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})

    def post_form(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """Send a form; raises Away."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(fields), {**kind, **headers})

    def close(self) -> None:
        """Hang up."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        if self._is_away():
            raise Away("no network")
        began = time.monotonic()
        try:
            connection = self._connected()
            connection.request(method, self._parts.path + path, body, headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read().decode())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            self._note(path, 0, time.monotonic() - began)
            raise Away(str(error)) from error
        self._note(path, answer.status, time.monotonic() - began)
        if self._loses() or self._is_away():
            raise Away("the answer was lost")
        return answer

    def _connected(self) -> http.client.HTTPConnection:
        if self._connection is None:
            host, port = self._parts.hostname or "", self._parts.port
            if self._parts.scheme == "https":
                context = ssl.create_default_context()
                if self._certificate and self._certificate.exists():
                    context.load_verify_locations(self._certificate)
                self._connection = http.client.HTTPSConnection(
                    host, port, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                self._connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
        return self._connection

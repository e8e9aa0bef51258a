"""The application in this process: to count the statements of a request, and to read the bytes of a page."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.figures import BadAnswer
from benchmarks.scripts import Script
from innovfest import InnovFest
from innovfest.database import db
from tests.support.serving import free_port
from tests.support.statements import counted
from tests.support.wire import Answer, Connection

WARM_UP = 3


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def statements_of(app: InnovFest, script: Script) -> int:
    """Count the statements of one request, after some like it have warmed the caches."""
    with app.app_context():
        engine = db.engine
    with _served(app) as port:
        script.begin(port, 1)
        for _ in range(WARM_UP):
            Connection(port).ask(script.next(0))
        with counted(engine) as seen:
            answer = Connection(port).ask(script.next(0))
        if not script.is_good(answer):
            raise BadAnswer(f"{answer.status} {answer.body[:2000]!r}")
        return len(seen)


def answer_of(app: InnovFest, request: bytes) -> Answer:
    """Return what the application answers to a request."""
    with _served(app) as port:
        return Connection(port).ask(request)


@contextmanager
def _served(app: InnovFest) -> Iterator[int]:
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True, request_handler=_Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

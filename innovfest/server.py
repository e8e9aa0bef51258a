"""Start everything that InnovFest is on one machine: the database, the site and the mail worker.

SQLite is written by one process with threads, the mail worker one of them; PostgreSQL takes several
processes, and the worker is a process of its own. The process that a person starts only watches over the
others and loads little of the application; the first of the others brings the database up to date.
"""

import argparse
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from multiprocessing.synchronize import Event, Lock
from multiprocessing.util import Finalize
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, url_for

from config import ROOT, load_settings
from innovfest import create_app

SIGN_IN_VALID = timedelta(hours=1)
THREADS = 4
PROCESSES = 2
GRACE_SECONDS = 30
"""How long a request in flight, or a mail, may take to end when the server stops."""


@dataclass(frozen=True)
class Start:
    """What one start is to do, shared by its processes."""

    host: str
    port: int
    day: date | None
    lan: bool
    mails_in_thread: bool
    turn: Lock = field(default_factory=multiprocessing.Lock)
    prepared: Event = field(default_factory=multiprocessing.Event)


def main(arguments: Sequence[str] | None = None) -> None:
    """Start the processes, and end them all when this one is told to end."""
    # Forking is safe as long as this process has no thread; elsewhere than on Linux it never is.
    multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn")
    os.umask(0o077)  # what is made here holds personal data and keys
    options = _parser().parse_args(arguments)
    certificate = _use_lan(options) if options.lan else None
    _check_port(options.host, options.port)
    settings = load_settings()
    if "base_url" not in settings.model_fields_set:
        os.environ["INNOVFEST_BASE_URL"] = _address(options)
    os.environ["INNOVFEST_WORKER"] = "none"  # it is started below, where it can be stopped
    on_sqlite = settings.database_uri.startswith("sqlite")
    in_thread, in_process = not options.no_worker and on_sqlite, not options.no_worker and not on_sqlite
    start = Start(options.host, options.port, options.date, options.lan, mails_in_thread=in_thread)
    with _mail_process(start) if in_process else nullcontext():
        _serve(start, processes=1 if on_sqlite else PROCESSES, certificate=certificate)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("bin/serve", description="Start InnovFest on this machine.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument(
        "--date",
        type=date.fromisoformat,
        help="day of the edition when none is there yet (default: the next 20 February)",
    )
    parser.add_argument("--lan", action="store_true", help="serve HTTPS on the local network, for phones")
    parser.add_argument("--no-worker", action="store_true", help="send no mail; another machine does it")
    return parser


def _check_port(host: str, port: int) -> None:
    """Fail early with a sentence: the server's own sockets would share a port that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as reason:
            sys.exit(f"Port {port} of {host} can't be used: {reason.strerror}. Choose another with --port.")


def _use_lan(options: argparse.Namespace) -> tuple[Path, Path]:
    from innovfest import clock
    from innovfest.certificate import ensure_certificate, lan_address

    address = lan_address()
    options.host = "0.0.0.0"  # noqa: S104 - what --lan asks for
    os.environ["INNOVFEST_BASE_URL"] = f"https://{address}:{options.port}"
    return ensure_certificate(load_settings().instance_path, address, now=clock.now())


def _address(options: argparse.Namespace) -> str:
    host = _reachable(options.host)
    return f"http://{f'[{host}]' if ':' in host else host}:{options.port}"


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - listening is decided elsewhere


def _serve(start: Start, *, processes: int, certificate: tuple[Path, Path] | None) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    cert, key = certificate or (None, None)
    server = Server(
        "wsgi:app",
        address=start.host,
        port=start.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_SECONDS,
        working_dir=ROOT,
        ssl_cert=cert,
        ssl_key=key,
    )
    server.serve(target_loader=partial(load_site, start), wrap_loader=False)


def load_site(start: Start) -> Flask:
    """Make the application inside a process of the server; the first one also prepares the database.

    Told to end meanwhile, the process ends when the database is whole: the server listens to signals only
    after this.
    """
    told_to_end = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: told_to_end.set())
    app = create_app()
    with start.turn:
        if not start.prepared.is_set():
            lines = prepare(app, day=start.day)
            threading.Thread(target=_say_when_up, args=(start, lines), daemon=True).start()
            start.prepared.set()
    if told_to_end.is_set():
        sys.exit()
    if start.mails_in_thread:
        _start_mail_thread(app)
    return app


def prepare(app: Flask, *, day: date | None) -> list[str]:
    """Bring the database to the present schema and see to a programme; return where everything is."""
    from flask_migrate import upgrade

    from innovfest import cli, clock, events, programme
    from innovfest.audit import SYSTEM
    from innovfest.database import db, unit_of_work

    settings, now = app.config["INNOVFEST"], clock.now()
    with app.test_request_context(base_url=settings.base_url):
        _step("bringing the database up to date")
        upgrade()
        with unit_of_work():
            if not (edition := events.latest_event()):
                day = day or programme.next_edition_day(now.date())
                _step(f"loading the programme of InnovFest, as an example on {day}")
                source = programme.shipped_programme()
                edition = programme.load_programme(source, day=day, example=True, by=SYSTEM, now=now)
            mailbox = url_for("organiser.mailbox.index", event_slug=edition.slug, _external=True)
        link = cli.organiser_link(valid=SIGN_IN_VALID)
        db.session.remove()
    smtp = "" if settings.mail_url.startswith("mailbox:") else urlsplit(settings.mail_url).hostname
    return [
        f"  The site        {settings.base_url}/",
        f"  Sign in, once   {link}",
        f"  Mail            {f'is sent by {smtp}' if smtp else mailbox}",
    ]


def _step(says: str) -> None:
    print(f"· {says}", flush=True)


def _say_when_up(start: Start, lines: list[str]) -> None:
    """Print the addresses as soon as the site answers at them."""
    while not _answers(start):
        time.sleep(0.02)
    print("\n".join(["", *lines, ""]), flush=True)
    if start.lan:
        _show_code(os.environ["INNOVFEST_BASE_URL"])


def _answers(start: Start) -> bool:
    try:
        socket.create_connection((_reachable(start.host), start.port), timeout=1).close()
    except OSError:
        return False
    return True


def _show_code(address: str) -> None:
    from qrcode.main import QRCode

    code: QRCode[Any] = QRCode(border=2)
    code.add_data(address)
    code.print_ascii(invert=True)
    print("  Scan this with a phone on the same network. The certificate was made here, so the phone")
    print("  asks once whether to trust it: choose to go on.\n", flush=True)


def _start_mail_thread(app: Flask) -> None:
    from innovfest import worker

    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(app, stop), name="mail worker", daemon=True)
    thread.start()

    def end() -> None:
        stop.set()
        thread.join(GRACE_SECONDS)

    # A process of the server leaves by multiprocessing's own exit, which passes atexit over.
    Finalize(None, end, exitpriority=10)


@contextmanager
def _mail_process(start: Start) -> Iterator[None]:
    process = multiprocessing.Process(target=_send_mail, args=(start,), name="mail worker")
    process.start()
    try:
        yield
    finally:
        process.terminate()
        process.join(GRACE_SECONDS)
        process.kill()


def _send_mail(start: Start) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the first one passes it on
    while not start.prepared.wait(timeout=0.2):
        if stop.is_set():
            return
    from innovfest import worker

    worker.run(create_app(), stop)


if __name__ == "__main__":
    main()

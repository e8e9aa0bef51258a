"""What the whole takes at rest on SQLite: `bin/serve` as it stands, the mail worker included."""

import sys
import tempfile
import time
from pathlib import Path

import psutil

from tests.support import serving, wire
from tests.support.wire import Connection

REST_SECONDS = 3.0
VISITS = 20


def proportional_mb() -> float:
    """Start it, look at some pages, wait, and sum the proportional set size of all its processes, in MB."""
    with tempfile.TemporaryDirectory(prefix="innovfest-bench-") as name:
        database = f"sqlite:///{Path(name) / 'bench.sqlite3'}"
        port = serving.free_port()
        command = [sys.executable, "-m", "innovfest.server", "--port", str(port)]
        settings = {**serving.settings_for(database, Path(name)), "INNOVFEST_MAIL_URL": "mailbox:"}
        with serving.started(command, settings, port) as server:
            _visit(server.port)
            time.sleep(REST_SECONDS)
            return sum(_share(process) for process in server.processes()) / 1024


def _visit(port: int) -> None:
    """Ask for pages on several connections, so that each thread has done some work."""
    home = Connection(port).ask(wire.get("/", accept_language="en")).headers["location"]
    start = "/" + home.rpartition("://")[2].rstrip("/").rpartition("/")[2]
    for page in ("/", "/programme", "/register", "/calendar.ics") * (VISITS // 4):
        Connection(port).ask(wire.get(f"{start}{page}", accept_encoding="gzip, br"))


def _share(process: psutil.Process) -> int:
    """Return the proportional set size in KiB: what is shared counts in parts (proc(5), smaps_rollup)."""
    text = Path(f"/proc/{process.pid}/smaps_rollup").read_text()
    return int(next(line for line in text.splitlines() if line.startswith("Pss:")).split()[1])

"""Real server processes for races and benchmarks: the server that production runs, on a free port."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from config import ROOT
from innovfest.server import PROCESSES, THREADS

START_SECONDS = 60
STOP_SECONDS = 20

UNLIMITED = {
    "INNOVFEST_MAILS_PER_ADDRESS": "1000000000",
    "INNOVFEST_MAILS_PER_DOMAIN": "1000000000",
    "INNOVFEST_MAILS_PER_NETWORK": "1000000000",
}
"""Settings for a load that comes from one network: mails are counted and none is put off."""


@dataclass(frozen=True)
class Server:
    """A running server: its port on 127.0.0.1, and its processes."""

    port: int
    process: psutil.Process

    def cpu_seconds(self) -> float:
        """Return the processor time that all its processes have used so far."""
        times = [process.cpu_times() for process in self.processes()]
        return sum(used.user + used.system for used in times)

    def processes(self) -> list[psutil.Process]:
        """List the server and every process that it started."""
        return [self.process, *self.process.children(recursive=True)]


def settings_for(database: str, instance: Path, **more: str) -> dict[str, str]:
    """Return the settings of a server as its environment."""
    return {
        "INNOVFEST_DATABASE_URL": database,
        "INNOVFEST_INSTANCE_PATH": str(instance),
        "INNOVFEST_SECRET_KEY": "for tests only",
        "INNOVFEST_LOG_LEVEL": "WARNING",
        **more,
    }


def processes_for(database: str) -> int:
    """Return how many processes production runs: SQLite is written by one with threads."""
    return 1 if database.startswith("sqlite") else PROCESSES


@contextlib.contextmanager
def serving(
    settings: Mapping[str, str], *, processes: int, target: str = "wsgi:app", threads: int = THREADS
) -> Iterator[Server]:
    """Serve a WSGI application with granian until the block ends; raises RuntimeError when it won't start."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"),
        *("--workers", str(processes), "--blocking-threads", str(threads), "--port", str(port), target),
    ]
    with started(command, settings, port) as server:
        yield server


@contextlib.contextmanager
def started(command: list[str], settings: Mapping[str, str], port: int) -> Iterator[Server]:
    """Run a command that serves on `port` until the block ends."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings, "PYTHONPATH": path}, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(process, port)
        yield Server(port, psutil.Process(process.pid))
    finally:
        _stop(process)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended while it was starting: {process.args!r}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not answer within {START_SECONDS} s")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
        process.kill()
        process.wait()

"""`bin/serve` as a person starts it: until it says where the site is, and stopped by a signal."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from config import ROOT

KEPT_FROM_OUTSIDE = ("PATH", "HOME", "TMPDIR", "LANG", "SSL_CERT_FILE")
KEPT_BY_PREFIX = ("PIP_", "npm_config_", "NODE_", "REQUESTS_", "HTTP", "http", "NO_PROXY", "no_proxy")


@dataclass
class Site:
    """A running site and all that its start has printed."""

    process: subprocess.Popen[str]
    port: int
    database: str = ""
    printed: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The site's address as it was printed."""
        return self._after("The site").rstrip("/")

    @property
    def sign_in(self) -> str:
        """The one-time link as it was printed."""
        return self._after("Sign in, once")

    @property
    def mailbox(self) -> str:
        """Where mails can be read, as it was printed."""
        return self._after("Mail")

    def _after(self, label: str) -> str:
        found = re.search(rf"^  {label}\s+(\S+)$", "\n".join(self.printed), re.MULTILINE)
        assert found, "\n".join(self.printed)
        return found[1]

    def family(self) -> list[psutil.Process]:
        """List its processes."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def stop(self, name: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to end, wait for that, and return its exit code."""
        self.process.send_signal(name)
        return self.process.wait(timeout=60)


@contextmanager
def serving(instance: Path, *options: str, folder: Path = ROOT, **settings: str) -> Iterator[Site]:
    """Run `bin/serve` on a free port with a folder for its data, and end it afterwards."""
    port = free_port()
    process = subprocess.Popen(
        [folder / "bin" / "serve", "--port", str(port), *options],
        env=_environment(INNOVFEST_INSTANCE_PATH=str(instance), **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    site = Site(process, port)
    assert process.stdout
    for line in process.stdout:
        site.printed.append(line.rstrip())
        if line.startswith("  Mail "):
            break
    try:
        yield site
    finally:
        if process.poll() is None:
            site.stop()


def free_port() -> int:
    """Find a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(**settings: str) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in KEPT_FROM_OUTSIDE or name.startswith(KEPT_BY_PREFIX)
    }
    return kept | settings

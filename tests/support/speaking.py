"""Sam speaks: a speaker with a part, their link, and the files that they and Mallory hand in."""

import io
import struct
import zipfile
import zlib
from datetime import datetime

from PIL import Image

from innovfest import programme, speakers
from innovfest.audit import Actor
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Speaker
from innovfest.programme.models import SessionSpeaker
from innovfest.speakers import Facts, SpeakerLink

OLIVIA = Actor("user", 1, "Olivia")


def add_speaker(
    event: Event,
    name: str = "Sam Speaker",
    *,
    sessions: tuple[str, ...] | list[str] = ("energy",),
    now: datetime,
    state: str = "asked",
    **facts: str,
) -> Speaker:
    """Add a speaker with parts in sessions of the draft, in a unit of work of its own."""
    told = {"email": f"{name.split(maxsplit=1)[0].lower()}@example.org", "language": "en", **facts}
    with unit_of_work():
        speaker = speakers.add_speaker(event, Facts(name, **told), by=OLIVIA, now=now)
        db.session.flush()
        for slug in sessions:
            session = programme.get_session(event.id, slug)
            session.parts.append(SessionSpeaker(speaker=speaker, position=9, state=state))
    return speaker


def link_to(speaker: Speaker, *, now: datetime, assistant: tuple[str, str] | None = None) -> SpeakerLink:
    """Return a link of the speaker, or of an assistant of theirs."""
    from innovfest.speakers.links import ensure_link, make_link

    with unit_of_work():
        if assistant:
            return make_link(speaker, assistant=assistant, by=OLIVIA, now=now)
        return ensure_link(speaker, by=OLIVIA, now=now)


def picture(
    width: int = 640, height: int = 480, kind: str = "JPEG", colour: str = "teal", **options: object
) -> bytes:
    """Return a picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(written, kind, **options)
    return written.getvalue()


def pictures_of_noise(width: int, height: int) -> bytes:
    """Return a JPEG that nothing can make small."""
    written = io.BytesIO()
    Image.effect_noise((width, height), 60).convert("RGB").save(written, "JPEG", quality=80)
    return written.getvalue()


def png_that_promises(width: int, height: int) -> bytes:
    """Return a small PNG that unpacks to so many pixels: a bomb when they are many (PNG 11.2.2)."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    row = b"\0" + bytes((width + 7) // 8)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _row in range(min(height, 4000))) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def package(*names: str, **contents: bytes) -> bytes:
    """Return a ZIP with entries of these names; `mimetype=` is its first one."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, body in contents.items():
            archive.writestr(name, body)
        for name in names:
            archive.writestr(name, b"<xml/>")
    return written.getvalue()


def pptx(*more: str) -> bytes:
    """Return what begins as a PPTX does."""
    return package("[Content_Types].xml", "ppt/presentation.xml", *more)


def odp() -> bytes:
    """Return what begins as an ODP does."""
    return package("content.xml", mimetype=b"application/vnd.oasis.opendocument.presentation")

"""Keeping files in pieces, and reading them piece by piece: a large one is never in memory whole."""

import hashlib
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import IO

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.orm import joinedload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.database import db, lock, one_statement
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.programme import Session, Speaker, find_document
from innovfest.speakers import checking, pictures
from innovfest.speakers.models import FilePart, StoredFile

PIECE = 256 * 1024


def keep_photo(speaker: Speaker, drawn: bytes, *, by: Actor, now: datetime) -> StoredFile:
    """Keep a photograph that `pictures.redrawn` returned; it becomes public with the next release.

    The same picture again changes nothing.
    """
    lock(speaker)
    current = find_photo(speaker)
    if current and current.digest == hashlib.sha256(drawn).hexdigest():
        return current
    drop_photo(speaker, by=by, now=now, quietly=True)
    row = _keep(
        speaker, None, io.BytesIO(drawn), kind="photo", name=f"{speaker.slug}.jpg", by=by, now=now,
        media_type=pictures.MEDIA_TYPE,
    )  # fmt: skip
    speaker.photo, speaker.focus_x, speaker.focus_y = row.digest, 500, 500
    audit.record("speaker.photo", speaker, by=by, now=now, size=row.size)
    return row


def drop_photo(speaker: Speaker, *, by: Actor, now: datetime, quietly: bool = False) -> None:
    """Take a speaker's photograph away; one that is public stays until a release without it."""
    lock(speaker)
    if (current := find_photo(speaker)) is None:
        return
    current.replaced_at = now
    speaker.photo = ""
    document = find_document(db.session.get_one(Event, speaker.event_id))
    if document is None or all(facts.photo != current.digest for facts in document.speakers):
        _delete(current)
    if not quietly:
        audit.record("speaker.photo.removed", speaker, by=by, now=now)


def set_focus(speaker: Speaker, focus: pictures.Focus, *, by: Actor, now: datetime) -> None:
    """Set the point of the photograph that stays in view; it becomes public with the next release."""
    lock(speaker)
    point = focus.within()
    if (speaker.focus_x, speaker.focus_y) != (point.x, point.y):
        speaker.focus_x, speaker.focus_y = point.x, point.y
        audit.record("speaker.focus", speaker, by=by, now=now)


def keep_slides(
    speaker: Speaker, session: Session, file: IO[bytes], name: str, *, kind: str, by: Actor, now: datetime
) -> StoredFile:
    """Keep the slides of a speaker for a session in place of those before; `kind` is a key of SLIDES."""
    drop_slides(speaker, session, by=by, now=now, quietly=True)
    row = _keep(
        speaker, session, file, kind="slides", name=checking.safe_name(name), by=by, now=now,
        media_type=checking.SLIDES[kind],
    )  # fmt: skip
    audit.record("speaker.slides", speaker, by=by, now=now, session=session.slug, size=row.size)
    return row


def drop_slides(
    speaker: Speaker, session: Session, *, by: Actor, now: datetime, quietly: bool = False
) -> None:
    """Take the slides of a speaker for a session away."""
    lock(speaker)
    if row := find_slides(speaker, session):
        _delete(row)
        if not quietly:
            audit.record("speaker.slides.removed", speaker, by=by, now=now, session=session.slug)


def find_photo(speaker: Speaker) -> StoredFile | None:
    """Find the photograph that a speaker handed in last."""
    return db.session.scalar(
        select(StoredFile)
        .where(
            StoredFile.speaker_id == speaker.id, StoredFile.kind == "photo", StoredFile.replaced_at.is_(None)
        )
        .order_by(StoredFile.id.desc())
    )


def find_slides(speaker: Speaker, session: Session) -> StoredFile | None:
    """Find the slides of a speaker for a session."""
    return db.session.scalar(
        select(StoredFile)
        .where(
            StoredFile.speaker_id == speaker.id,
            StoredFile.session_id == session.id,
            StoredFile.kind == "slides",
        )
        .order_by(StoredFile.id.desc())
    )


def get_slides(speaker: Speaker, session: Session) -> StoredFile:
    """Return the slides of a speaker for a session; raises NotFound."""
    if row := find_slides(speaker, session):
        return row
    raise NotFound


def list_slides(event_id: int) -> list[StoredFile]:
    """List all slides of an edition."""
    statement = (
        select(StoredFile)
        .options(joinedload(StoredFile.speaker))
        .where(StoredFile.event_id == event_id, StoredFile.kind == "slides")
        .order_by(StoredFile.id)
    )
    return list(db.session.scalars(statement))


def photo_bytes(event_slug: str, digest: str) -> bytes | None:
    """Return a kept photograph of an edition by its digest; None when it is not there any more."""
    found = find_photo_id(event_slug, digest)
    return b"".join(pieces_of(found)) if found else None


def find_photo_id(event_slug: str, digest: str) -> int | None:
    """Find a kept photograph of an edition by its digest."""
    statement = select(StoredFile.id).join(Event, Event.id == StoredFile.event_id)
    statement = statement.where(
        Event.slug == event_slug, StoredFile.kind == "photo", StoredFile.digest == digest
    )
    with one_statement() as connection:
        return connection.scalar(statement.limit(1))


def pieces_of(file_id: int) -> Iterator[bytes]:
    """Yield a file piece by piece, each read on its own: a slow reader holds no transaction open.

    The application is needed to begin with, and not any more while the pieces go.
    """
    return _pieces(db.engine, file_id)


def reader() -> Callable[[int], Iterator[bytes]]:
    """Return what yields the pieces of a file by its id, and needs the application no more."""
    return partial(_pieces, db.engine)


def _pieces(engine: Engine, file_id: int) -> Iterator[bytes]:
    position = 0
    statement = select(FilePart.content).where(FilePart.file_id == file_id)
    while True:
        with engine.connect() as connection:
            piece = connection.scalar(statement.where(FilePart.position == position))
        if piece is None:
            return
        yield piece
        position += 1


def _keep(
    speaker: Speaker, session: Session | None, file: IO[bytes], *, kind: str, name: str, media_type: str,
    by: Actor, now: datetime,
) -> StoredFile:  # fmt: skip
    row = StoredFile(
        event_id=speaker.event_id,
        speaker=speaker,
        session_id=session.id if session else None,
        kind=kind,
        name=name,
        media_type=media_type,
        size=0,
        digest="",
        handed_in_by=by.label[:120],
        handed_in_at=now,
    )
    db.session.add(row)
    db.session.flush()
    digest, position = hashlib.sha256(), 0
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
        # Not through the mapper: it would keep every piece until the unit of work ends.
        db.session.execute(
            insert(FilePart.__table__),  # type: ignore[arg-type]
            {"file_id": row.id, "position": position, "content": piece},
        )
        row.size += len(piece)
        position += 1
    row.digest = digest.hexdigest()
    db.session.flush()
    return row


def _delete(row: StoredFile) -> None:
    db.session.execute(delete(FilePart).where(FilePart.file_id == row.id))
    db.session.delete(row)
    db.session.flush()

"""Answering with files that people handed in: as something to save, never to run or to show."""

from collections.abc import Iterator

from flask import Response

from innovfest import speakers
from innovfest.speakers import Slides, StoredFile


def send_stored(file: StoredFile) -> Response:
    """Send a stored file piece by piece."""
    answer = Response(speakers.pieces_of(file.id), mimetype=file.media_type)
    answer.content_length = file.size
    _to_save(answer, file.name)
    return answer


def send_zip(slides: list[Slides], name: str) -> Response:
    """Send slides as one ZIP that is written while it is sent."""
    pieces: Iterator[bytes] = speakers.zipped(slides)
    answer = Response((piece for piece in pieces if piece), mimetype="application/zip")
    _to_save(answer, name)
    return answer


def _to_save(answer: Response, name: str) -> None:
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Cache-Control"] = "private, no-store"

"""Answering with a file that holds personal data: no cache on the way keeps it."""

from flask import Response


def as_file(body: bytes, mimetype: str, filename: str, *, inline: bool = False) -> Response:
    """Answer with bytes as a file, to save or to show."""
    answer = Response(body, mimetype=mimetype)
    private(answer, filename, inline=inline)
    return answer


def private(answer: Response, filename: str, *, inline: bool = False) -> None:
    """Name an answer as a file and keep it out of caches."""
    answer.headers.set("Content-Disposition", "inline" if inline else "attachment", filename=filename)
    answer.headers["Cache-Control"] = "private, no-store"

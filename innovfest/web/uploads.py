"""Files that people send: read to disk while they come, and no further than what is allowed.

A body that is too large is still read to its end, up to a point, and thrown away: a browser whose sending is
cut off shows its own error, and everything typed beside the file would be lost. So the form comes whole, with
a file that knows that it is too large.
"""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from flask import Flask, Request, current_app, request
from werkzeug.datastructures import FileStorage

from innovfest.speakers.errors import FileTooLarge, NoFile

ViewT = TypeVar("ViewT", bound=Callable[..., Any])

MIB = 1024 * 1024
IN_MEMORY = 256 * 1024
"""Bytes of a file that are kept in memory before it goes to disk."""

MUCH = 10

READ_AND_FORGOTTEN = 256 * MIB
"""What is read of a body at most; beyond that the connection is given up."""

FIELDS = 100
"""Parts that a form with a file has at most: each of them could be one more file."""

_ATTRIBUTE = "innovfest_takes"


def takes(kind: str | int, *, fields: int = FIELDS) -> Callable[[ViewT], ViewT]:
    """Let a view take one file, as large as the setting `max_<kind>_mib` allows, or of so many bytes.

    What is pasted in place of a file of so many bytes is read too, up to MUCH times as much, so that the view
    can say that it is too large and show it again. `fields` is how many parts its form may have.
    """

    def mark(view: ViewT) -> ViewT:
        setattr(view, _ATTRIBUTE, (kind, fields))
        return view

    return mark


class Upload(SpooledTemporaryFile[bytes]):
    """A file on its way in: beyond `most` bytes nothing is written any more, only counted."""

    def __init__(self, most: int) -> None:
        """Start empty."""
        super().__init__(max_size=IN_MEMORY, mode="rb+")
        self.most = most
        self.received = 0

    def write(self, data: Any) -> int:
        """Write what is still allowed."""
        self.received += len(data)
        if self.received <= self.most:
            super().write(data)
        elif self.received - len(data) <= self.most:
            self.seek(0)
            self.truncate()  # it is refused anyway: give the room on disk back
        return len(data)

    @property
    def is_too_large(self) -> bool:
        """Whether more came than is allowed."""
        return self.received > self.most


class TakingRequest(Request):
    """A request whose file goes through `Upload` where a view takes one; of a second one nothing is kept."""

    _has_file = False

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if most := _most_for(self.endpoint):
            # A hundred small files would fill the memory, and as many larger ones use up the open files.
            upload = Upload(0 if self._has_file else most)
            self._has_file = self._has_file or bool(filename)
            return upload
        # What no view takes as an upload is small: the limit of every body holds.
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)


def init_app(app: Flask) -> None:
    """Read files so, from before the guard looks into a form."""
    app.request_class = TakingRequest
    app.before_request_funcs.setdefault(None, []).insert(0, _raise_the_limit)


def received(file: FileStorage | None) -> IO[bytes]:
    """Return the content of a file that was sent; raises NoFile or FileTooLarge."""
    if file is None or not file.filename:
        raise NoFile
    stream: Any = file.stream
    if isinstance(stream, Upload) and stream.is_too_large:
        raise FileTooLarge(most=stream.most // MIB)
    content: IO[bytes] = stream
    return content


def most_mib(kind: str) -> int:
    """Return how large a file of a kind may be, for what a page says."""
    limit: int = getattr(current_app.config["INNOVFEST"], f"max_{kind}_mib")
    return limit


def _raise_the_limit() -> None:
    most = _most_for(request.endpoint)
    if most is not None:
        request.max_content_length = max(READ_AND_FORGOTTEN, 2 * most)
        kind, request.max_form_parts = _marked(request.endpoint)
        if isinstance(kind, int):
            request.max_form_memory_size = MUCH * most


def _most_for(endpoint: str | None) -> int | None:
    kind, _fields = _marked(endpoint)
    if isinstance(kind, int):
        return kind
    return most_mib(kind) * MIB if kind else None


def _marked(endpoint: str | None) -> tuple[str | int | None, int]:
    marked: tuple[str | int | None, int] = getattr(
        current_app.view_functions.get(endpoint or ""), _ATTRIBUTE, (None, FIELDS)
    )
    return marked

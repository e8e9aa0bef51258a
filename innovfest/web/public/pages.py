"""Answering with a public page that is made once for each state of the edition, and never stale.

The key of a page holds all that it shows: release, registration state, seats, language. So each request asks
the database one question, and rendering and compressing happen only when an answer to it is new.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, g, render_template, request

from innovfest import clock, programme
from innovfest.programme.document import ReleaseDocument
from innovfest.web import page
from innovfest.web.assets import encoded, preferred_encoding
from innovfest.web.languages import current_language
from innovfest.web.public.live import LivePage, live_page

Build = Callable[[ReleaseDocument], dict[str, Any]]

MOST_PAGES = 512
QUALITY = 5
"""Brotli's: a page lives as long as nobody takes a seat, so it is not worth the slowest setting."""


IN_THE_QUERY = ("by", "track", "theme")
"""The values on which a page depends that stand behind the question mark of its address."""

_SAME_FOR_ALL = (
    ("Content-Type", "text/html; charset=utf-8"),
    ("Cache-Control", "no-cache"),
    ("Vary", "Accept-Encoding, Accept-Language, Cookie"),
)


@dataclass(frozen=True)
class Wire:
    """A page as it leaves the house: bytes, their strong entity tag, and all headers that never change."""

    body: bytes
    tag: str
    headers: tuple[tuple[str, str], ...]


@dataclass
class RenderedPage:
    """A page's bytes, compressed in each encoding when first asked for."""

    body: bytes
    _wires: dict[str, Wire] = field(default_factory=dict)

    def wire(self, encoding: str) -> Wire:
        """Return the page in an encoding; a strong tag differs with the bytes, so each has its own."""
        if encoding not in self._wires:
            body = encoded(self.body, encoding, quality=QUALITY)
            tag = hashlib.sha256(body).hexdigest()[:20]
            headers = [("ETag", f'"{tag}"'), *_SAME_FOR_ALL]
            if encoding != "identity":
                headers.append(("Content-Encoding", encoding))
            self._wires[encoding] = Wire(body, tag, tuple(headers))
        return self._wires[encoding]


class PageCache:
    """The pages used last, at most MOST_PAGES of them."""

    def __init__(self) -> None:
        """Start empty."""
        self._pages: OrderedDict[Hashable, RenderedPage] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, render: Callable[[], str]) -> RenderedPage:
        """Return the page of a key, made by `render` when it is not there.

        Two threads may make the same page at once, which costs a little time and does no harm.
        """
        with self._lock:
            if (known := self._pages.get(key)) is not None:
                self._pages.move_to_end(key)
                return known
        made = RenderedPage(render().encode())
        with self._lock:
            self._pages[key] = made
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return made


_cache = PageCache()


def answer(template: str, build: Build | None = None, **named: str) -> Response:
    """Answer with a page of the edition in the address; `named` are the further values that it depends on.

    `build` adds what the template needs besides the document; it raises NotFound before anything is kept.
    """
    live = live_page(g.event_slug, now=clock.now())
    key = (template, current_language(), live, *named.items())
    wire = _cache.get(key, lambda: _render(template, live, build, named)).wire(preferred_encoding())
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(wire.tag):
        return Response(status=304, headers=wire.headers)
    return Response(wire.body, headers=wire.headers)


def _render(template: str, live: LivePage, build: Build | None, named: dict[str, str]) -> str:
    document = programme.document_of(live.release_uid)
    g.announced = programme.list_announcements_of(live.announced)
    page.settle(document.event, arguments={name: named[name] for name in IN_THE_QUERY if name in named})
    more = build(document) if build else {}
    return render_template(template, document=document, live=live, **more)

"""Static files with addresses that change when their content does, compressed once and kept in memory.

All of `static/` is served under one digest of its content: `/assets/<digest>/components/field.css`. So a page
and everything that it loads are of one version, a browser may keep them for a year, and a module's
`import "./verdict.js"` resolves without a build step.

Each audience has one stylesheet, `<audience>.css`: the tokens, the elements, every component and that
audience's own files, joined in this order. One request instead of twenty; nobody keeps a list.
"""

import gzip
import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from threading import Lock

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request, url_for
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from innovfest.web.access import public

AUDIENCES = ("public", "attendee", "speaker", "organiser", "account", "door", "screen", "embed")
THEMED = ("screen", "embed")
"""Audiences whose page may be told to be light or dark: `screen-dark.css` does not ask the system."""

THEMES = ("light", "dark")
YEAR = 31_536_000
COMPRESSIBLE = ("text/", "application/json", "application/wasm", "image/svg", "application/manifest")
LARGE = 200_000
"""Bytes from which the best compression keeps the first phone at the door waiting for seconds."""

UNSERVED = ("vendor/paper",)
"""Fonts for print are read by the typesetter, never by a browser."""

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("application/wasm", ".wasm")

blueprint = Blueprint("assets", __name__)


@dataclass
class StaticTree:
    """The files under `static/` as they were when the process started."""

    root: Path
    digest: str = ""
    paths: frozenset[str] = frozenset()
    _bodies: dict[tuple[str, str], bytes] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        """List the files and take the digest over their names and content."""
        digest = hashlib.sha256()
        paths = sorted(_files(self.root))
        for path in paths:
            digest.update(path.encode() + b"\0" + (self.root / path).read_bytes() + b"\0")
        self.digest = digest.hexdigest()[:12]
        self.paths = frozenset(paths) | {
            *(f"{audience}.css" for audience in AUDIENCES),
            *(f"{audience}-{theme}.css" for audience in THEMED for theme in THEMES),
        }

    def body(self, path: str, encoding: str) -> bytes:
        """Return a file's bytes in an encoding ("br", "gzip" or "identity"), compressed on first use."""
        with self._lock:
            if (path, encoding) not in self._bodies:
                raw = self._raw(path)
                quality = 11 if len(raw) < LARGE else 5
                self._bodies[path, encoding] = encoded(raw, encoding, quality=quality)
            return self._bodies[path, encoding]

    def _raw(self, path: str) -> bytes:
        audience, _dash, theme = path.removesuffix(".css").partition("-")
        if audience in AUDIENCES:
            joined = b"\n".join((self.root / part).read_bytes() for part in self.stylesheets(audience))
            return _settled(joined, theme) if theme in THEMES else joined
        return (self.root / path).read_bytes()

    def stylesheets(self, audience: str) -> list[str]:
        """List the files that make up an audience's stylesheet, in order."""
        parts = sorted(
            p for p in self.paths if p.endswith(".css") and Path(p).parent.as_posix() == "components"
        )
        own = sorted(p for p in self.paths if p.endswith(".css") and Path(p).parent.as_posix() == audience)
        return ["tokens.css", "base.css", *parts, *own]


def _settled(sheet: bytes, theme: str) -> bytes:
    """Return a stylesheet that is light or dark whatever the system prefers."""
    dark = b"all" if theme == "dark" else b"not all"
    sheet = sheet.replace(b"(prefers-color-scheme: dark)", dark)
    return sheet.replace(b"color-scheme: light dark;", f"color-scheme: {theme};".encode())


def init_app(app: Flask) -> None:
    """Read the tree and offer `asset()` to the templates."""
    app.extensions["assets"] = StaticTree(Path(app.root_path).parent / "static")
    app.jinja_env.globals["asset"] = asset
    app.register_blueprint(blueprint)


def asset(path: str) -> str:
    """Return the address of a static file; raises LookupError for one that is not there."""
    tree = _tree()
    if path not in tree.paths:
        raise LookupError(f"static/{path} does not exist")
    return url_for("assets.show", digest=tree.digest, path=path)


def version() -> str:
    """Return the digest that the addresses of today's files carry."""
    return _tree().digest


def paths() -> frozenset[str]:
    """Return the files that are served, as paths under `static/`."""
    return _tree().paths


def text(path: str) -> str:
    """Return what stands in a file."""
    return _tree().body(path, "identity").decode()


@blueprint.get("/assets/<digest>/<path:path>")
@public
def show(digest: str, path: str) -> Response:
    """Send a file; an address of another version gets today's file and is not kept."""
    tree = _tree()
    if path not in tree.paths:
        abort(404)
    mimetype = mimetypes.guess_type(path)[0] or "application/octet-stream"
    encoding = preferred_encoding() if mimetype.startswith(COMPRESSIBLE) else "identity"
    answer = Response(tree.body(path, encoding), mimetype=mimetype)
    if encoding != "identity":
        answer.content_encoding = encoding
    answer.vary.add("Accept-Encoding")
    if digest == tree.digest:
        answer.cache_control.public = True
        answer.cache_control.max_age = YEAR
        answer.cache_control.immutable = True
    else:
        answer.cache_control.no_cache = True
    return answer


def preferred_encoding() -> str:
    """Choose "br", "gzip" or "identity" by what the browser accepts."""
    return _best_of(request.headers.get("Accept-Encoding", ""))


def encoded(body: bytes, encoding: str, *, quality: int = 11) -> bytes:
    """Compress bytes for the wire; the same bytes always give the same result."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=quality))
    if encoding == "gzip":
        return gzip.compress(body, compresslevel=min(quality, 9), mtime=0)
    return body


@lru_cache(maxsize=256)
def _best_of(accepted: str) -> str:
    return parse_accept_header(accepted, Accept).best_match(["br", "gzip"]) or "identity"


def _tree() -> StaticTree:
    tree = current_app.extensions["assets"]
    assert isinstance(tree, StaticTree)  # noqa: S101 - tells the type checker what init_app put there
    return tree


def _files(root: Path) -> Iterator[str]:
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_file() and not name.startswith(UNSERVED) and not path.name.startswith("."):
            yield name

"""The service worker that keeps the scanner, and the files that it keeps under its own scope.

A worker that a page starts (the one that reads QR codes) asks for its files by its own address, so the
scanner's scripts are served under `/door/` too: outside of it the service worker would not be asked for them.
"""

import json

from flask import Blueprint, Response, url_for

from innovfest.web import assets
from innovfest.web.access import public
from innovfest.wording import LANGUAGES

blueprint = Blueprint("worker", __name__)

SCRIPTS = ("door/", "vendor/zxing/", "vendor/idb/")
NOT_OF_THE_SCANNER = frozenset({"door/enrol.js", "door/service-worker.js"})
LOOKS = ("door.css", "vendor/fonts/heading.woff2", "vendor/fonts/heading-ext.woff2", "icon.svg")


@blueprint.get("/sw.js")
@public
def show() -> Response:
    """Send the service worker, with the version and the files that it keeps before its text."""
    door = json.dumps({"version": assets.version(), "files": _files(), "languages": LANGUAGES})
    text = assets.text("door/service-worker.js")
    answer = Response(f"const DOOR = {door};\n{text}", mimetype="text/javascript")
    answer.cache_control.no_cache = True
    return answer


@blueprint.get("/assets/<digest>/<path:path>")
@public
def file(digest: str, path: str) -> Response:
    """Send a file under the scanner's scope."""
    return assets.show(digest, path)


def address_of(path: str) -> str:
    """Return the address of a file under the scanner's scope."""
    return url_for("door.worker.file", digest=assets.version(), path=path)


def _files() -> list[str]:
    scripts = (
        path
        for path in assets.paths() - NOT_OF_THE_SCANNER
        if path.startswith(SCRIPTS) and path.endswith((".js", ".wasm"))
    )
    return [*map(address_of, sorted(scripts)), *map(assets.asset, LOOKS)]

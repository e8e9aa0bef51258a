"""A server of its own that writes every calendar of an edition: `python -m tests.calendars.every_feed NOW`.

Settings come from outside. It prints, for each address and encoding, the entity tag and a digest of what
comes.
"""

import hashlib
import json
import sys
from typing import Any

import time_machine

from innovfest import create_app, programme
from innovfest.events import get_event

ENCODINGS = ("identity", "gzip", "br")
LANGUAGES = ("nl", "en", "fr")


def addresses(document: programme.ReleaseDocument) -> list[str]:
    """List the calendars of a release in each language."""
    kinds = ("tracks", "rooms", "speakers", "sessions")
    parts = [f"{kind}/{item.slug}" for kind in kinds for item in getattr(document, kind)]
    files = ["calendar.ics", *(f"{part}.ics" for part in parts)]
    return [f"/2027/{file}?lang={language}" for file in files for language in LANGUAGES]


def main(now: str) -> dict[str, Any]:
    """Ask for every calendar at an instant."""
    app = create_app()
    with time_machine.travel(now, tick=True):
        with app.app_context():
            wanted = addresses(programme.current_document(get_event("2027")))
        client = app.test_client()
        found = {}
        for address in wanted:
            for encoding in ENCODINGS:
                answer = client.get(address, headers={"Accept-Encoding": encoding})
                digest = hashlib.sha256(answer.data).hexdigest()
                found[f"{address} {encoding}"] = [answer.status_code, answer.headers["ETag"], digest]
        return found


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))

"""What `docs/reference.md` has to say: every address with who may call it, every refusal."""

from collections.abc import Iterator

from flask import Flask

import innovfest.backup  # noqa: F401 - its refusals count too
from innovfest.errors import Refusal
from innovfest.web.access import declared
from innovfest.web.errors import status_of

HEAD = """# Reference

Made from the code by a test: `INNOVFEST_WRITE_DOCS=1 bin/test tests/docs` writes it anew.

"""
WHO = {
    "public": "everyone",
    "owner": "who has the personal link",
    "speaker": "who has a speaker's link",
    "subscriber": "who has the address of the calendar",
    "signed_in": "any login",
    "phone": "an enrolled phone",
    "role:viewer": "viewer, desk, organiser",
    "role:desk": "desk, organiser",
    "role:organiser": "organiser",
}


def written(app: Flask) -> str:
    """Return the whole page."""
    return HEAD + "\n".join([*_addresses(app), "", *_refusals(), ""])


def _addresses(app: Flask) -> Iterator[str]:
    yield from ("## Addresses", "", "| address | by | for |", "|---|---|---|")
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, sorted(rule.methods or ()))):
        methods = " ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        yield f"| `{rule.rule}` | {methods} | {WHO[declared(app, rule.endpoint) or '']} |"


def _refusals() -> Iterator[str]:
    yield from ("## Refusals", "", "| code | HTTP | sentence |", "|---|---|---|")
    for refusal in sorted(_all(Refusal), key=lambda kind: kind.code):
        yield f"| `{refusal.code}` | {status_of(refusal())} | {_english(refusal)} |"


def _english(refusal: type[Refusal]) -> str:
    sentence = refusal.sentence
    return str(getattr(sentence, "_args", [sentence])[0]) if not isinstance(sentence, str) else sentence


def _all(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    for each in kind.__subclasses__():
        yield each
        yield from _all(each)

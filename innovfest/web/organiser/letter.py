"""The parts of a mail as a page shows them."""

import base64
import re
from email.message import EmailMessage
from typing import Any

_CID = re.compile(r"cid:([^\"'\s)>]+)")
_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)


def body_of(letter: EmailMessage) -> str:
    """Return the plain text."""
    return _content(letter.get_body(("plain",)))


def html_of(letter: EmailMessage) -> str:
    """Return the page, with pictures that go with the mail put in and links that open beside it."""
    pictures = {
        str(part["Content-ID"]).strip("<> "): _data_address(part)
        for part in letter.walk()
        if part["Content-ID"] and part.get_content_maintype() == "image"
    }
    page = _CID.sub(lambda found: pictures.get(found[1], found[0]), _content(letter.get_body(("html",))))
    return _HEAD.sub(lambda found: f'{found[0]}<base target="_blank">', page, count=1)


def calendar_of(letter: EmailMessage) -> str:
    """Return the calendar part; empty when there is none."""
    parts = (part for part in letter.walk() if part.get_content_type() == "text/calendar")
    return _content(next(parts, None))


def _content(part: Any) -> str:
    return str(part.get_content()) if part is not None else ""


def _data_address(part: Any) -> str:
    encoded = base64.b64encode(part.get_payload(decode=True)).decode()
    return f"data:{part.get_content_type()};base64,{encoded}"

"""The address at which a session can be followed by who is not there: https, and nothing hidden in it."""

import re
from urllib.parse import quote, urlsplit

from innovfest.wording import clean_line

MOST = 500
"""Characters, as the column has them."""

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_PLAIN = "/:@!$&'()*+,;=-._~%?"


def read_address(typed: str) -> str | None:
    """Return an address as it is kept and shown, in ASCII (RFC 3986); None for what is none.

    It has to be `https`, with the name of a host and no name or password before it, which could pass for
    another host: it stands on public pages and in everybody's calendar.
    """
    text = clean_line(typed)
    try:
        parts = urlsplit(text)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not _HOST.fullmatch(host) or "@" in parts.netloc or " " in text:
        return None
    path = _escaped(parts.path) or "/"
    query = f"?{_escaped(parts.query)}" if parts.query else ""
    fragment = f"#{_escaped(parts.fragment)}" if parts.fragment else ""
    address = f"https://{host}{f':{port}' if port not in (None, 443) else ''}{path}{query}{fragment}"
    return address if len(address) <= MOST else None


def _escaped(text: str) -> str:
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(text, safe=_PLAIN))

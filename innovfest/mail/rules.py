"""Pure decisions on mail: when to try again, when to let a flood wait, what may be repeated to a stranger."""

import ipaddress
import re
from collections.abc import Collection
from datetime import datetime, timedelta

BACKOFF = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720))
"""Waits after each failed attempt; after the last of them the mail is given up, visibly."""

HOUR = timedelta(hours=1)

TO_SPARE = timedelta(minutes=5)
"""What a mailing is begun earlier, for the mails of that hour that overtake it."""

_NAME = re.compile(r"[^\W\d_]{1,25}(?:[ '’-][^\W\d_]{1,25}){0,4}")


def next_attempt(attempts: int, *, now: datetime) -> datetime | None:
    """Return when to try again after so many failed attempts; None when it is time to give up."""
    return now + BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else None


def slot_for(number: int, allowed: int, *, hour: datetime, now: datetime) -> datetime:
    """Return when the n-th mail of an hour may go: each further `allowed` mails wait an hour more."""
    return max(now, hour + HOUR * ((number - 1) // allowed))


def for_mailings(per_minute: int) -> int:
    """Return how many mails of a mailing go in a minute: a fifth is kept free for what can't wait.

    So a change on the day goes in the second in which it is queued, however many bulk mails go before it.
    """
    return per_minute - per_minute // 5


def time_to_send(domains: Collection[int], *, per_minute: int, per_domain: int) -> timedelta:
    """Return how long it takes until so many mails to each domain are out, with five minutes to spare."""
    minutes = -(-sum(domains) // per_minute)
    waits = (max(domains, default=1) - 1) // per_domain
    return timedelta(minutes=minutes) + HOUR * waits + TO_SPARE


def reads_as_name(text: str) -> bool:
    """Tell whether typed text is surely a name and no message: letters, a few joints, nothing else.

    The first mail to an address repeats only this, so that the form can't carry anyone's advertisement.
    """
    return _NAME.fullmatch(text) is not None


def network_of(address: str | None) -> str:
    """Return the network that a client is counted under: /24 for IPv4, /56 for IPv6 (RFC 6177).

    Empty for a client that has no such address, as behind a socket of the machine: it is a visitor all the
    same, and mail that it causes is limited as any visitor's.
    """
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network(f"{ip}/{24 if ip.version == 4 else 56}", strict=False))

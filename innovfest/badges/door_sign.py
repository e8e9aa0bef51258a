"""Signs for the doors of rooms: one page a room, A4 or A3 upright, to be read by who walks past.

The room's name stands as large as it fits, the day's sessions below with their times at the left, and in the
corner a QR code that opens the room's own page, which is never older than a minute: paper does not follow a
change. It reads in black and white: a track is a thick line and its name.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from innovfest.badges import links, motif
from innovfest.badges.fonts import families
from innovfest.badges.paper import INKS
from innovfest.badges.typesetting import set_page, set_pile
from innovfest.wording import clean_line

TEMPLATE = Path(__file__).with_name("door_sign.typ")

PAPERS = ("a4", "a3")

A_FEW = 12
"""Signs that are set at once and tagged; more are a pile for the printer."""

MOST_SESSIONS = 40
"""Sessions of one room on one sign: three pages of them."""


@dataclass(frozen=True)
class SignedSession:
    """One line of a sign; `colour` names a design token, and an unknown one is drawn in ink."""

    starts: str
    ends: str
    title: str
    speakers: str = ""
    track: str = ""
    colour: str = ""
    cancelled: bool = False


@dataclass(frozen=True)
class SignedDay:
    """A day's sessions under its name; the name is empty where the edition has one day."""

    name: str
    sessions: tuple[SignedSession, ...]


@dataclass(frozen=True)
class DoorSign:
    """What one door shows; `address` is the room's own page."""

    room: str
    directions: str
    address: str
    days: tuple[SignedDay, ...] = field(default=())


@dataclass(frozen=True)
class SignHead:
    """What every sign shows: the edition, its day and place, and the few words."""

    title: str
    details: str
    words: dict[str, str]
    clusters: int = 6
    colours: tuple[str, ...] = ()


def render_signs(
    signs: Sequence[DoorSign], head: SignHead, *, language: str, fonts: Path, paper: str = "a4"
) -> bytes:
    """Set all signs as one PDF and return its bytes; the same signs give the same bytes."""
    inks = tuple(INKS.get(colour, motif.INK) for colour in head.colours)
    data = {
        "paper": paper,
        "language": language,
        "fonts": families(fonts),
        "head": {key: value for key, value in asdict(head).items() if key not in ("clusters", "colours")},
        "lines": motif.lines(head.clusters, inks, (True,) * len(inks)),
        "signs": [_sign(sign) for sign in signs],
    }
    make = set_page if len(signs) <= A_FEW else set_pile
    return make(TEMPLATE, data, fonts=fonts)


def _sign(sign: DoorSign) -> dict[str, Any]:
    return {
        "room": clean_line(sign.room),
        "directions": clean_line(sign.directions),
        "address": sign.address,
        "qr": links.address_svg(sign.address),
        "days": [
            {
                "name": day.name,
                "sessions": [
                    {
                        **{name: _plain(value) for name, value in asdict(session).items()},
                        "ink": INKS.get(session.colour, motif.INK),
                    }
                    for session in day.sessions[:MOST_SESSIONS]
                ],
            }
            for day in sign.days
        ],
    }


def _plain(value: str | bool) -> str | bool:
    return clean_line(value) if isinstance(value, str) else value

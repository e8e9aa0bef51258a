"""Pure decisions about speakers: what is missing from whom, who may do what, how a file is called."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

MISSING = ("email", "invitation", "answer", "biography", "photo", "slides", "availability", "recording")
"""What can be missing from a speaker, in the order in which it is asked for."""

THEIRS = ("answer", "biography", "photo", "slides", "availability", "recording")
"""What speakers themselves can give; the rest is the organisers' to do."""

PAUSE = timedelta(hours=24)
"""How long nobody is written to again, unless an organiser confirms that they want to."""


@dataclass(frozen=True)
class PartFacts:
    """What matters of a part: whether it was answered, and whether slides are wanted and there."""

    state: str
    has_time: bool
    wants_slides: bool
    has_slides: bool


@dataclass(frozen=True)
class SpeakerState:
    """What is known of a speaker, as far as it tells what is missing."""

    email: bool
    invited: bool
    parts: tuple[PartFacts, ...]
    biography: bool
    photo: bool
    availability: bool
    recording: bool


def missing_of(state: SpeakerState) -> tuple[str, ...]:
    """List what is missing from a speaker, by the words of MISSING; who declined everything owes nothing."""
    if state.parts and all(part.state == "declined" for part in state.parts):
        return ()
    open_parts = [part for part in state.parts if part.state != "declined"]
    there = {
        "email": state.email,
        "invitation": state.invited,
        "answer": all(part.state == "confirmed" or not part.has_time for part in open_parts),
        "biography": state.biography,
        "photo": state.photo,
        "slides": not any(owes_slides(part) for part in state.parts),
        "availability": state.availability,
        "recording": state.recording,
    }
    return tuple(word for word in MISSING if not there[word])


def owes_slides(part: PartFacts) -> bool:
    """Tell whether slides are missing of a part: not of one that was declined, nor of a mere idea.

    An idea is one that nobody was asked for and that has no time: the desk may still keep it to itself.
    """
    is_idea = part.state == "unasked" and not part.has_time
    return part.wants_slides and not part.has_slides and part.state != "declined" and not is_idea


def wants_slides(kind: str, role: str) -> bool:
    """Tell whether a part comes with slides: those of who speaks, in a session that one listens to."""
    return role == "speaker" and kind in ("plenary", "breakout")


def may_write(last: datetime | None, *, now: datetime, confirmed: bool = False) -> bool:
    """Tell whether a speaker may be written to: not twice within a day, unless somebody confirms it."""
    return confirmed or last is None or now - last >= PAUSE


def split_name(name: str) -> tuple[str, str]:
    """Return first and last name as a registration keeps them, cut to their 60 characters each."""
    first, _space, last = name.strip().partition(" ")
    return first[:60], last.strip()[:60]


def name_in_order(number: int, starts_at: datetime | None, title: str, speaker: str, kind: str) -> str:
    """Return the name of a file of slides so that a folder sorts by time: `01_1500_Keynote_Jo_Brouns.pdf`.

    `starts_at` is in venue time. Only letters that every computer at a lectern can read are used.
    """
    hour = f"{starts_at:%H%M}" if starts_at else "0000"
    words = [f"{number:02}", hour, _plain(title, 40), _plain(speaker, 40)]
    return "_".join(filter(None, words)) + f".{kind}"


PAGES = ("ask", "new")
"""Addresses among the desk's speakers that are no speaker's."""


def slug_of(name: str, taken: Iterable[str]) -> str:
    """Return a slug for a name that none of those taken has, and no page of the desk."""
    base = _plain(name, 60).lower().replace("_", "-") or "speaker"
    known = {*PAGES, *taken}
    slug, number = base, 2
    while slug in known:
        slug, number = f"{base}-{number}", number + 1
    return slug


_ASSISTANT = " (assistant)"


def label_of(name: str, *, assistant: bool) -> str:
    """Return how the one who did something is noted down; `who_did` reads it back."""
    return name[: 120 - len(_ASSISTANT)] + _ASSISTANT if assistant else name[:120]


def who_did(label: str) -> tuple[str, bool]:
    """Return the name that `label_of` noted down, and whether it is an assistant's."""
    return label.removesuffix(_ASSISTANT), label.endswith(_ASSISTANT)


_SPECIAL = str.maketrans(
    dict(zip("øØłŁđĐ", "oOlLdD", strict=True)) | {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE"}
)
"""Letters that decomposition leaves as they are."""


def _plain(text: str, most: int) -> str:
    letters = unicodedata.normalize("NFKD", text.translate(_SPECIAL)).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "_", letters).strip("_")[:most].strip("_")

"""The paper list: everybody by letter, numbered, with a box to tick, for when no phone works.

A4, thirty lines a page, so that a hand finds a name and a pen its box; the letters of each page stand large
at its head. It reads in black and white.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from innovfest.badges.fonts import families
from innovfest.badges.typesetting import set_page, set_pile
from innovfest.wording import clean_line

TEMPLATE = Path(__file__).with_name("name_list.typ")

A_FEW = 60
"""Lines that are set at once and tagged; more are a pile for the printer."""

ELSE = "#"
"""The letter of who has a name in another alphabet, or none."""


@dataclass(frozen=True)
class ListedPerson:
    """One line: number, letter, who, from where, in which break-out; `off` is who cancelled since."""

    number: int
    letter: str
    last_name: str
    first_name: str
    organisation: str
    breakout: str = ""
    off: bool = False


@dataclass(frozen=True)
class ListHead:
    """What stands at the head of each page: the edition, when the list was made, and the words of columns."""

    title: str
    made: str
    words: dict[str, str]


def render_list(people: Sequence[ListedPerson], head: ListHead, *, language: str, fonts: Path) -> bytes:
    """Set the list as one PDF and return its bytes; the same list gives the same bytes."""
    data = {
        "head": asdict(head),
        "language": language,
        "fonts": families(fonts),
        "people": [
            {
                key: clean_line(value) if isinstance(value, str) else value
                for key, value in asdict(person).items()
            }
            for person in people
        ],
    }
    make = set_page if len(people) <= A_FEW else set_pile
    return make(TEMPLATE, data, fonts=fonts)


def letter_of(folded: str) -> str:
    """Return the letter under which a folded name stands."""
    first = folded[:1].upper()
    return first if "A" <= first <= "Z" else ELSE

"""Programme content in several languages: a mapping from language to text, and how one is chosen."""

import unicodedata
from collections.abc import Container, Mapping
from dataclasses import dataclass
from itertools import count

LANGUAGES = ("nl", "en", "fr")
"""The languages of the product, in order of fallback; the first is the default."""


@dataclass(frozen=True)
class Wording:
    """A text as chosen for a reader, and the language that it is really in."""

    text: str
    language: str
    fallback: bool

    def __str__(self) -> str:
        return self.text


def choose(texts: Mapping[str, str] | None, language: str) -> Wording:
    """Choose the reader's language, else the first of LANGUAGES that has a text; empty when none has.

    `fallback` is true when the text is in another language than asked, so that a page can say so and set
    `lang` (WCAG 2.2 3.1.2).
    """
    for candidate in (language, *LANGUAGES):
        if texts and (text := texts.get(candidate, "").strip()):
            return Wording(text, candidate, fallback=candidate != language)
    return Wording("", language, fallback=False)


_INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x2028, 0x202F), *range(0x2060, 0x206A)]
)
"""Marks that turn or hide text: they have no place in a name, and can make a page say something else."""


def clean_line(text: str) -> str:
    """Return typed text as one line: NFC, no control characters, no hidden marks, single spaces."""
    if text.isascii() and text.isprintable():  # most of what is typed, and a tenth of the time
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    return " ".join("".join(" " if _is_control(ch) else ch for ch in composed).split())


def clean_text(text: str) -> str:
    """Return typed text of several lines, each as `clean_line` leaves it."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(clean_line(line) for line in lines).strip()


def _is_control(ch: str) -> bool:
    return unicodedata.category(ch) in {"Cc", "Cs", "Zl", "Zp"}


def slug_from(text: str, taken: Container[str], *, most: int = 60) -> str:
    """Make a slug out of a text that is none of those taken: plain letters, digits and single hyphens."""
    plain = "-".join(fold(text).encode("ascii", "ignore").decode().split()) or "x"
    for number in count(1):
        end = f"-{number}" if number > 1 else ""
        if (slug := f"{plain[: most - len(end)].rstrip('-')}{end}") not in taken:
            return slug
    raise AssertionError("unreachable")


# Unicode decomposition leaves letters such as ł, ø and đ as they are, so they stand in a table of their own.
_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "ŧ": "t",
        "ŋ": "n",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ĳ": "ij",
        "ĸ": "k",
        "ſ": "s",
        "ə": "e",
    }
)


def fold(text: str) -> str:
    """Return text as it is searched: lower case, no accents, letters and digits separated by single spaces.

    Apostrophes vanish, so that "D'Hoore" is found as "dhoore"; other marks become spaces.
    """
    lowered = text.casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", lowered).casefold()
    plain = (ch for ch in decomposed if not unicodedata.combining(ch))
    spaced = "".join(ch if ch.isalnum() else "" if ch in "'’‘`´" else " " for ch in plain)
    return " ".join(spaced.translate(_LETTERS).split())

"""How names are found and sorted: folded to plain letters by an explicit table.

Unicode decomposition leaves letters such as ł, ø and đ as they are, so they stand in a table of their own.
"""

import unicodedata

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


def name_key(first_name: str, last_name: str) -> str:
    """Return the key by which one person is recognised at one address."""
    return fold(f"{first_name} {last_name}")[:250]


def sort_key(first_name: str, last_name: str) -> str:
    """Return the key that sorts by surname, then first name; particles count ("Van den Berg" at V)."""
    return f"{fold(last_name)}\x1f{fold(first_name)}"[:250]


def search_key(first_name: str, last_name: str, organisation: str, email: str | None) -> str:
    """Return the text that a search looks in; a space before each word lets words match from their start."""
    return f" {fold(f'{first_name} {last_name} {organisation}')} {(email or '').casefold()}"[:700]

"""How badges are put in order, so that a hand finds one in the pile: Dutch and French collation.

Letters first, without regard to accents, case, apostrophes and hyphens ("D'Hoore" beside "Dhondt"); a space
sorts before any letter ("De Wolf" before "Debacker"); then accents, then capitals, as the root collation of
Unicode does, which Dutch and French use as it is (CLDR; UTS 10, 1.1).
"""

import unicodedata

PARTICLES = frozenset(
    {"'s", "'t", "af", "al", "d", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "des"}
    | {"di", "do", "dos", "du", "el", "het", "in", "l", "la", "las", "le", "les", "lo", "los", "op", "te"}
    | {
        "ten",
        "ter",
        "tot",
        "uit",
        "van",
        "vande",
        "vanden",
        "vander",
        "vom",
        "von",
        "voor",
        "zu",
        "zum",
        "zur",
    }
)
"""Words before a surname that Dutch bibliographies pass over; Belgian lists count them."""

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe"}
)
"""Letters that decomposition leaves as they are, each where a Belgian reader looks for it."""

SortKey = tuple[tuple[str, ...], ...]


def by_surname(first_name: str, last_name: str, *, count_particles: bool = True) -> SortKey:
    """Return the key that sorts by surname, then first name.

    `count_particles` puts "Van den Berg" at V, as Belgium does; without it at B, as the Netherlands do.
    """
    surname = last_name if count_particles else _without_particles(last_name)
    parts = (surname, last_name, first_name)
    return tuple(tuple(level(part) for part in parts) for level in (_letters, _accents, str.swapcase))


def _without_particles(last_name: str) -> str:
    words = last_name.replace("’", "'").split()
    while len(words) > 1 and words[0].casefold() in PARTICLES:
        words.pop(0)
    head, apostrophe, rest = words[0].partition("'") if words else ("", "", "")
    if apostrophe and rest and head.casefold() in PARTICLES:
        words[0] = rest
    return " ".join(words)


def _letters(text: str) -> str:
    plain = (ch for ch in _accents(text) if not unicodedata.combining(ch))
    return " ".join("".join(ch for ch in plain if ch.isalnum() or ch.isspace()).split())


def _accents(text: str) -> str:
    return unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)

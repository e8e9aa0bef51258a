"""Names into slugs, and names that stand for something that the draft has already."""

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from itertools import chain, count

from innovfest.programme.file.shape import Item, Programme

_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ı": "i"}
)


def folded(name: str) -> str:
    """Return a name as it is compared: without case, accents or anything but letters and digits."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    return " ".join(re.sub(r"[^\w]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).split())


def slug_of(name: str, taken: Container[str], *, most: int = 60, otherwise: str) -> str:
    """Return a slug for a name that nothing has yet."""
    base = re.sub(r"[^a-z0-9]+", "-", folded(name)).strip("-")[: most - 4].strip("-") or otherwise
    return next(slug for slug in chain([base], (f"{base}-{n}" for n in count(2))) if slug not in taken)


def names_of(item: Item) -> set[str]:
    """Return every name under which a row may be meant: its slug, its name, its title in any language."""
    label = item.label
    names = label.values() if isinstance(label, dict) else [label]
    return {folded(name) for name in (item.slug, *names) if name}


class Names:
    """The rows of a table by any of their names; a name that none has makes a new row, once."""

    def __init__(self, now: Programme, table: str) -> None:
        """Know what the draft has."""
        self.table = table
        self.new: list[Item] = []
        self._slugs = {item.slug for item in now.of(table)}
        self._known = {name: item.slug for item in reversed(now.of(table)) for name in names_of(item)}

    def slug(self, name: str, values: Mapping[str, object], *, most: int = 60) -> str:
        """Return the slug of a name; a new one gets a row of `values`."""
        key = folded(name)
        if key not in self._known:
            slug = slug_of(name, self._slugs, most=most, otherwise=self.table)
            self._slugs.add(slug)
            self._known[key] = slug
            self.new.append(Item(self.table, slug, {"slug": slug, **values}))
        return self._known[key]

    def known(self, names: Iterable[str]) -> list[str]:
        """Return those of some names that the draft has."""
        return [name for name in names if folded(name) in self._known]

"""What a reader gets to read or hear on a page, and which of it stayed English."""

import json
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser

from babel.messages.catalog import Catalog

SAID_ATTRIBUTES = {
    "aria-label",
    "title",
    "alt",
    "placeholder",
    "data-label",
    "data-title-find",
    "data-title-bind",
}
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "circle", "source", "wbr"}
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)[sd]|%\(\w+\)[sd]")


class _Reader(HTMLParser):
    """Collects texts; what says that it is in another language is left out, as is what no one reads."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.texts += [text for name, text in attrs if name in SAID_ATTRIBUTES and text]
        if tag in VOID:
            return
        elsewhere = tag in {"style", "script", "pre", "kbd"} or ("lang" in values and tag != "html")
        self._open.append((tag, elsewhere and values.get("id") != "words"))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(hidden for _tag, hidden in self._open) or not data.strip():
            return
        words = self._open and self._open[-1][0] == "script"
        self.texts += json.loads(data).values() if words else [data]


def read(html: str) -> list[str]:
    """Return every text of a page, with single spaces."""
    reader = _Reader()
    reader.feed(html)
    return [" ".join(text.split()) for text in reader.texts]


class English:
    """The English sentences that another language says differently."""

    def __init__(self, catalogue: Catalog) -> None:
        self._theirs = {text for _english, text in _pairs(catalogue)}
        said = {english for english, text in _pairs(catalogue) if english != text}
        self._exact = {text for text in said if not PLACEHOLDER.search(text)} - self._theirs
        patterns = [text for text in said if re.search(r"[A-Za-z]{2}", PLACEHOLDER.sub("", text))]
        self._patterns = [_pattern(text) for text in patterns if PLACEHOLDER.search(text)]

    def left_in(self, texts: Iterable[str]) -> list[str]:
        """Return the texts that stayed English."""
        return sorted({text for text in texts if self._is_english(text)})

    def _is_english(self, text: str) -> bool:
        return text in self._exact or any(pattern.fullmatch(text) for pattern in self._patterns)


def _pairs(catalogue: Catalog) -> Iterator[tuple[str, str]]:
    for message in (message for message in catalogue if message.id):
        english = (message.id,) if isinstance(message.id, str) else message.id
        theirs = (message.string,) if isinstance(message.string, str) else message.string
        yield from ((each, theirs[min(number, len(theirs) - 1)]) for number, each in enumerate(english))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(PLACEHOLDER.sub(".+", re.escape(text)))

"""Programme content in several languages: a mapping from language to text, and how one is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

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

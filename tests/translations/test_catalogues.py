"""The catalogues are complete, in step with the code, and written as the voice of the house asks."""

import ast
import re
from collections.abc import Iterator
from types import ModuleType

from babel.messages.catalog import Catalog, Message

from config import ROOT
from innovfest.wording import LANGUAGES

PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sd]")
SHARED = {
    "%(breakout)s, %(room)s",
    "%(count)s h",
    "%(count)s min",
    "%(count)s minutes",
    "%(name)s (assistant)",
    "%(num)s minutes",
    "%(seconds)s s",
    "Apple (iPhone, iPad, Mac)",
    "%(count)s badge.",
    "%(count)s badges.",
    "Camera %(number)s",
}
"""Sentences of more than one word that read the same in another language."""

PLAIN_SPACE_BEFORE = re.compile(r"[ ][:;?!»]|«[ ]|[^\s\u00a0\u202f][;?!](?=\s|$)|[^\u00a0\d]:(?=\s|$)")
"""French sets a no-break space before these, narrow before ; ? and ! (Lexique de l'Imprimerie nationale)."""


def translated(catalogue: Catalog) -> Iterator[tuple[Message, str, str]]:
    """Yield each form of each message as (message, English, translation)."""
    for message in catalogue:
        if not message.id:
            continue
        english = (message.id,) if isinstance(message.id, str) else message.id
        theirs = (message.string,) if isinstance(message.string, str) else message.string
        for number, text in enumerate(theirs):
            yield message, english[min(number, len(english) - 1)], text


def test_every_language_but_english_has_a_catalogue(catalogues: ModuleType) -> None:
    assert {*catalogues.LANGUAGES, "en"} == set(LANGUAGES)


def test_the_catalogue_holds_what_the_code_says_and_nothing_else(
    catalogue: Catalog, sentences: Catalog
) -> None:
    kept = {message.id for message in catalogue if message.id}
    said = {message.id for message in sentences if message.id}
    assert (said - kept, kept - said) == (set(), set()), "run bin/translations"
    assert not catalogue.obsolete


def hidden_sentences(code: str) -> list[str]:
    """Name the sentences inside f-strings, which Babel does not look into."""
    texts = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.JoinedStr)]
    inside = [each for text in texts for each in ast.walk(text)]
    return [
        ast.unparse(each)
        for each in inside
        if isinstance(each, ast.Call) and getattr(each.func, "id", "") in {"_", "_l", "ngettext"}
    ]


def test_no_sentence_hides_in_an_f_string() -> None:
    assert hidden_sentences("f'{begins} {_(\"Bye\")}'") == ["_('Bye')"]
    files = sorted((ROOT / "innovfest").rglob("*.py"))
    assert {each.name: found for each in files if (found := hidden_sentences(each.read_text("utf-8")))} == {}


def test_nothing_is_untranslated_or_doubtful(catalogues: ModuleType, catalogue: Catalog) -> None:
    assert catalogues.untranslated(catalogue) == []


def test_an_empty_or_doubtful_place_would_be_named(catalogues: ModuleType) -> None:
    one = Catalog(locale="nl")
    one.add("Hello", "")
    one.add("Bye", "Dag", flags=["fuzzy"])
    one.add(("%(n)s seat", "%(n)s seats"), ("%(n)s plaats", ""))
    one.add("Yes", "Ja")
    assert catalogues.untranslated(one) == ["Hello", "Bye", "('%(n)s seat', '%(n)s seats')"]


def test_the_placeholders_are_those_of_the_sentence(catalogue: Catalog) -> None:
    wrong = [
        (english, text)
        for _message, english, text in translated(catalogue)
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


def test_a_sentence_of_several_words_differs_from_the_english(catalogue: Catalog) -> None:
    same = {text for _message, english, text in translated(catalogue) if text == english and " " in text}
    assert same <= SHARED


def test_nobody_shouts(catalogue: Catalog) -> None:
    assert [text for _message, _english, text in translated(catalogue) if "!" in text] == []


def test_a_translation_ends_as_its_sentence_does(catalogue: Catalog) -> None:
    ends = re.compile(r"[.?:,…]?$")
    wrong = [
        (english, text)
        for _message, english, text in translated(catalogue)
        if ends.findall(english)[0] != ends.findall(text)[0]
    ]
    assert wrong == []


def test_quotes_and_apostrophes_are_typographic(catalogue: Catalog) -> None:
    assert [text for _message, _english, text in translated(catalogue) if "'" in text or '"' in text] == []


def test_french_keeps_its_spaces_before_punctuation(catalogues: ModuleType) -> None:
    french = catalogues.read("fr")
    wrong = [text for _message, _english, text in translated(french) if PLAIN_SPACE_BEFORE.search(text)]
    assert wrong == []


def test_french_and_dutch_speak_to_people_politely(catalogue: Catalog) -> None:
    familiar = re.compile(r"\b(je|jij|jouw|jullie|tu|toi|ton|tes)\b", re.IGNORECASE)
    said = [text for message, _english, text in translated(catalogue) if familiar.search(text)]
    assert [
        text for text in said if not text.startswith(("Je ne peux pas", "Je ne sais pas", "Quand je peux"))
    ] == []  # « Je » is the reader's own

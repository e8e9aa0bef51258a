"""The paper list: every name with its number, under its letter, on as many pages as it needs."""

from pathlib import Path

import pypdfium2
import pytest

from innovfest.badges.name_list import A_FEW, ListedPerson, ListHead, letter_of, render_list
from innovfest.registration import sort_key
from tests.badges.pages import MM

WORDS = {
    "number": "Nr.",
    "name": "Naam",
    "organisation": "Organisatie",
    "breakout": "Break-out",
    "off": "afgezegd",
}
HEAD = ListHead("InnovFest", "Papieren lijst van zaterdag 20 februari om 06:00", WORDS)


def a_person(number: int, last: str, first: str = "Alice", **more: object) -> ListedPerson:
    letter = letter_of(sort_key(first, last))
    return ListedPerson(number, letter, last, first, "Example Works", **more)  # type: ignore[arg-type]


def printed(fonts: Path, *people: ListedPerson) -> list[str]:
    """Print a list and return the text of its pages."""
    pdf = pypdfium2.PdfDocument(render_list(people, HEAD, language="nl", fonts=fonts))
    assert {(round(page.get_width() / MM), round(page.get_height() / MM)) for page in pdf} == {(210, 297)}
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pdf]


def test_a_line_has_number_name_organisation_and_breakout(fonts: Path) -> None:
    [page] = printed(fonts, a_person(12, "D'Hoore", "Zoë", breakout="Energie"))
    assert ["12 D'Hoore Zoë Example Works Energie" in page, "Nr. Naam Organisatie Break-out" in page] == [
        True,
        True,
    ]


def test_the_head_of_each_page_shows_its_letters(fonts: Path) -> None:
    names = ["Adam"] * 40 + ["Baert"] * 5 + ["Zwart"] * 3
    people = [a_person(number, name) for number, name in enumerate(names, 1)]
    first, second = printed(fonts, *people)
    assert ["A – B" in first, "A – Z" in second, "B – Z" in second] == [False, True, False]
    assert first.startswith("A ") or " A " in first


def test_who_cancelled_since_is_marked(fonts: Path) -> None:
    pages = printed(fonts, a_person(1, "Adam", off=True), a_person(2, "Baert"))
    assert pages[0].count("afgezegd") == 1


def test_a_pile_is_set_apart_and_keeps_every_number(fonts: Path) -> None:
    people = [a_person(number, f"Maes{number}x") for number in range(1001, 1001 + A_FEW + 1)]
    pages = printed(fonts, *people)
    text = " ".join(pages)
    assert [person.number for person in people if f"{person.number} {person.last_name}" not in text] == []


@pytest.mark.parametrize(
    ("folded", "letter"), [("aerts\x1falice", "A"), ("", "#"), ("3m", "#"), ("李", "#"), ("zwart", "Z")]
)
def test_a_name_stands_under_its_letter(folded: str, letter: str) -> None:
    assert letter_of(folded) == letter


def test_what_people_type_is_never_markup(fonts: Path) -> None:
    [page] = printed(fonts, a_person(1, "#strong[x] $y$", "*_`\\"))
    assert "#strong[x] $y$ *_`\\" in page


def test_a_name_of_sixty_letters_is_not_cut(fonts: Path) -> None:
    long = "Jean-Christophe Alexandre Maximilien Emmanuel de Montmorency"
    [page] = printed(fonts, a_person(1, long, long))
    assert page.replace("-", "").replace(" ", "").count("Montmorency") == 2

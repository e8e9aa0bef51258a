"""Names are found whatever their letters, and typed text is cleaned before it is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovfest.registration.names import search_key, sort_key
from innovfest.wording import clean_line, clean_text, fold


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Zoë D'Hoore", "zoe dhoore"),
        ("Zoë D’Hoore", "zoe dhoore"),
        ("Łukasz", "lukasz"),
        ("Ørsted Ångström", "orsted angstrom"),
        ("Đorđević", "dordevic"),
        ("Straße", "strasse"),
        ("Ĳsbrand", "ijsbrand"),
        ("Þórður Æsir", "thordur aesir"),
        ("IŞIK", "isik"),
        ("李", "李"),
        ("Anne-Marie", "anne marie"),
        ("  Van   den Berg ", "van den berg"),
    ],
)
def test_a_name_is_found_by_its_plain_letters(name: str, folded: str) -> None:
    assert fold(name) == folded


@given(st.text(max_size=80))
def test_folding_twice_is_folding_once(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def test_people_sort_by_surname_then_first_name() -> None:
    people = [("Bob", "Ångström"), ("Alice", "Berg"), ("Alice", "Angstrom")]
    assert sorted(people, key=lambda p: sort_key(*p)) == [
        ("Alice", "Angstrom"),
        ("Bob", "Ångström"),
        ("Alice", "Berg"),
    ]


def test_every_word_of_a_search_key_starts_after_a_space() -> None:
    assert (
        search_key("Zoë", "D'Hoore", "Flux50 vzw", "Zoe@Example.org")
        == " zoe dhoore flux50 vzw zoe@example.org"
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Alice\r\nBcc: bob@example.org", "Alice Bcc: bob@example.org"),
        ("Al\x00ice", "Al ice"),
        ("\u202eecilA\u202c", "ecilA"),
        ("  Alice \t Example ", "Alice Example"),
        ("A\u0301lice", "Álice"),
        ("👩\u200d🔬", "👩\u200d🔬"),
        ("{name} %(x)s <b>", "{name} %(x)s <b>"),
    ],
)
def test_a_line_keeps_its_text_and_loses_what_hides(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_text_keeps_its_lines() -> None:
    assert clean_text("a\r\nb\rc\n\n d ") == "a\nb\nc\n\nd"

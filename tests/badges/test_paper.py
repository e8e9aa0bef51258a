"""Badges on paper: what is printed can be read, fits, and is the same on both sides."""

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from innovfest.badges import BadgeEvent, BadgeFace, BadgeTrack, paper, render_badges
from innovfest.badges.errors import CodeNotDrawable
from innovfest.tokens import new_code
from innovfest.wording import clean_line
from tests.badges.conftest import Print
from tests.badges.pages import MM, Glyph, Page, text

NAMES = [
    ("Zoë", "D'Hoore"),
    ("Łukasz", "Wałęsa"),
    ("李", "明"),
    ("Bo", "Li"),
    ("Jean-Christophe Alexandre", "Van den Broeck"),
    ("Анна", "Παπαδοπούλου"),
    ("Şükrü", "Ağaoğlu"),
]
SIXTY = "Jean-Christophe Alexandre Maximilien Emmanuel de Montmorency"


def test_a_badge_is_an_a5_leaf_that_folds_to_a6(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(alice)
    assert (round(page.width / MM), round(page.height / MM)) == (148, 210)


def test_both_halves_are_the_same_and_upright_once_folded(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(alice)
    picture = page.picture(150)
    width, height = picture.size
    back, front = picture.crop((0, 0, width, height // 2)), picture.crop((0, height // 2, width, height))
    assert sorted(text(page.front)) == sorted(text(page.back))
    assert _difference(ImageOps.flip(ImageOps.mirror(back)), front.resize(back.size)) < 0.02
    assert _difference(back, front.resize(back.size)) > 0.1


@pytest.mark.parametrize("dpi", [150, 300])
def test_both_qr_codes_are_read_back_from_paper(printed: Print, alice: BadgeFace, dpi: int) -> None:
    [page] = printed(alice)
    assert [(code.text, code.ec_level) for code in page.codes(dpi)] == [(alice.code, "Q")] * 2


def test_a_qr_symbol_is_33_mm_wide_with_its_quiet_zone(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(replace(alice, first_name=SIXTY, last_name=SIXTY, organisation="Wit " * 30))
    for code in page.codes(300):
        corners = code.position
        left, right = sorted({corners.top_left.x, corners.bottom_right.x})
        top, bottom = sorted({corners.top_left.y, corners.bottom_right.y})
        assert 30 <= (right - left) / 300 * 25.4 <= 35
        quiet = round(4 * (right - left) / 25) - 3
        around = page.picture(300).crop((left - quiet, top - quiet, right + quiet, bottom + quiet))
        inside = around.copy()
        inside.paste(255, (quiet - 3, quiet - 3, around.width - quiet + 3, around.height - quiet + 3))
        assert inside.getextrema() == (255, 255)


@pytest.mark.parametrize(("first", "last"), NAMES)
def test_a_name_is_printed_in_its_own_letters(
    printed: Print, alice: BadgeFace, first: str, last: str
) -> None:
    [page] = printed(replace(alice, first_name=first, last_name=last))
    assert page.sizes(first) == {36}
    assert page.sizes(last) == {27}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Bo", "Li"),
        ("Maximiliaan-Alexander", "Haezendonck-Vanderstraeten"),
        ("Jean-Christophe Alexandre", "Vanderstraeten-Van den Broeck de M."),
        ("Christina-Alexandrina Wilhelmina Maria Magdalena", "Li"),
        ("Bo", "Saxe-Coburg-Gotha van Habsburg-Lothringen en Montmorency"),
    ],
)
def test_names_of_2_to_60_characters_keep_their_sizes_on_two_lines(
    printed: Print, alice: BadgeFace, first: str, last: str
) -> None:
    [page] = printed(replace(alice, first_name=first, last_name=last))
    [first_size], [last_size] = page.sizes(first), page.sizes(last)
    assert 24 <= first_size <= 36
    assert 8 <= first_size - last_size <= 10
    assert max(page.line_count(first), page.line_count(last)) <= 2


def test_a_first_name_of_60_characters_is_never_under_24_pt(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(replace(alice, first_name=SIXTY, last_name=SIXTY[::-1]))
    assert page.sizes(SIXTY) == {24}
    assert page.line_count(SIXTY) <= 3


@pytest.mark.parametrize(
    "organisation", ["VIL", "Agentschap Innoveren & Ondernemen, Team Clusterbeleid", "KU Leuven " * 6]
)
def test_an_organisation_is_14_to_18_pt_on_two_lines(
    printed: Print, alice: BadgeFace, organisation: str
) -> None:
    [page] = printed(replace(alice, organisation=organisation))
    [size] = page.sizes(organisation)
    assert 14 <= size <= 18
    assert page.line_count(organisation) <= 2


@pytest.mark.parametrize("letter", ["W", "i", "李", "ß", "W "])
def test_no_name_leaves_the_leaf_or_meets_another(printed: Print, alice: BadgeFace, letter: str) -> None:
    face = replace(
        alice, first_name=letter * 60, last_name=letter * 60, organisation=letter * 120, tracks=("energy",)
    )
    [page] = printed(face)
    _is_whole(page, face)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=60),
    st.text(st.characters(categories=["L", "M", "Zs", "Pd"]), min_size=1, max_size=60),
    st.text(max_size=120),
)
def test_whatever_people_type_prints(
    printed: Print, alice: BadgeFace, first: str, last: str, organisation: str
) -> None:
    [page] = printed(replace(alice, first_name=first, last_name=last, organisation=organisation))
    assert [code.text for code in page.codes(100)] == [alice.code] * 2
    assert all(glyph.left >= 0 and glyph.right <= page.width for glyph in page.front)


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("x")',
        "$x^2$ *bold* _it_",
        "\\ \" ' ` @ref <label>",
        "= heading // comment",
        "{braces} %(name)s",
        '#read("/etc/passwd")',
        "</svg><script>",
    ],
)
def test_markup_in_a_name_is_printed_as_typed(printed: Print, alice: BadgeFace, hostile: str) -> None:
    [page] = printed(replace(alice, first_name=hostile, organisation=hostile))
    assert text(page.front).count("".join(hostile.split())) == 2


def test_hidden_marks_and_control_characters_are_left_out(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(replace(alice, first_name="Mal\u202elory\x00\r\n\u200f"))
    assert page.sizes("Mallory") == {36}


def test_a_letter_that_no_font_has_does_not_stop_the_print(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(replace(alice, first_name="𒀀𓀀 Alice"))
    assert page.sizes("Alice") == {36}


def test_it_prints_without_our_fonts(tmp_path: Path, edition: BadgeEvent, alice: BadgeFace) -> None:
    pdf = render_badges([alice], edition, language="nl", fonts=tmp_path)
    assert "Alice" in text(Page(pypdfium2.PdfDocument(pdf)[0]).front)


def test_a_badge_names_its_tracks_and_no_other(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(replace(alice, tracks=("energy", "labour")))
    assert [name in text(page.front) for name in ("Duurzaamheid", "Energie", "Arbeidsmarkt")] == [
        False,
        True,
        True,
    ]


@pytest.mark.parametrize(("answer", "marked"), [(False, True), (True, False), (None, False)])
def test_only_who_said_no_to_photos_is_marked(
    printed: Print, alice: BadgeFace, answer: bool | None, marked: bool
) -> None:
    [page] = printed(replace(alice, photo_ok=answer))
    assert ("Geenfoto’s" in text(page.front)) is marked


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Geenfoto’s"), ("en", "Nophotos"), ("fr", "Pasdephotos")]
)
def test_a_badge_speaks_its_persons_language(
    printed: Print, alice: BadgeFace, language: str, words: str
) -> None:
    [page] = printed(alice, language=language)
    assert words in text(page.front)


def test_a_spare_has_a_code_and_lines_to_write_on(printed: Print) -> None:
    code = new_code()
    [page] = printed(BadgeFace(code))
    assert [found.text for found in page.codes(150)] == [code] * 2
    assert {"Naam", "Organisatie", code} <= {
        word for word in ("Naam", "Organisatie", code) if word in text(page.front)
    }


def test_all_badges_are_one_pdf_sorted_by_name(printed: Print, alice: BadgeFace) -> None:
    bob, charlie = _named("Bob", "de Backer"), _named("Charlie", "Declercq")
    pages = printed(charlie, alice, bob)
    assert [page.codes(150)[0].text for page in pages] == [bob.code, charlie.code, alice.code]


def test_badges_can_be_sorted_without_particles_or_left_as_they_are(printed: Print, alice: BadgeFace) -> None:
    bob, charlie = _named("Bob", "de Backer"), _named("Charlie", "Declercq")
    by_core = printed(charlie, alice, bob, sort="surname-without-particles")
    as_given = printed(charlie, alice, bob, sort="as-given")
    assert [page.codes(150)[0].text for page in by_core] == [bob.code, alice.code, charlie.code]
    assert [page.codes(150)[0].text for page in as_given] == [charlie.code, alice.code, bob.code]


def test_on_a4_the_right_pile_goes_under_the_left_one(printed: Print) -> None:
    people = [_named("Person", letter) for letter in "ABCDE"]
    pages = printed(*people, sheet="a4")
    assert {(round(page.width / MM), round(page.height / MM)) for page in pages} == {(297, 210)}
    left = [_code_at(page, 0, 0.5) for page in pages]
    right = [_code_at(page, 0.5, 1) for page in pages]
    assert [*left, *right] == [*(person.code for person in people), None]


def test_the_same_badges_give_the_same_bytes(fonts: Path, edition: BadgeEvent, alice: BadgeFace) -> None:
    once, again = (render_badges([alice], edition, language="nl", fonts=fonts) for _ in range(2))
    assert once == again


def test_a_single_badge_is_tagged_and_says_its_title_and_language(
    fonts: Path, edition: BadgeEvent, alice: BadgeFace
) -> None:
    pdf = render_badges([alice], edition, language="fr", fonts=fonts)
    document = pypdfium2.PdfDocument(pdf)
    assert document.is_tagged()
    assert document.get_metadata_dict()["Title"] == "InnovFest: Alice Van den Berg"
    assert re.search(rb"/Lang\s*\(fr", pdf)


def test_another_edition_draws_its_own_tracks(fonts: Path, alice: BadgeFace) -> None:
    tracks = tuple(BadgeTrack(f"t{n}", f"Track {n}", "unheard-of") for n in range(6))
    edition = BadgeEvent("InnovFest 2030", "Mechelen", tracks, clusters=1)
    face = replace(alice, tracks=("t1", "t2", "t5"))
    [page] = map(Page, pypdfium2.PdfDocument(render_badges([face], edition, language="nl", fonts=fonts)))
    assert all(f"Track{n}" in text(page.front) for n in (1, 2, 5))
    _is_whole(page, face)


def test_no_track_and_no_cluster_is_no_fault(fonts: Path, alice: BadgeFace) -> None:
    edition = BadgeEvent("InnovFest", "Mechelen", tracks=(), clusters=0)
    assert render_badges([alice], edition, language="nl", fonts=fonts).startswith(b"%PDF")


def test_the_inks_are_those_of_the_pages() -> None:
    tokens = (Path(__file__).parents[2] / "static" / "tokens.css").read_text().partition("@media")[0]
    by_day = dict(re.findall(r"--track-(\w+): (#[0-9a-f]{6});", tokens))
    assert by_day == paper.INKS


def test_paper_is_black_on_white_for_what_must_be_read(printed: Print, alice: BadgeFace) -> None:
    [page] = printed(alice)
    picture = page.picture(300)
    for glyph in page.front:
        sides = (glyph.left, page.height - glyph.top, glyph.right, page.height - glyph.bottom)
        ink, ground = picture.crop([round(side / 72 * 300) for side in sides]).getextrema()
        assert _contrast(ground, ink) >= 4.5, glyph


def test_text_that_is_no_code_is_refused(printed: Print, alice: BadgeFace) -> None:
    with pytest.raises(CodeNotDrawable):
        printed(replace(alice, code="https://example.org/"))


def _named(first: str, last: str) -> BadgeFace:
    return BadgeFace(new_code(), first, last)


def _code_at(page: Page, left: float, right: float) -> str | None:
    width = page.picture(150).width
    found = {code.text for code in page.codes(150) if left * width < code.position.top_left.x < right * width}
    return found.pop() if found else None


def _is_whole(page: Page, face: BadgeFace) -> None:
    """Every letter is there, on the leaf's own half, and no line of text stands on another."""
    for typed in (face.first_name, face.last_name, face.organisation):
        assert page.sizes(clean_line(typed))
    for glyph in page.front:
        assert 0 <= glyph.left <= glyph.right <= page.width
        assert 0 <= glyph.bottom <= glyph.top <= page.height / 2
    for one in page.front:
        for other in page.front:
            if one is not other and one.size != other.size:
                assert not _overlap(one, other), (one, other)


def _overlap(one: Glyph, other: Glyph) -> bool:
    slack = 0.5
    return (
        one.left < other.right - slack
        and other.left < one.right - slack
        and one.bottom < other.top - slack
        and other.bottom < one.top - slack
    )


def _difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much two pictures differ, from 0 (the same) to 1."""
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0] / 255


def _contrast(light: int, dark: int) -> float:
    """Contrast of two greys (WCAG 2.2, relative luminance)."""

    def luminance(grey: int) -> float:
        part = grey / 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return (luminance(light) + 0.05) / (luminance(dark) + 0.05)

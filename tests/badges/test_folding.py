"""A pile shows each side twice, by one stream of drawing."""

import io

import pypdfium2
import pytest

from innovfest.badges import BadgeFace, paper
from innovfest.badges.folding import fold_out
from innovfest.tokens import new_code
from tests.badges.conftest import Print
from tests.badges.pages import text


def test_a_pile_of_badges_looks_as_they_do_one_by_one(printed: Print, alice: BadgeFace) -> None:
    pile = printed(*[alice] * (paper.A_FEW + 1))
    [alone] = printed(alice)
    for page in pile[:: paper.A_FEW]:
        assert (round(page.width), round(page.height)) == (round(alone.width), round(alone.height))
        assert text(page.front) == text(alone.front)
        assert sorted(text(page.back)) == sorted(text(page.front))  # a reader starts at the other end
        assert [code.text for code in page.codes(150)] == [alice.code] * 2


def test_each_page_of_a_pile_keeps_its_own_badge(printed: Print) -> None:
    codes = [new_code() for _ in range(paper.A_FEW + 5)]
    pages = printed(*(BadgeFace(code, "Bob", "Peeters") for code in codes), sort="as-given")
    assert [{found.text for found in page.codes(100)} for page in pages] == [{code} for code in codes]


def test_a_pdf_of_another_form_is_refused() -> None:
    other = io.BytesIO()
    document = pypdfium2.PdfDocument.new()
    document.new_page(100, 100)
    document.save(other)
    with pytest.raises(ValueError, match="form"):
        fold_out(other.getvalue())

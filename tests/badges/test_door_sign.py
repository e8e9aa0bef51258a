"""Signs for doors: one page a room, with its sessions and a code that opens the room's own page."""

from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from innovfest.badges.door_sign import DoorSign, SignedDay, SignedSession, SignHead, render_signs
from innovfest.badges.paper import INKS
from innovfest.programme.file.shape import COLOURS

HEAD = SignHead(
    title="InnovFest",
    details="Saturday 20 February 2027, Lamot",
    words={"live": "Now in this room:", "cancelled": "cancelled", "empty": "Nothing is planned."},
    colours=("sustainability", "energy", "labour"),
)
ADDRESS = "https://innovfest.example/2027/screens/auditorium"


def a_sign(room: str = "Auditorium", *sessions: SignedSession, **more: str) -> DoorSign:
    """Build the sign of a room."""
    days = (SignedDay("", sessions),) if sessions else ()
    return DoorSign(room, more.get("directions", ""), ADDRESS, days)


def read(pdf: bytes) -> list[str]:
    """Return the text of each page, in lines."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


KEYNOTE = SignedSession("15:15", "15:50", "Keynote", "Jürgen Ingels, SmartFin", "Energy", "energy")


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("a3", (842, 1191))])
def test_each_room_gets_a_page_upright(fonts: Path, paper: str, size: tuple[int, int]) -> None:
    pdf = render_signs(
        [a_sign("Auditorium", KEYNOTE), a_sign("Break-out A")], HEAD, language="en", fonts=fonts, paper=paper
    )
    pages = pypdfium2.PdfDocument(pdf)
    assert [tuple(round(side) for side in page.get_size()) for page in pages] == [size, size]
    first, second = read(pdf)
    for said in ("Auditorium", "15:15", "15:50", "Keynote", "Jürgen Ingels, SmartFin", "Energy", ADDRESS):
        assert said in first
    assert "Nothing is planned." in second


def test_the_code_opens_the_rooms_page(fonts: Path) -> None:
    pdf = render_signs([a_sign("Auditorium", KEYNOTE)], HEAD, language="en", fonts=fonts)
    image = pypdfium2.PdfDocument(pdf)[0].render(scale=2, grayscale=True).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [ADDRESS]


def test_a_cancelled_session_says_so(fonts: Path) -> None:
    off = SignedSession("15:15", "15:50", "Keynote", cancelled=True)
    (page,) = read(render_signs([a_sign("Auditorium", off)], HEAD, language="en", fonts=fonts))
    assert "cancelled" in page


@pytest.mark.parametrize(
    "name",
    [
        "A",
        "Zaal met een bijzonder lange naam op de tweede verdieping",
        "X" * 80,
        "#set text(red)",
        "غرفة",
        "$x$",
    ],
)
def test_any_name_is_set_as_text_on_one_page(fonts: Path, name: str) -> None:
    pages = read(render_signs([a_sign(name, KEYNOTE)], HEAD, language="en", fonts=fonts))
    assert len(pages) == 1


def test_the_same_signs_give_the_same_bytes(fonts: Path) -> None:
    one, other = (render_signs([a_sign("A", KEYNOTE)], HEAD, language="en", fonts=fonts) for _ in range(2))
    assert one == other


def test_a_pile_of_signs_is_one_file(fonts: Path) -> None:
    assert (
        len(read(render_signs([a_sign(f"Room {n}") for n in range(14)], HEAD, language="en", fonts=fonts)))
        == 14
    )


def test_a_file_knows_the_colours_that_paper_has() -> None:
    assert set(COLOURS) == set(INKS)

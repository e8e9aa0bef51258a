"""Every text can be read and every control be seen, by day and by night, measured over the token file.

Text meets 4.5:1 (WCAG 2.2 1.4.3), lines and controls 3:1 (1.4.11).
"""

import re

import pytest

from tests.look import tokens

TRACKS = ("sustainability", "energy", "labour", "health", "digital", "mobility")

TEXT = [
    *[(text, ground) for text in ("ink", "quiet", "accent") for ground in ("paper", "raised", "sunken")],
    ("accent-strong", "paper"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("paper", "ink"),
    ("on-white", "white"),
    ("accent-on-white", "white"),
    *[(f"track-{track}-text", f"track-{track}-wash") for track in TRACKS],
    *[(f"track-{track}-text", ground) for track in TRACKS for ground in ("paper", "raised")],
    *[(text, f"track-{track}-wash") for track in TRACKS for text in ("ink", "quiet")],
    *[(kind, ground) for kind in ("good", "warn", "stop") for ground in ("paper", "raised", f"{kind}-wash")],
    *[("ink", f"{kind}-wash") for kind in ("good", "warn", "stop")],
    *[(f"on-{kind}", kind) for kind in ("good", "warn", "stop")],
]

DRAWN = [
    *[(f"track-{track}", ground) for track in TRACKS for ground in ("paper", "raised")],
    *[("edge", ground) for ground in ("paper", "raised", "sunken")],
    *[("focus", ground) for ground in ("paper", "raised", "sunken")],
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_reads_at_four_and_a_half_to_one(scheme: str, text: str, ground: str) -> None:
    colours = tokens.colours(scheme)
    assert tokens.contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("line", "ground"), DRAWN)
def test_what_is_drawn_stands_out_at_three_to_one(scheme: str, line: str, ground: str) -> None:
    colours = tokens.colours(scheme)
    assert tokens.contrast(colours[line], colours[ground]) >= 3


def test_both_schemes_name_the_same_colours_of_text() -> None:
    named = {name for pair in (*TEXT, *DRAWN) for name in pair}
    alike = {"white", "on-white", "accent-on-white"}
    assert named - alike <= set(tokens.colours("dark", only_own=True))


def test_colours_stand_in_the_token_file_and_nowhere_else() -> None:
    colour = re.compile(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", re.IGNORECASE)
    allowed = {
        "base.css": "paper for printing is white",
        "components/dialog.css": "the shade behind a dialog",
        "door/panel.css": "the shade over the camera's picture",
        "door/scanner.css": "the camera's picture is dark whatever the scheme",
    }
    strays = {
        path: found
        for path, text in tokens.stylesheets()
        if path not in allowed and (found := colour.findall(tokens.without_comments(text)))
    }
    assert strays == {}


def test_the_measure_itself_knows_black_on_white() -> None:
    assert tokens.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert tokens.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)

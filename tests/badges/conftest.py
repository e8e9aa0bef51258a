"""What the tests of badges share: the fonts for paper, an edition, and Alice's badge."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from innovfest.badges import BadgeEvent, BadgeFace, BadgeTrack, render_badges
from tests.badges.pages import Page

Print = Callable[..., list[Page]]


@pytest.fixture(scope="session")
def fonts() -> Path:
    """Return the folder of the fonts for paper, which the set-up makes."""
    return Path(__file__).parents[2] / "static" / "vendor" / "paper"


@pytest.fixture(scope="session")
def edition() -> BadgeEvent:
    tracks = {"sustainability": "Duurzaamheid", "energy": "Energie", "labour": "Arbeidsmarkt"}
    return BadgeEvent(
        name="InnovFest",
        details="zaterdag 20 februari 2027, Lamot",
        tracks=tuple(BadgeTrack(slug, name, slug) for slug, name in tracks.items()),
    )


@pytest.fixture(scope="session")
def alice() -> BadgeFace:
    return BadgeFace(
        code="MZXW6YTBOI2GK3TUMVZHG33NMU",
        first_name="Alice",
        last_name="Van den Berg",
        organisation="Flanders' FOOD",
        kind_label="Cluster",
        tracks=("energy",),
        photo_ok=False,
    )


@pytest.fixture(scope="session")
def printed(fonts: Path, edition: BadgeEvent) -> Print:
    """Print badges and return their pages as they can be read."""

    def print_(*faces: BadgeFace, language: str = "nl", **options: Any) -> list[Page]:
        pdf = render_badges(faces, edition, language=language, fonts=fonts, **options)
        return [Page(page) for page in pypdfium2.PdfDocument(pdf)]

    return print_

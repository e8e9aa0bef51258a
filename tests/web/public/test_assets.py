"""Static files are kept for a year, change address with their content, and leave the house compressed."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from flask.testing import FlaskClient

from innovfest import InnovFest
from innovfest.web import assets


@pytest.fixture
def a_tree(tmp_path: Path) -> Path:
    """Return a small static folder."""
    for name, text in {
        "tokens.css": ":root { --ink: #000 }",
        "base.css": "body { color: var(--ink) }",
        "components/field.css": ".field {}",
        "components/other.js": "export const n = 1;",
        "public/home.css": ".hero {}",
        "organiser/desk.css": ".desk {}",
        "vendor/paper/Font.ttf": "for print only",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_an_audience_gets_tokens_elements_components_and_its_own(a_tree: Path) -> None:
    css = assets.StaticTree(a_tree).body("public.css", "identity").decode()
    assert re.findall(r":root|body|\.\w+ \{\}", css) == [":root", "body", ".field {}", ".hero {}"]


def test_any_change_of_content_changes_the_address(a_tree: Path) -> None:
    before = assets.StaticTree(a_tree).digest
    assert assets.StaticTree(a_tree).digest == before
    (a_tree / "components/field.css").write_text(".field { color: red }")
    assert assets.StaticTree(a_tree).digest != before


def test_fonts_for_print_are_not_served(a_tree: Path) -> None:
    assert "vendor/paper/Font.ttf" not in assets.StaticTree(a_tree).paths


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [("br, gzip", "br", brotli.decompress), ("gzip", "gzip", gzip.decompress), ("", None, bytes)],
)
def test_a_stylesheet_is_compressed_and_kept_for_a_year(
    client: FlaskClient, accepted: str, encoding: str | None, unpack: type
) -> None:
    answer = client.get(address(client, "public.css"), headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "text/css"
    assert b"--paper" in unpack(answer.data)


def test_an_address_of_another_version_gets_todays_file_and_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/assets/000000000000/base.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


@pytest.mark.parametrize(
    "path", ["nothing.css", "../config.py", "%2e%2e/config.py", "components", "x\x00.css"]
)
def test_nothing_but_static_files_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/assets/000000000000/{path}").status_code == 404


def test_a_module_is_served_as_one(client: FlaskClient) -> None:
    assert client.get(address(client, "components/shortcuts.js")).mimetype == "text/javascript"


def test_a_template_that_names_a_missing_file_fails(app: InnovFest) -> None:
    with app.test_request_context(), pytest.raises(LookupError, match=re.escape("static/nothing.css")):
        assets.asset("nothing.css")


def test_a_first_visit_to_the_register_page_leaves_room_under_sixty_kilobytes(client: FlaskClient) -> None:
    """What every page loads besides its own HTML: stylesheet, font, icon."""
    paths = ("attendee.css", "vendor/fonts/heading.woff2", "icon.svg")
    sizes = [len(client.get(address(client, path), headers={"Accept-Encoding": "br"}).data) for path in paths]
    assert sum(sizes) < 40_000


def address(client: FlaskClient, path: str) -> str:
    """Return the address that a page would use."""
    with client.application.test_request_context():
        return assets.asset(path)

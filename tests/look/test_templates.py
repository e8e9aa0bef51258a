"""What every template and stylesheet keeps to, so that a strict policy needs no exception."""

import re
from pathlib import Path

from tests.look import tokens

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "mail" not in path.parts]


def test_no_page_carries_style_or_script_of_its_own() -> None:
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:src=|type=\"application/json\"))", re.I
    )
    strays = {path.name: found for path in PAGES if (found := inline.findall(path.read_text()))}
    assert strays == {}


def test_no_page_asks_anyone_else_for_anything() -> None:
    foreign = re.compile(r"(?:src|href)=[\"']https?://[^\"']*\.(?:js|css|woff2?|png|svg)", re.I)
    assert [path.name for path in PAGES if foreign.search(path.read_text())] == []


def test_every_token_that_a_stylesheet_uses_is_defined() -> None:
    everything = [("tokens.css", (tokens.STATIC / "tokens.css").read_text()), *tokens.stylesheets()]
    defined = {name for _, css in everything for name in re.findall(r"(--[a-z0-9-]+)\s*:", css)}
    scripts = (path.read_text() for path in tokens.STATIC.rglob("*.js") if "vendor" not in path.parts)
    defined |= {name for js in scripts for name in re.findall(r'setProperty\("(--[a-z0-9-]+)"', js)}
    used = {(path, name) for path, css in everything for name in re.findall(r"var\((--[a-z0-9-]+)", css)}
    assert {(path, name) for path, name in used if name not in defined} == set()


def test_no_text_is_set_under_sixteen_pixels() -> None:
    small = re.compile(r"font(?:-size)?:[^;]*?(?<![\d.])0?\.\d+(?:rem|em)\b")
    strays = {
        path: found
        for path, css in tokens.stylesheets()
        if (found := small.findall(tokens.without_comments(css)))
    }
    assert strays == {}


def test_every_component_stands_in_its_reference() -> None:
    reference = (TEMPLATES.parent / "docs" / "components.md").read_text()
    inner = {"footer", "header", "mark", "language_switch", "register"}
    names = {path.stem for path in (TEMPLATES / "components").glob("*.html")} - inner
    assert {name for name in names if f"`{name}.html`" not in reference} == set()

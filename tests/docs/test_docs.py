"""Documentation that fails: what the code has stands in the docs, and what the docs link to is there."""

import os
import re
from pathlib import Path

import click
import pytest
from flask import Flask

from config import ROOT, Settings
from innovfest import cli
from tests.docs import reference

PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])


def test_the_reference_is_what_the_code_says(app: Flask) -> None:
    page = ROOT / "docs" / "reference.md"
    if os.environ.get("INNOVFEST_WRITE_DOCS"):
        page.write_text(reference.written(app), "utf-8")
    assert page.read_text("utf-8") == reference.written(app)


def test_every_setting_stands_in_the_readme_with_its_words() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [
        name
        for name, field in Settings.model_fields.items()
        if f"`INNOVFEST_{name.upper()}`" not in readme or str(field.description) not in readme
    ]
    assert missing == []


def test_every_command_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    commands = [command.name for command in vars(cli).values() if isinstance(command, click.Command)]
    assert [name for name in commands if name != "enrol" and f"bin/innovfest {name}" not in readme] == []
    assert "bin/innovfest gate enrol" in readme


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []

"""The README lists what there is: every setting with its meaning, every command."""

import re

import click
import pytest

from config import ROOT, Settings
from innovfest import InnovFest

README = (ROOT / "README.md").read_text()


def test_every_setting_stands_in_the_readme_with_its_meaning() -> None:
    rows = dict(re.findall(r"^\| `(INNOVFEST_\w+)` \| [^|]+ \| (.+) \|$", README, re.MULTILINE))
    fields = Settings.model_fields.items()
    assert rows == {f"INNOVFEST_{name.upper()}": field.description for name, field in fields}


def test_every_command_stands_in_the_readme(app: InnovFest) -> None:
    listed = set(re.findall(r"^\| `bin/innovfest ([a-z-]+)", README, re.MULTILINE))
    own = {name for name, command in app.cli.commands.items() if isinstance(command, click.Command)}
    assert listed == own - {"db"}  # of the developers: it writes migrations


@pytest.mark.parametrize("option", ["--port", "--host", "--date", "--lan", "--no-worker"])
def test_every_option_of_serve_stands_in_the_readme(option: str) -> None:
    assert f"`{option}" in README

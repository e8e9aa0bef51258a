"""The page of the programme file says what the code reads: its keys, an example that loads, its sentences."""

import re

import click
import pytest
from flask_babel import force_locale

from config import ROOT
from innovfest import InnovFest, cli
from innovfest.programme import BadProgramme, file
from innovfest.programme.file.shape import SINGLE, TABLES, Key
from tests.programme.broken_files import BROKEN

PAGE = (ROOT / "docs" / "programme-file.md").read_text("utf-8")
EXAMPLE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0]


def row_of(table: str) -> str:
    """Return what the page says of a table's keys."""
    head = f"| `[{table}]` |" if table in SINGLE else f"| `[[{table}]]` |"
    return next(line for line in PAGE.splitlines() if line.startswith(head))


def written(table: str, key: Key) -> str:
    """Return how the page has to write a key: bold when it is required, with a ring when it is emptied."""
    name = f"`[[{table}.{key.name}]]`" if key.kind == "notes" else f"`{key.name}`"
    return f"**{name}**" if key.required else f"{name}°" if key.clears else name


@pytest.mark.parametrize("table", TABLES)
def test_every_key_of_a_table_stands_there_as_it_is(table: str) -> None:
    keys = re.findall(r"\*\*`[^`]+`\*\*|`[^`]+`°?", row_of(table).split("|", 2)[2])
    assert sorted(keys) == sorted(written(table, key) for key in TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_live_keys_are_told(table: str) -> None:
    told = re.findall(r"`(\w+)`\**°? \(live", row_of(table))
    assert told == [key.name for key in TABLES[table] if key.live and key.name != "cancelled"]


def test_the_example_is_read_and_has_one_of_each() -> None:
    programme = file.read_programme(EXAMPLE)
    assert [table for table in TABLES if not programme.of(table)] == []


def test_the_sentences_of_the_table_are_those_that_are_said(app: InnovFest) -> None:
    section = PAGE.partition("| what is wrong |")[2].partition("\n\n")[0]
    rows = [line for line in section.splitlines() if line.startswith("| ") and "---" not in line]
    told = {sentence for row in rows[1:] for sentence in row.split(" | ")[1].strip(" |").split(" · ")}
    said = {re.sub(r"^Line \d+(, column \d+)?: ", "", each) for broken in BROKEN for each in broken.says}
    assert len(told) > 20
    assert told - said == set()


def test_the_lines_that_are_shown_are_what_such_a_file_gets(app: InnovFest) -> None:
    shown = PAGE.partition("```\nLine")[2].partition("```")[0]
    wrong = EXAMPLE.replace("Europe/Brussels", "Europe/Brussel", 1).replace("seats", "seets", 1)
    wrong = wrong.replace('rooms = ["auditorium"]', 'rooms = ["auditorum"]', 1)
    with pytest.raises(BadProgramme) as refusal:
        file.read_programme(wrong)
    with force_locale("en"):
        said = [str(mistake) for mistake in refusal.value.mistakes]
    assert f"Line{shown}".splitlines() == said


@pytest.mark.parametrize("command", [cli.load_programme, cli.export_programme], ids=lambda each: each.name)
def test_every_option_stands_there(command: click.Command) -> None:
    options = [flag for option in command.params for flag in (*option.opts, *option.secondary_opts)]
    assert [flag for flag in options if flag.startswith("--") and f"`{flag}" not in PAGE] == []

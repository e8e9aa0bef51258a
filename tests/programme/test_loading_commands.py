"""The operator's commands: a file makes an edition, goes into its draft, and comes out again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import current_app

from innovfest import InnovFest, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Event, find_event
from innovfest.programme import Release, get_room, get_session
from tests.programme.broken_files import SMALL

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(app: InnovFest) -> Run:
    """Return a runner of commands, which tells how they exit and what they say."""

    def make(*words: str) -> tuple[int, str]:
        db.session.rollback()
        done = current_app.test_cli_runner().invoke(args=list(words))
        db.session.rollback()
        return done.exit_code, done.output

    return make


def written(tmp_path: Path, text: str) -> str:
    """Write a file and return its path."""
    source = tmp_path / "programme.toml"
    source.write_text(text, "utf-8")
    return str(source)


def test_a_file_makes_a_released_edition(run: Run, tmp_path: Path) -> None:
    source = written(tmp_path, SMALL.replace("[event]\n", "[event]\ndate = 2029-05-04\n"))
    assert run("load-programme", source, "--dry-run") == (
        0,
        "A new edition on 2029-05-04 would be made and released, with 2 sessions.\n",
    )
    assert find_event("2029") is None
    assert run("load-programme", source) == (0, "Try-out 2029 is loaded and released.\n")
    made = find_event("2029")
    assert (made is not None and made.release_uid is not None, made and made.example) == (True, True)


def test_a_file_goes_into_the_draft_of_the_edition_that_is_there(
    event: Event, run: Run, tmp_path: Path
) -> None:
    text = programme.shipped_programme().read_text("utf-8").replace('en = "Keynote"', 'en = "Opening"')
    source = written(tmp_path, text)
    says = "Sessions, Keynote: title (en): “Keynote” becomes “Opening”\n"
    day = ("--date", "2027-02-20")
    assert run("load-programme", source, *day, "--dry-run") == (
        0,
        f"{says}1 change would go into the draft.\n",
    )
    assert get_session(event.id, "keynote").title["en"] == "Keynote"
    assert run("load-programme", source, *day) == (
        0,
        f"{says}InnovFest 2027: 1 change in the draft. Nothing is public yet.\n",
    )
    db.session.expire_all()
    assert get_session(event.id, "keynote").title["en"] == "Opening"
    assert db.session.query(Release).count() == 1
    assert run("load-programme", source, *day, "--release") == (0, "InnovFest 2027: 0 changes, released.\n")
    assert db.session.query(Release).count() == 2


def test_seats_of_the_desk_are_taken_from_a_file_only_when_told(
    event: Event, run: Run, tmp_path: Path
) -> None:
    with unit_of_work():
        get_room(event, "breakout-a").seats = 90
    source = written(tmp_path, programme.shipped_programme().read_text("utf-8"))
    says = "Rooms, Break-out A: seats: “90” becomes “120”"
    ends = "in the draft. Nothing is public yet."
    assert run("load-programme", source, "--date", "2027-02-20") == (
        0,
        f"{says} (left as it is)\nInnovFest 2027: 0 changes {ends}\n",
    )
    assert run("load-programme", source, "--date", "2027-02-20", "--live") == (
        0,
        f"{says}\nInnovFest 2027: 1 change {ends}\n",
    )
    db.session.expire_all()
    assert get_room(event, "breakout-a").seats == 120


def test_every_mistake_is_told_on_a_line_and_nothing_is_done(event: Event, run: Run, tmp_path: Path) -> None:
    wrong = SMALL.replace("seats = 80", "seats = -80").replace('"plenary"', '"plenum"')
    status, says = run("load-programme", written(tmp_path, wrong), "--date", "2027-02-20")
    assert (status, says.splitlines()) == (
        1,
        [
            "Error: Line 19: “seats” has to be between 0 and 100000.",
            "Line 51: “plenum” is none of: plenary, breakout, break, reception. Did you mean “plenary”?",
        ],
    )
    assert db.session.query(Release).count() == 1


def test_what_comes_out_goes_in_again(event: Event, run: Run, tmp_path: Path) -> None:
    source = str(tmp_path / "out.toml")
    assert run("export-programme", source) == (0, "")
    first = Path(source).read_text("utf-8")
    assert (
        run("load-programme", source)[1] == "InnovFest 2027: 0 changes in the draft. Nothing is public yet.\n"
    )
    assert run("export-programme") == (0, first)


def test_without_an_edition_nothing_comes_out(run: Run) -> None:
    assert run("export-programme") == (1, "Error: There is no edition yet.\n")

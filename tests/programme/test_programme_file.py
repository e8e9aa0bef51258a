"""The programme as a file: every mistake is named, and what is written is read again."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovfest.database import db
from innovfest.events import Event
from innovfest.programme import BadProgramme, Release, file
from innovfest.programme.file.reading import MOST_BYTES, MOST_GUESSES
from innovfest.programme.file.shape import MOST_ITEMS
from tests.programme.broken_files import BROKEN, SMALL, Broken
from tests.programme.programme_files import exported, imported, programmes, sentences

# Every mistake


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.new[:30])
def test_every_mistake_is_a_sentence_with_its_line(broken: Broken) -> None:
    assert sentences(broken.text) == list(broken.says)


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
def test_all_mistakes_are_told_at_once() -> None:
    wrong = (
        SMALL.replace("seats = 80", "seats = -80").replace('"plenary"', '"plenum"').replace("26:00", "noon")
    )
    assert [said.partition(":")[0] for said in sentences(wrong)] == ["Line 5", "Line 19", "Line 51"]


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "The file is empty."),
        (b"  \n", "The file is empty."),
        (b"a = 1\nb = \xff", "Line 2: This is not UTF-8. Save the file as UTF-8."),
        (b"#" * (MOST_BYTES + 1), "The file is too large: at most 400 kB."),
        ("a = " + "[" * 5000, "The brackets in it are nested too deeply."),
        ("a = 1\nb = " + "1" * 5000, "Line 2: This is no value. Text stands between quotes."),
        (
            "a = 1\n" + "a." * 150_000 + "b = 1",
            "Line 2: “a.a.a.a.a.a.a.a.a.a.…” is no part of a programme file.",
        ),
        ("[" + "a." * 150_000 + "b]", "Line 1: “[a.a.a.a.a.a.a.a.a.a…” is no part of a programme file."),
        (
            "[[tracks]]\n" * (MOST_ITEMS + 1),
            f"Line {MOST_ITEMS + 1}: There are too many [[tracks]]: at most {MOST_ITEMS}.",
        ),
    ],
    ids=["empty", "blank", "not UTF-8", "too large", "deep", "long number", "long key", "long name", "many"],
)
def test_what_is_no_programme_at_all_is_told_so(content: bytes | str, says: str) -> None:
    assert says in sentences(content)


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
def test_a_number_of_thousands_of_digits_is_no_time() -> None:
    wrong = SMALL.replace('"26:00"', "0x" + "f" * 5000)
    assert "“…” is no time." in sentences(wrong)[0]


@pytest.mark.on_sqlite
@pytest.mark.usefixtures("_english")
def test_what_was_meant_is_looked_for_a_few_times_only() -> None:
    speakers = [f'[[speakers]]\nslug = "speaker-no-{n}"\nname = "Sam"\n' for n in range(200)]
    sessions = [
        f'[[sessions]]\nslug = "s-{n}"\nkind = "break"\ntitle = {{ nl = "x" }}\nspeakers = ["speaker-{n}"]\n'
        for n in range(200)
    ]
    told = sentences(SMALL + "\n".join([*speakers, *sessions]))
    assert (len(told), sum("Did you mean" in said for said in told)) == (200, MOST_GUESSES)


def test_a_broken_file_changes_nothing(event: Event) -> None:
    before, releases = exported(event), db.session.query(Release).count()
    for broken in BROKEN:
        with pytest.raises(BadProgramme):
            imported(event, broken.text)
    assert (exported(event), db.session.query(Release).count()) == (before, releases)


@given(st.text(max_size=300))
@settings(max_examples=200)
def test_no_text_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(BadProgramme):
        file.read_programme(text)


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_line_that_goes_wrong_is_the_line_that_is_named(data: st.DataObject) -> None:
    """Any key of any programme: with a value that no key takes, its own line is told."""
    text = file.write_programme(data.draw(programmes()))
    lines = text.split("\n")
    keys = [n for n, line in enumerate(lines) if "slug = " in line and line.startswith("slug")]
    at = data.draw(st.sampled_from(keys))
    lines[at] = "slug = 1979-05-27"
    with pytest.raises(BadProgramme) as refusal:
        file.read_programme("\n".join(lines))
    assert at + 1 in {mistake.line for mistake in refusal.value.mistakes}

"""Filling a frame in gives the bytes that the writer would have written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest.calendars import frames, writer
from innovfest.calendars.writer import Entry, Heading, Person
from innovfest.wording import Wording
from tests.support.documents import RELEASED, venue_time

BASE_URL = "https://innovfest.example"
UIDS = st.from_regex(r"[a-z0-9-]{1,120}@innovfest", fullmatch=True)
MOMENTS = st.integers(0, 10**9).map(lambda seconds: RELEASED + timedelta(seconds=seconds))
OWN = st.fixed_dictionaries({"uid": UIDS, "sequence": st.integers(0, 2**31 - 1), "changed_at": MOMENTS})
TOLD = st.fixed_dictionaries(
    {
        "title": st.text(max_size=200).map(lambda text: Wording(text, "en", False)),
        "description": st.text(max_size=300),
        "alarm": st.sampled_from([None, 0, 10, 1440]),
        "status": st.sampled_from(["CONFIRMED", "TENTATIVE", "CANCELLED"]),
    }
)
ZONE = "Europe/Brussels"


def an_entry(**changes):
    """Describe an hour in a room."""
    entry = Entry(
        uid="",
        sequence=0,
        changed_at=RELEASED,
        starts_at=venue_time("16:30"),
        ends_at=venue_time("18:00"),
        status="CONFIRMED",
        takes_time=True,
        title=Wording("Energy", "en", False),
        description="",
        location="Break-out B",
        url=BASE_URL,
        organiser=Person("olivia@innovfest.example", 'UID: of "Olivia"'),
    )
    return replace(entry, **changes)


@settings(max_examples=150, deadline=None)
@given(OWN, TOLD)
def test_an_entry_is_the_same_to_the_byte(own, told):
    frame = frames.frame_of(an_entry(**told), ZONE)
    assert frame.filled(frames.entry_values(**own)) == writer.component(an_entry(**told, **own), ZONE)


@pytest.mark.parametrize("timezone", ["Europe/Brussels", "America/New_York"])
@pytest.mark.parametrize("source", ["", f"{BASE_URL}/2027/calendar/{'a' * 53}.ics?lang=en"])
def test_a_heading_is_the_same_to_the_byte(timezone, source):
    heading = Heading("UID:no\\, line", "LAST-MODIFIED:\nSOURCE:x", timezone, RELEASED, BASE_URL, source)
    frame = frames.heading_frame(heading)
    values = {"LAST-MODIFIED": "20270101T000000Z", "SOURCE": source}
    moment = datetime(2027, 1, 1, tzinfo=UTC)
    other = replace(heading, changed_at=moment)
    assert frame.filled(values) == writer.beginning(other)


def test_text_that_looks_like_a_property_is_no_hole():
    frame = frames.frame_of(an_entry(description="UID:x\nSEQUENCE:9\nDTSTAMP:now"), ZONE)
    assert sorted(frame.holes) == ["DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "UID"]

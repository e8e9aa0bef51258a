r"""Text is escaped, folded by octets and rid of what does not belong in it (RFC 5545 3.1, 3.3.11)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from innovfest import calendars
from innovfest.calendars.writer import Text
from tests.support.documents import a_document, a_session

BASE_URL = "https://innovfest.example"


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (r"C:\News", rb"C:\\News"),
        ("a;b,c", rb"a\;b\,c"),
        ("first\nsecond", rb"first\nsecond"),
        ("colon: \"quotes\" 'stay'", b"colon: \"quotes\" 'stay'"),
        ("Zoë 李 👩‍🔬", "Zoë 李 👩‍🔬".encode()),
        ("{braces} %s", b"{braces} %s"),
    ],
)
def test_text_is_escaped_as_the_standard_says_and_no_more(typed, written):
    assert Text(typed).to_ical() == written


def test_a_line_is_folded_at_75_octets_between_characters():
    lines = session_lines(title={"en": "é" * 70})
    assert lines[lines.index(b"SUMMARY;LANGUAGE=en:" + "é".encode() * 27) + 1 :][:2] == [
        b" " + "é".encode() * 37,
        b" " + "é".encode() * 6,
    ]


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=200))
def test_no_line_is_over_75_octets_or_cuts_a_character(typed):
    for line in session_lines(title={"en": typed}, abstract={"en": typed}):
        assert len(line) <= 75
        line.decode()


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_nothing_typed_starts_a_line_of_its_own(typed):
    hostile = f"{typed}\r\nATTENDEE:mailto:mallory@example.org\r\n{typed}"
    lines = session_lines(title={"en": hostile}, abstract={"en": hostile})
    assert not [line for line in lines if line.startswith(b"ATTENDEE")]
    names = [line.split(b":")[0].split(b";")[0] for line in lines if line and not line.startswith(b" ")]
    assert names == [
        line.split(b":")[0].split(b";")[0] for line in session_lines() if not line.startswith(b" ")
    ]


def test_control_characters_and_marks_that_turn_text_are_gone():
    written = b"\n".join(session_lines(title={"en": "a\0b\x07c\x7fd\x85e\u202ef"}))
    assert b"SUMMARY;LANGUAGE=en:a b c d ef" in written


def test_every_line_ends_with_carriage_return_and_line_feed():
    document = a_document()
    written = calendars.event_feed(document, "en", base_url=BASE_URL)
    assert written.endswith(b"END:VCALENDAR\r\n")
    assert written.count(b"\n") == written.count(b"\r") == written.count(b"\r\n")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Zoë D'Hoore", 'CN="Zoë D\'Hoore";'),
        ('Alice "Al"; Janssens: a, b', "CN=\"Alice 'Al'; Janssens: a, b\";"),
        ("Alice^nMallory\r\nX:y", 'CN="AlicenMallory X:y";'),
        ("", "ATTENDEE;CUTYPE="),
    ],
)
def test_a_name_in_a_parameter_is_quoted_and_cleaned(alice, name, written):
    sent = invitation(replace(alice, name=name))
    assert written.encode() in sent


@pytest.mark.parametrize(
    ("email", "written"),
    [
        ("alice+fest@example.org", "mailto:alice+fest@example.org"),
        ("o'hara@example.org", "mailto:o'hara@example.org"),
        ("zoë@example.org", "mailto:zo%C3%AB@example.org"),
        ("a?b&c#d@example.org", "mailto:a%3Fb%26c%23d@example.org"),
        ("a@example.org\r\nX:y", "mailto:a@example.org%20X%3Ay"),
    ],
)
def test_an_address_is_written_as_a_uri(alice, email, written):
    assert f":{written}\r\n".encode() in invitation(replace(alice, email=email))


def session_lines(**changes):
    session = a_session(**changes)
    written = calendars.session_file(a_document(), session, "en", base_url=BASE_URL)
    return written.split(b"\r\n")[:-1]


def invitation(agenda):
    written = calendars.invitation(
        a_document(), agenda, "en", base_url=BASE_URL, organiser_address="olivia@innovfest.example"
    )
    return written.replace(b"\r\n ", b"")

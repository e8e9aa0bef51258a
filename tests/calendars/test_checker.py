"""The strict checker lets good calendars through and catches what is planted."""

from dataclasses import replace

import pytest

from innovfest import calendars
from innovfest.calendars import Alarm
from tests.calendars.checker import faults_of, newer_faults
from tests.support.documents import RELEASED, a_document, changed

BASE_URL = "https://innovfest.example"


def a_feed() -> bytes:
    """Write the day of 2027, with an address to follow the minister at."""
    minister = "address-by-the-minister"
    url = "https://video.example/minister"
    document = changed(a_document(), minister, sequence=0, changed_at=RELEASED, online_url=url)
    return calendars.event_feed(document, "en", base_url=BASE_URL)


def a_request(alice, method="REQUEST") -> bytes:
    """Write what a mail carries."""
    return calendars.invitation(
        a_document(), alice, "en", base_url=BASE_URL, organiser_address="innovfest@example.org", method=method
    )


def test_a_good_calendar_has_no_faults(app, alice):
    assert faults_of(a_feed()) == []
    assert faults_of(calendars.agenda(a_document(), alice, "fr", base_url=BASE_URL)) == []
    assert faults_of(a_request(alice)) == []
    assert faults_of(a_request(alice, "CANCEL")) == []


ZONE = b"BEGIN:VTIMEZONE\r\n"
IN_FEED = [
    # what is planted: the bytes that it replaces, and what stands there then (first occurrence)
    (b"\r\nVERSION", b"\nVERSION", "3.1: a line break"),
    (b"END:VCALENDAR\r\n", b"END:VCALENDAR", "3.1: the last line"),
    (b"BEGIN:VCALENDAR", b"\xef\xbb\xbfBEGIN:VCALENDAR", "byte order mark"),
    (b"\r\nVERSION", b"\r\n\r\nVERSION", "empty line"),
    (b"PRODID:", b"PRODID:" + b"x" * 80, "3.1: a line of"),
    (b"\r\nVERSION", b"\r\nX-WR-CALDESC:\xc3\r\n \xa9\r\nVERSION", "3.1.4"),
    (b"VERSION:2.0", b"VERSION:2.0\x07", "control character"),
    (b"VERSION:2.0", b"VERSION 2.0", "3.1: no colon"),
    (b"VERSION:2.0", b":2.0", "no property name"),
    (b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL;VALUE", "3.2: a malformed"),
    (b"REFRESH-INTERVAL;VALUE=DURATION", b"REFRESH-INTERVAL;VALUE=DURATION;VALUE=DURATION", "stands twice"),
    (b"END:VEVENT\r\n", b"", "3.4"),
    (b"END:VEVENT", b"END:VTODO", "3.4"),
    (b"VERSION:2.0\r\n", b"", "VCALENDAR without VERSION"),
    (b"VERSION:2.0", b"VERSION:1.0", "none of 2.0"),
    (b"VERSION:2.0", b"VERSION:2.0\r\nVERSION:2.0", "VERSION stands 2 times"),
    (b"METHOD:PUBLISH", b"METHOD:PUBLISHED", "none of PUBLISH"),
    (b"BEGIN:VEVENT", b"BEGIN:VJOURNAL\r\nEND:VJOURNAL\r\nBEGIN:VEVENT", "VJOURNAL"),
    (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nX-OURS:1\r\n", "nothing that a calendar program reads"),
    (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nTZID:Europe/Brussels\r\n", "TZID may not stand in VEVENT"),
    (b"\r\nSEQUENCE:0", b"", "no SEQUENCE"),
    (b"SEQUENCE:0", b"SEQUENCE:-1", "only rises"),
    (b"SEQUENCE:0", b"SEQUENCE:0\r\nSEQUENCE:1", "SEQUENCE stands 2 times"),
    (b"STATUS:CONFIRMED", b"STATUS:CONFIRMD", "no STATUS"),
    (b"STATUS:CONFIRMED", b"STATUS:NEEDS-ACTION", "no STATUS"),
    (b"TRANSP:TRANSPARENT", b"TRANSP:FREE", "none of OPAQUE"),
    (b"STATUS:CONFIRMED\r\nTRANSP:OPAQUE", b"STATUS:CANCELLED\r\nTRANSP:OPAQUE", "takes time"),
    (b"20270220T143000", b"20270230T143000", "does not exist"),
    (b"20270220T143000", b"20270220T1430", "no DATE-TIME"),
    (b"DTSTART;TZID=Europe/Brussels:20270220T143000", b"DTSTART:20270220T143000", "floating"),
    (
        b"DTSTART;TZID=Europe/Brussels:20270220T143000",
        b"DTSTART;TZID=Europe/Brussels:20270220T143000Z",
        "3.2.19",
    ),
    (b"20270220T150000", b"20270220T140000", "before it starts"),
    (
        b"DTSTART;TZID=Europe/Brussels:20270220T143000",
        b"DTSTART;TZID=Europe/Gent:20270220T143000",
        "not defined",
    ),
    (
        b"DTSTART;TZID=Europe/Brussels:20270220T143000",
        b"DTSTART;TZID=Europe/Brussels:20270328T023000",
        "not exist",
    ),
    (
        b"DTEND;TZID=Europe/Brussels:20270220T150000",
        b"DTEND;TZID=Europe/Brussels:20271031T023000",
        "comes twice",
    ),
    (b"DTSTAMP:20261120T090000Z", b"DTSTAMP:20261120T090000", "3.3.5"),
    (
        b"LAST-MODIFIED:20261120T090000Z\r\nLOCATION",
        b"LAST-MODIFIED:20261121T090000Z\r\nLOCATION",
        "after its stamp",
    ),
    (b"\r\nGEO:", b"\r\nGEO:91.0;4.0\r\nCOMMENT:", "not on the earth"),
    (b"\r\nGEO:", b"\r\nGEO:51.0\\;4.0\r\nCOMMENT:", "not two numbers"),
    (b"COLOR:darkslategray", b"COLOR:#2f4f4f", "no colour name"),
    (b"\r\nURL:https://", b"\r\nURL:https//a b", "no URI"),
    (b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"REFRESH-INTERVAL:PT1H", "VALUE=DURATION is missing"),
    (b"REFRESH-INTERVAL;VALUE=DURATION:PT1H", b"REFRESH-INTERVAL;VALUE=DURATION:1H", "no DURATION"),
    (b"SOURCE;VALUE=URI:", b"SOURCE:", "VALUE=URI is missing"),
    (b"SUMMARY;LANGUAGE=en:", b"SUMMARY;LANGUAGE=en_US:", "no language tag"),
    (b"SUMMARY;LANGUAGE=en:", b"SUMMARY;TZID=en:", "knows no parameter"),
    (b"SUMMARY;LANGUAGE=en:", b"SUMMARY;LANGUAGE=en:one, two ", "not escaped"),
    (b"SUMMARY;LANGUAGE=en:", b"SUMMARY;LANGUAGE=en:C:\\Temp ", "escapes nothing"),
    (b"\r\nUID:session-", b"\r\nUID:session ", "not global"),
    (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nATTENDEE;RSVP=FALSE:mailto:a@b.example\r\n", "ATTENDEE in what"),
    (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nATTENDEE:a@b.example\r\n", "no mailto:"),
    (b"BEGIN:VEVENT\r\n", b"BEGIN:VEVENT\r\nDURATION:PT1H\r\n", "DTEND and DURATION"),
    (
        b"BEGIN:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT10M\r\nEND:VALARM\r\n",
        "DISPLAY",
    ),
    (
        b"BEGIN:VEVENT\r\n",
        b"BEGIN:VEVENT\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\n",
        "without TRIGGER",
    ),
    (b"BYDAY=-1SU;BYMONTH=10", b"BYDAY=-1SU;BYMONTH=9", "Europe/Brussels"),
    (b"TZOFFSETTO:+0100", b"TZOFFSETTO:0100", "no offset"),
    (b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300", "Europe/Brussels"),
    (b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", b"RDATE:20270328T020000", "RDATE"),
    (b"TZID:Europe/Brussels", b"TZID:Romance Standard Time", "no IANA name"),
    (ZONE, ZONE + b"TZID:Europe/Brussels\r\nEND:VTIMEZONE\r\n" + ZONE, "3.6.5"),
]


@pytest.mark.parametrize(("was", "becomes", "said"), IN_FEED, ids=range(len(IN_FEED)))
def test_a_mistake_planted_in_a_feed_is_found(app, was, becomes, said):
    feed = a_feed()
    assert was in feed
    found = faults_of(feed.replace(was, becomes, 1))
    assert any(said in fault for fault in found), found


IN_LONG_LINES = [
    (b"CONFERENCE;", b"CONFERENCE;TZID=en;", "knows no parameter"),
    (b"FEATURE=AUDIO,VIDEO", b"FEATURE=AUDIO,TV", "FEATURE is none"),
    (b"LABEL=Follow on line", b'LABEL=""', "empty LABEL"),
    (b";VALUE=URI:https://video.example", b":https://video.example", "VALUE=URI is missing"),
    (b":https://video.example", b":http://video.example", "anybody on the way"),
    (
        b";VALUE=URI:https://innovfest.example/2027/calendar.png",
        b":https://a.example/",
        "VALUE=URI is missing",
    ),
    (b"DISPLAY=BADGE", b"DISPLAY=LARGE", "DISPLAY is none"),
    (b"FMTTYPE=image/png", b"FMTTYPE=text/html", "no type of a picture"),
    (b":https://innovfest.example/2027/calendar.png", b":/2027/calendar.png", "without a host"),
]


@pytest.mark.parametrize(("was", "becomes", "said"), IN_LONG_LINES, ids=range(len(IN_LONG_LINES)))
def test_a_mistake_planted_in_a_folded_line_is_found(app, was, becomes, said):
    whole = a_feed().replace(b"\r\n ", b"")
    assert was in whole
    found = faults_of(_folded(whole.replace(was, becomes, 1)))
    assert any(said in fault for fault in found), found


def a_reminding_agenda(alice) -> bytes:
    """Write the agenda of someone who wants to be reminded."""
    reminded = replace(alice, alarm=Alarm(15, 1, RELEASED))
    return calendars.agenda(a_document(), reminded, "en", base_url=BASE_URL)


IN_ALARM = [
    (b"ACTION:DISPLAY", b"ACTION:SHOUT", "none of AUDIO"),
    (b"ACTION:DISPLAY\r\n", b"", "VALARM without ACTION"),
    (b"ACTION:DISPLAY", b"ACTION:DISPLAY\r\nSUMMARY:x", "SUMMARY in a DISPLAY alarm"),
    (b"ACTION:DISPLAY", b"ACTION:DISPLAY\r\nATTENDEE:mailto:a@b.example", "ATTENDEE in a DISPLAY alarm"),
    (b"ACTION:DISPLAY", b"ACTION:EMAIL", "an EMAIL alarm without"),
    (b"ACTION:DISPLAY", b"ACTION:DISPLAY\r\nREPEAT:3", "DURATION and REPEAT"),
    (b"ACTION:DISPLAY", b"ACTION:DISPLAY\r\nTRANSP:OPAQUE", "TRANSP may not stand in VALARM"),
    (b"TRIGGER:-PT15M\r\n", b"", "VALARM without TRIGGER"),
    (b"TRIGGER:-PT15M", b"TRIGGER:PT15M", "after what it is about began"),
    (b"TRIGGER:-PT15M", b"TRIGGER:-15M", "no DURATION"),
    (b"TRIGGER:-PT15M", b"TRIGGER:P0D", "not PT0S"),
    (b"TRIGGER:-PT15M", b"TRIGGER;VALUE=DATE-TIME:20270220T150000", "3.8.7"),
    (b"TRIGGER:-PT15M", b"TRIGGER;VALUE=DATE:20270220", "a duration or a time"),
    (b"TRIGGER:-PT15M", b"TRIGGER;RELATED=MIDDLE:-PT15M", "RELATED"),
    (b"TRIGGER:-PT15M", b"TRIGGER:-PT15M\r\nTRIGGER:-PT5M", "TRIGGER stands 2 times"),
    (b"UID:alarm-registration-", b"UID:alarm-signup-", "9074 4"),
    (b"UID:alarm-registration-", b"UID:alarm registration-", "not global"),
    (b"STATUS:CONFIRMED\r\nTRANSP:OPAQUE", b"STATUS:CANCELLED\r\nTRANSP:TRANSPARENT", "alarm for what is"),
]


@pytest.mark.parametrize(("was", "becomes", "said"), IN_ALARM, ids=range(len(IN_ALARM)))
def test_a_mistake_planted_in_an_alarm_is_found(app, alice, was, becomes, said):
    whole = a_reminding_agenda(alice).replace(b"\r\n ", b"")
    if b"alarm-signup-" in becomes:  # the UID of the other entry's alarm
        was = b"UID:alarm-registration-" + alice.registration_uid.encode()
        becomes = b"UID:alarm-signup-" + whole.partition(b"UID:alarm-signup-")[2].partition(b"@")[0]
    assert was in whole
    found = faults_of(_folded(whole.replace(was, becomes, 1)))
    assert any(said in fault for fault in found), found


def test_a_changed_alarm_has_to_be_told(app, alice):
    agenda = a_reminding_agenda(alice)
    assert faults_of(agenda) == []
    found = newer_faults(agenda, agenda.replace(b"TRIGGER:-PT15M", b"TRIGGER:-PT30M"))
    assert [fault.partition(": ")[0] for fault in found] == ["5546 2.1.5"] * agenda.count(b"BEGIN:VALARM")


IN_MAIL = [
    ("REQUEST", b"ORGANIZER:mailto:innovfest@example.org\r\n", b"", "no ORGANIZER"),
    ("REQUEST", b"RSVP=FALSE", b"RSVP=TRUE", "asked to answer"),
    ("REQUEST", b"PARTSTAT=ACCEPTED;", b"", "without PARTSTAT"),
    ("REQUEST", b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "REQUEST for what is cancelled"),
    ("REQUEST", b"ORGANIZER:", b"ORGANIZER;CN=InnovFest:", "more than its address"),
    ("REQUEST", b"PARTSTAT=ACCEPTED", b"PARTSTAT=YES", "none of its words"),
    ("CANCEL", b"STATUS:CANCELLED", b"STATUS:CONFIRMED", "not CANCELLED"),
    ("CANCEL", b"SEQUENCE:", b"PRIORITY:", "no SEQUENCE"),
]


@pytest.mark.parametrize("planted", IN_MAIL, ids=range(len(IN_MAIL)))
def test_a_mistake_planted_in_a_mail_is_found(app, alice, planted):
    method, was, becomes, said = planted
    whole = a_request(alice, method).replace(b"\r\n ", b"")
    assert was in whole
    found = faults_of(_folded(whole.replace(was, becomes, 1)))
    assert any(said in fault for fault in found), found


def _folded(calendar: bytes) -> bytes:
    lines = calendar.split(b"\r\n")
    return b"\r\n".join(line if len(line) <= 75 else _fold(line) for line in lines)


def _fold(line: bytes) -> bytes:
    pieces, rest = [], line.decode()
    while rest:
        size = 74
        while len(rest[:size].encode()) > 73:
            size -= 1
        pieces.append(rest[:size].encode())
        rest = rest[size:]
    return b"\r\n ".join(pieces)


def test_two_entries_in_one_request_are_found(app, alice):
    request = a_request(alice)
    entry = request[request.index(b"BEGIN:VEVENT") : request.index(b"END:VCALENDAR")]
    two = request.replace(b"END:VCALENDAR", entry.replace(b"UID:", b"UID:other-", 1) + b"END:VCALENDAR")
    assert "5546 3.2: a REQUEST is about one UID" in faults_of(two)
    twice = request.replace(b"END:VCALENDAR", entry + b"END:VCALENDAR")
    assert any("stands 2 times" in fault for fault in faults_of(twice))


def test_what_is_no_calendar_is_found():
    assert faults_of(b"BEGIN:VCARD\r\nEND:VCARD\r\n") == ["3.4: the stream is ['VCARD'], not one VCALENDAR"]
    assert faults_of(b"VERSION:2.0\r\n") == ["3.4: VERSION stands outside a calendar"]


def test_a_later_version_is_believed_only_with_a_higher_sequence(app):
    def write(document):
        return calendars.event_feed(document, "en", base_url=BASE_URL)

    document = a_document()
    energy = document.session("energy")
    uid = f"session-{energy.uid}@innovfest"
    newer = {"sequence": 1, "changed_at": energy.changed_at.replace(hour=10)}
    good = changed(document, "energy", rooms=("break-out-c",), **newer)
    assert newer_faults(write(document), write(good)) == []
    silent = changed(document, "energy", rooms=("break-out-c",), sequence=0, changed_at=energy.changed_at)
    assert newer_faults(write(document), write(silent)) == [
        f"5546 2.1.4: LOCATION of {uid} changed, and SEQUENCE did not",
        f"5546 2.1.5: {uid} changed, and neither SEQUENCE nor DTSTAMP tells",
    ]
    assert newer_faults(write(good), write(document)) == [
        f"5546 2.1.4: SEQUENCE of {uid} fell",
        f"5546 2.1.5: DTSTAMP of {uid} went back",
    ]

"""The event, one session and one's own agenda: what stands in their calendars, to the byte."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from icalendar import Calendar

from innovfest import calendars
from innovfest.calendars import Signup
from innovfest.programme.document import SpeakerPart
from tests.support.documents import RELEASED, a_document, a_session, an_event, changed, texts, venue_time
from tests.support.own_calendars import goes_unasked

BASE_URL = "https://innovfest.example"
GOLDEN = Path(__file__).with_name("energy.ics")
ENERGY, SUSTAINABILITY = 7, 6


def test_a_session_is_written_to_the_byte_as_in_the_file_beside_this_test():
    document = a_document()
    written = calendars.session_file(document, document.session("energy"), "en", base_url=BASE_URL)
    assert written == GOLDEN.read_bytes()


def test_the_same_facts_give_the_same_bytes(alice):
    def all_files():
        document = a_document()
        return [
            calendars.event_feed(document, "nl", base_url=BASE_URL),
            calendars.session_file(document, document.session("labour"), "fr", base_url=BASE_URL),
            calendars.agenda(document, alice, "en", base_url=BASE_URL),
            calendars.invitation(
                document, alice, "en", base_url=BASE_URL, organiser_address="olivia@innovfest.example"
            ),
        ]

    assert all_files() == all_files()


def test_a_feed_says_what_it_is_and_where_it_can_be_fetched_again():
    feed = read(calendars.event_feed(a_document(), "en", base_url=BASE_URL))
    assert {name: feed[name].to_ical().decode() for name in feed} == {
        "VERSION": "2.0",
        "PRODID": "-//InnovFest//InnovFest calendars//EN",
        "CALSCALE": "GREGORIAN",
        "METHOD": "PUBLISH",
        "NAME": "InnovFest 2027",
        "X-WR-CALNAME": "InnovFest 2027",
        "X-WR-TIMEZONE": "Europe/Brussels",
        "DESCRIPTION": r"Six spearhead clusters\, one afternoon about innovation.",
        "X-WR-CALDESC": r"Six spearhead clusters\, one afternoon about innovation.",
        "LAST-MODIFIED": "20261120T090000Z",
        "COLOR": "darkslategray",
        "REFRESH-INTERVAL": "PT1H",
        "X-PUBLISHED-TTL": "PT1H",
        "URL": f"{BASE_URL}/2027/",
        "IMAGE": f"{BASE_URL}/2027/calendar.png",
        "SOURCE": f"{BASE_URL}/2027/calendar.ics?lang=en",
    }


def test_a_feed_invites_nobody(alice):
    for written in (
        calendars.event_feed(a_document(), "en", base_url=BASE_URL),
        calendars.agenda(a_document(), alice, "en", base_url=BASE_URL),
    ):
        assert b"ATTENDEE" not in written
        assert b"alice@example.org" not in written


def test_the_event_lists_every_session_in_the_readers_language():
    written = calendars.event_feed(a_document(), "fr", base_url=BASE_URL)
    assert [str(entry["SUMMARY"]) for entry in vevents(written)] == [
        session.title["fr"] for session in a_document().sessions
    ]


def test_a_title_that_is_not_translated_says_which_language_it_is_in():
    session = a_session(title={"nl": "Energie"})
    (entry,) = vevents(calendars.session_file(a_document(), session, "fr", base_url=BASE_URL))
    assert (str(entry["SUMMARY"]), entry["SUMMARY"].params["LANGUAGE"]) == ("Energie", "nl")


def test_a_cancelled_session_stays_with_its_uid_and_a_higher_sequence():
    document = a_document()
    cancelled = changed(document, "energy", cancelled=True)
    before = entry_of(calendars.event_feed(document, "en", base_url=BASE_URL), "energy")
    after = entry_of(calendars.event_feed(cancelled, "en", base_url=BASE_URL), "energy")
    assert (before["STATUS"], before["TRANSP"], before["SEQUENCE"]) == ("CONFIRMED", "OPAQUE", 0)
    assert (after["STATUS"], after["TRANSP"], after["SEQUENCE"]) == ("CANCELLED", "TRANSPARENT", 1)
    assert str(after["SUMMARY"]) == "Cancelled: Break-out: Energy"
    assert after["UID"] == before["UID"]
    assert after["DTSTAMP"].dt == after["LAST-MODIFIED"].dt == cancelled.released_at


def test_a_change_of_one_session_leaves_the_others_as_they_were():
    document = a_document()
    moved = changed(document, "energy", rooms=("break-out-c",))
    before = vevents(calendars.event_feed(document, "en", base_url=BASE_URL))
    after = vevents(calendars.event_feed(moved, "en", base_url=BASE_URL))
    different = [
        new["SUMMARY"] for old, new in zip(before, after, strict=True) if old.to_ical() != new.to_ical()
    ]
    assert different == ["Break-out: Energy"]


def test_a_session_in_two_rooms_names_both_in_fill_order():
    session = a_session(rooms=("auditorium", "urban-foyer"))
    (entry,) = vevents(calendars.session_file(a_document(), session, "en", base_url=BASE_URL))
    assert entry["LOCATION"] == (
        "Auditorium, Urban foyer, Lamot, Van Beethovenstraat 8-10, 2800 Mechelen, Belgium"
    )
    assert "Urban foyer: First floor" in entry["DESCRIPTION"]


def test_what_is_known_of_an_earlier_edition_only_is_marked_so():
    keynote = a_document().session("keynote")
    (entry,) = vevents(calendars.session_file(a_document(), keynote, "en", base_url=BASE_URL))
    assert "Jürgen Ingels, SmartFin (Speaker in 2024)" in entry["DESCRIPTION"]


def test_the_notes_of_an_example_programme_go_with_each_entry():
    for document, said in ((a_document(), True), (a_document(event=an_event(example=False)), False)):
        written = calendars.session_file(document, document.session("energy"), "en", base_url=BASE_URL)
        assert ("This is an example programme." in entry_of(written, "energy")["DESCRIPTION"]) is said


def test_a_zone_that_is_not_written_by_hand_gets_times_in_utc():
    document = a_document(event=an_event(timezone="America/New_York"))
    written = calendars.event_feed(document, "en", base_url=BASE_URL)
    assert b"VTIMEZONE" not in written
    assert entry_of(written, "energy")["DTSTART"].to_ical() == b"20270220T153000Z"


def test_the_hour_that_the_clock_passes_twice_is_written_in_utc():
    session = a_session(
        starts_at=datetime(2027, 10, 31, 1, 30, tzinfo=UTC), ends_at=datetime(2027, 10, 31, 2, 30, tzinfo=UTC)
    )
    (entry,) = vevents(calendars.session_file(a_document(), session, "en", base_url=BASE_URL))
    assert (entry["DTSTART"].to_ical(), entry["DTEND"].to_ical()) == (
        b"20271031T013000Z",
        b"20271031T023000Z",
    )


def test_ones_own_agenda_is_the_day_what_is_for_everybody_and_each_seat(alice):
    document = a_document()
    written = calendars.agenda(document, alice, "en", base_url=BASE_URL)
    own = [session for session in document.sessions if goes_unasked(session) or session.slug == "energy"]
    assert {session.slug for session in own} > {"keynote", "energy"}
    assert [(str(entry["SUMMARY"]), str(entry["UID"])) for entry in vevents(written)] == [
        ("InnovFest 2027", f"registration-{alice.registration_uid}@innovfest"),
        *(
            (session.title["en"], f"signup-{alice.registration_uid}-{session.uid}@innovfest")
            for session in sorted(own, key=lambda session: session.id)
        ),
    ]


def test_a_seat_given_back_stays_in_ones_agenda_as_cancelled(alice):
    seats = (
        replace(alice.signups[0], held=False, sequence=1, changed_at=RELEASED.replace(hour=12)),
        Signup(SUSTAINABILITY, held=True, sequence=0, changed_at=RELEASED.replace(hour=12)),
    )
    written = calendars.agenda(a_document(), replace(alice, signups=seats), "en", base_url=BASE_URL)
    assert [
        (str(entry["SUMMARY"]), entry["STATUS"], entry["TRANSP"], entry["SEQUENCE"])
        for entry in vevents(written)
        if "Break-out" in entry["SUMMARY"]
    ] == [
        ("Break-out: Sustainability", "CONFIRMED", "OPAQUE", 0),
        ("Cancelled: Break-out: Energy", "CANCELLED", "TRANSPARENT", 1),
    ]


def test_cancelling_the_day_cancels_all_that_was_in_it(alice):
    written = calendars.agenda(a_document(), replace(alice, status="cancelled"), "en", base_url=BASE_URL)
    statuses = [entry["STATUS"] for entry in vevents(written)]
    assert (set(statuses), len(statuses) > 2) == ({"CANCELLED"}, True)


def test_the_day_lists_the_agenda_with_its_rooms_in_words(alice):
    written = calendars.agenda(a_document(), alice, "en", base_url=BASE_URL)
    assert str(vevents(written)[0]["DESCRIPTION"]) == (
        "Your agenda:\n"
        "14:30–15:00 Arrival, Urban foyer\n"
        "15:00–15:15 Research Clusters: the results of the VUB study, Auditorium\n"
        "15:15–15:50 Keynote, Auditorium\n"
        "15:50–16:00 Address by the Flemish Minister of Economy and Innovation, Auditorium\n"
        "16:00–16:30 Coffee, Urban foyer\n"
        "16:30–18:00 Break-out: Energy, Break-out B\n"
        "18:00–19:00 Reception, Urban foyer\n"
        "\n"
        "At the door your name is enough.\n"
        "\n"
        "Fifteen minutes on foot from the station.\n"
        "\n"
        "This is an example programme.\n"
        "\n"
        f"The link to your registration is in our mails. Lost it? {BASE_URL}/2027/lost-link\n"
        "\n"
        f"The programme: {BASE_URL}/2027/"
    )


def test_a_session_on_another_day_than_the_first_is_listed_with_its_date(alice):
    late = changed(
        a_document(),
        "reception",
        starts_at=venue_time("00:30", day="2027-02-21"),
        ends_at=venue_time("02:00", day="2027-02-21"),
    )
    day = vevents(calendars.agenda(late, alice, "en", base_url=BASE_URL))[0]
    assert "21 February 00:30–02:00 Reception, Urban foyer" in day["DESCRIPTION"]


def test_a_seat_in_a_session_that_the_release_does_not_know_is_left_out(alice):
    seats = (*alice.signups, Signup(99, held=True, sequence=0, changed_at=RELEASED))
    written = calendars.agenda(a_document(), replace(alice, signups=seats), "en", base_url=BASE_URL)
    assert written == calendars.agenda(a_document(), alice, "en", base_url=BASE_URL)


def test_ones_own_agenda_says_where_it_can_be_fetched_again_and_holds_no_link_that_gives_power(alice):
    without = read(calendars.agenda(a_document(), alice, "en", base_url=BASE_URL))
    source = f"{BASE_URL}/2027/calendar/SECRET.ics?lang=en"
    linked = replace(alice, link=f"{BASE_URL}/2027/my/POWER")
    written = calendars.agenda(a_document(), linked, "en", base_url=BASE_URL, source=source)
    assert "SOURCE" not in without
    assert (str(read(written)["SOURCE"]), str(read(written)["URL"])) == (source, f"{BASE_URL}/2027/")
    assert b"POWER" not in written.replace(b"\r\n ", b"")


def test_an_edition_with_its_year_in_the_name_gets_no_second_one():
    document = a_document(event=an_event(name="InnovFest 2027", summary=texts("a", "b", "c")))
    assert read(calendars.event_feed(document, "en", base_url=BASE_URL))["NAME"] == "InnovFest 2027"


def read(written):
    return Calendar.from_ical(written)


def vevents(written):
    return read(written).walk("VEVENT")


def entry_of(written, slug):
    return next(entry for entry in vevents(written) if str(entry["URL"]).endswith(f"/sessions/{slug}"))


def test_who_is_not_there_gets_the_address_on_line_and_the_portrait(app):
    document = a_document()
    photo = {"photo": "a" * 64, "focus_x": 400}
    people = tuple(replace(who, **photo) if who.slug == "sam" else who for who in document.speakers)
    cast = (SpeakerPart("jo-brouns", "host"), SpeakerPart("sam", "speaker"))
    url = "https://video.example/a;b,c?d=e"
    document = changed(replace(document, speakers=people), "energy", online_url=url, speakers=cast)
    (entry,) = vevents(calendars.session_file(document, document.session("energy"), "fr", base_url=BASE_URL))
    conference, image = entry["CONFERENCE"], entry["IMAGE"]
    assert (str(conference), conference.params["LABEL"]) == (url, "Suivre en ligne")
    assert (conference.params["FEATURE"], conference.params["LANGUAGE"]) == (["AUDIO", "VIDEO"], "fr")
    assert str(image) == f"{BASE_URL}/2027/photos/{'a' * 64}/400-500/320.jpg"
    assert dict(image.params) == {"VALUE": "URI", "DISPLAY": "BADGE", "FMTTYPE": "image/jpeg"}
    assert f"Suivre en ligne : {url}" in str(entry["DESCRIPTION"]).replace("\u00a0", " ")
    feed = read(calendars.narrowed_feed(document, "speakers", "sam", "fr", base_url=BASE_URL))
    assert str(feed["IMAGE"]) == str(image)


def test_nobody_is_sent_to_a_session_that_does_not_take_place():
    document = changed(a_document(), "energy", online_url="https://video.example/energy", cancelled=True)
    written = calendars.session_file(document, document.session("energy"), "en", base_url=BASE_URL)
    assert b"video.example" not in written

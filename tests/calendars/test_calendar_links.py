"""The links that add a calendar, or one entry, to the program that someone uses."""

from urllib.parse import parse_qs, urlsplit

from innovfest import calendars
from tests.support.documents import a_document, changed

BASE_URL = "https://innovfest.example"
FEED = f"{BASE_URL}/2027/calendar.ics?lang=fr"


def test_a_calendar_is_subscribed_to_in_each_program():
    links = calendars.links(FEED, name="InnovFest 2027")
    assert links.https == FEED
    assert links.webcal == links.apple == "webcal://innovfest.example/2027/calendar.ics?lang=fr"
    assert asked(links.google) == {"cid": links.webcal}
    assert asked(links.outlook) == asked(links.office) == {"url": FEED, "name": "InnovFest 2027"}


def test_one_session_is_added_with_its_time_place_and_words():
    document = a_document()
    links = calendars.entry_links(document, document.session("energy"), "en", base_url=BASE_URL)
    place = "Break-out B, Lamot, Van Beethovenstraat 8-10, 2800 Mechelen, Belgium"
    assert links.https == links.apple == f"{BASE_URL}/2027/sessions/energy.ics?lang=en"
    assert links.webcal == "webcal://innovfest.example/2027/sessions/energy.ics?lang=en"
    google, outlook = asked(links.google), asked(links.outlook)
    assert (google["text"], google["dates"], google["location"]) == (
        "Break-out: Energy",
        "20270220T153000Z/20270220T170000Z",
        place,
    )
    assert (outlook["subject"], outlook["startdt"], outlook["enddt"], outlook["location"]) == (
        "Break-out: Energy",
        "2027-02-20T15:30:00Z",
        "2027-02-20T17:00:00Z",
        place,
    )


def test_hostile_words_stay_inside_their_part_of_the_link():
    document = changed(a_document(), "energy", title={"en": "a&dates=1999#<script>"})
    links = calendars.entry_links(document, document.session("energy"), "en", base_url=BASE_URL)
    assert asked(links.google)["text"] == asked(links.office)["subject"] == "a&dates=1999#<script>"


def asked(link):
    return {name: values[0] for name, values in parse_qs(urlsplit(link).query, strict_parsing=True).items()}

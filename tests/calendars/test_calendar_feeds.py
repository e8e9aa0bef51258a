"""What was written from a release is kept, and never given for another."""

from datetime import timedelta

from innovfest.calendars import feeds, files
from tests.support.documents import a_document, changed

BASE_URL = "https://innovfest.example"


def test_a_calendar_is_written_once_for_a_release():
    first = feeds.of_event(a_document(), "nl", base_url=BASE_URL)
    assert feeds.of_event(a_document(), "nl", base_url=BASE_URL) is first
    assert first == files.event_feed(a_document(), "nl", base_url=BASE_URL)


def test_whatever_a_calendar_depends_on_gives_another():
    document = a_document()
    energy, labour = document.session("energy"), document.session("labour")
    restored = a_document(released_at=document.released_at + timedelta(seconds=1))
    given = [
        feeds.of_event(document, "nl", base_url=BASE_URL),
        feeds.of_event(document, "fr", base_url=BASE_URL),
        feeds.of_event(document, "nl", base_url="https://other.example"),
        feeds.of_event(changed(document, "energy", cancelled=True), "nl", base_url=BASE_URL),
        feeds.of_event(restored, "nl", base_url=BASE_URL),
        feeds.of_session(document, energy, "nl", base_url=BASE_URL),
        feeds.of_session(document, labour, "nl", base_url=BASE_URL),
    ]
    assert len(set(given)) == len(given)


def test_only_so_many_are_kept():
    for number in range(feeds.KEPT + 10):
        feeds.of_session(a_document(number=number), a_document().session("energy"), "nl", base_url=BASE_URL)
    assert feeds._kept.cache_info().currsize == feeds.KEPT

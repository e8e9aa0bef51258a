"""The whole job, in real browsers: from the home page to a seat, a badge, and through the door."""

from collections.abc import Callable

import pytest

from tests.journeys.people import Attendee, Organiser, Steward, address_of, path_of

pytestmark = pytest.mark.journey

JOURNEYS = [
    *(("sqlite", "phone", language) for language in ("nl", "en", "fr")),
    ("sqlite", "desktop", "en"),
    ("postgresql", "desktop", "nl"),
]


@pytest.mark.parametrize(("running", "device", "language"), JOURNEYS, indirect=["running"])
def test_from_the_home_page_through_the_door(
    an_attendee_at: Callable[..., Attendee],
    olivia_at: Callable[..., Organiser],
    dora_who_films: Callable[..., Steward],
    device: str,
    language: str,
) -> None:
    name = f"Alice{device}{language}"
    olivia, alice = olivia_at("desktop", language), an_attendee_at(device, language)
    registered, arrived = olivia.figure("Registered"), olivia.figure("Arrived")
    in_energy, in_labour = olivia.taken("energy"), olivia.taken("labour-market")

    her_page = alice.register(name, "Example", session="energy")
    assert olivia.figure("Registered") == registered + 1
    assert olivia.taken("energy") == in_energy + 1

    letter = olivia.letter_to(address_of(name))
    assert letter.qr_is_shown()
    assert path_of(her_page) in [path_of(link) for link in letter.links()]
    assert her_page in letter.part(0)
    assert letter.part(1).count("BEGIN:VEVENT") >= 1

    alice.page.goto(her_page)
    alice.change_to("labour-market")
    assert (olivia.taken("energy"), olivia.taken("labour-market")) == (in_energy, in_labour + 1)
    alice.change_to("plenary")
    assert olivia.taken("labour-market") == in_labour

    olivia.make_gate(f"Entrance {device} {language}")
    dora = dora_who_films(alice.picture_of_badge(), language)
    dora.enrol(olivia.show_enrolment())
    welcome = dora.verdict("good")
    assert f"{name} Example" in welcome
    assert "Example Works" in welcome
    assert f"Entrance {device} {language}" in dora.verdict("warn")
    assert olivia.figure("Arrived") == arrived + 1

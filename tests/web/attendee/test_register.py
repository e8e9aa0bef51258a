"""The registration page: one page, once or twice, with nothing lost."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from innovfest import InnovFest, breakouts, registration
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.programme import get_session
from innovfest.registration import Registration, link_of
from tests.conftest import NOON, OLIVIA


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let the machine's clock stand at a moment."""
    with time_machine.travel(moment, tick=False):
        yield


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with at(NOON):
        yield


def typed(**changes: str) -> dict[str, str]:
    """Return what Alice types."""
    return {
        "form_id": str(uuid.uuid4()),
        "first_name": "Alice",
        "last_name": "Example",
        "email": "alice@example.org",
        "organisation": "Example Works",
        "kind": "company",
        "slot-break-outs": "energy",
        **changes,
    }


def people() -> list[Registration]:
    """Read all registrations afresh."""
    db.session.expire_all()
    return list(db.session.query(Registration).order_by(Registration.id))


def test_one_form_gives_a_place_a_seat_and_the_qr_at_once(client: FlaskClient, event: Event) -> None:
    answer = client.post("/2027/register?lang=en", data=typed())
    assert answer.status_code == 303
    page = client.get(answer.headers["Location"]).text
    assert "You have a place, Alice" in page
    assert 'role="img"><title>The QR code of your badge' in page
    assert "Break-out: Energy" in page
    assert "your name is enough" in page
    calendar = f"{answer.headers['Location'].partition('?')[0]}calendar"
    assert "webcal://" in client.get(calendar).text
    assert [s.status for s in breakouts.list_signups(people()[0])] == ["held"]


def test_the_form_names_what_is_missing_and_keeps_the_rest(client: FlaskClient, event: Event) -> None:
    answer = client.post("/2027/register?lang=en", data=typed(first_name="  ", email="alice@", diet="vegan"))
    assert answer.status_code == 422
    assert "Enter your first name." in answer.text
    assert "This is not an e-mail address we can write to." in answer.text
    assert 'value="Example Works"' in answer.text
    assert ">\r\nvegan</textarea>" in answer.text
    assert re.search(r'<input[^>]*checked[^>]*value="energy"', answer.text)
    assert people() == []


@pytest.mark.parametrize(
    ("field", "most"),
    [
        ("first_name", 60),
        ("last_name", 60),
        ("organisation", 120),
        ("job_title", 120),
        ("diet", 300),
        ("access_needs", 600),
    ],
)
def test_every_field_has_a_limit(client: FlaskClient, event: Event, field: str, most: int) -> None:
    more = {"special_data": "y", field: "x" * (most + 1)}
    answer = client.post("/2027/register?lang=en", data=typed(**more))
    assert answer.status_code == 422
    assert f"Use at most {most} characters." in answer.text
    assert client.post("/2027/register", data=typed(**{**more, field: "x" * most})).status_code == 303


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "=1+1", "{braces} %s", "👩‍🔬", "مرحبا"])
def test_hostile_text_is_text(client: FlaskClient, event: Event, text: str) -> None:
    answer = client.post("/2027/register?lang=en", data=typed(organisation=text))
    page = client.get(answer.headers["Location"]).text
    assert "<script>alert" not in page
    assert people()[0].organisation == text


def test_line_breaks_and_nul_do_not_get_into_a_name(client: FlaskClient, event: Event) -> None:
    client.post("/2027/register", data=typed(first_name="Al\x00ice\r\nBcc: x", email="alice@example.org"))
    assert people()[0].first_name == "Al ice Bcc: x"


@pytest.mark.parametrize(
    "address",
    ["alice", "a@b", "alice@example.org\r\nBcc: bob@example.org", "a b@c.org", "@x.org", "zoë@x.org"],
)
def test_an_address_that_can_not_be_is_refused(client: FlaskClient, event: Event, address: str) -> None:
    assert client.post("/2027/register", data=typed(email=address)).status_code == 422


def test_sent_twice_it_is_one_registration(client: FlaskClient, event: Event) -> None:
    form = typed()
    first, second = (client.post("/2027/register", data=form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert (len(people()), db.session.query(OutboxMessage).count()) == (1, 1)


def test_the_same_person_again_sees_nothing_and_gets_the_link(client: FlaskClient, event: Event) -> None:
    client.post("/2027/register", data=typed())
    answer = client.post("/2027/register?lang=en", data=typed(organisation="Elsewhere"))
    assert "You are registered already" in answer.text
    assert link_of(people()[0]) not in answer.text
    assert people()[0].organisation == "Example Works"
    kinds = [m.kind for m in db.session.query(OutboxMessage).order_by(OutboxMessage.id)]
    assert kinds == ["registration.confirmation", "registration.link"]


def test_a_full_session_is_said_beside_it_and_nothing_is_lost(client: FlaskClient, event: Event) -> None:
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "energy"), 0, by=OLIVIA, now=NOON)
    answer = client.post("/2027/register?lang=en", data=typed(job_title="Engineer"))
    assert answer.status_code == 409
    assert "is full. Please choose another session." in answer.text
    assert 'value="Engineer"' in answer.text
    assert people() == []


@pytest.mark.parametrize("choice", ["keynote", "nothing", "1"])
def test_a_session_that_is_no_choice_is_refused(client: FlaskClient, event: Event, choice: str) -> None:
    assert client.post("/2027/register", data=typed(**{"slot-break-outs": choice})).status_code == 422
    assert people() == []


def test_plenary_only_is_a_choice(client: FlaskClient, event: Event) -> None:
    client.post("/2027/register", data=typed(**{"slot-break-outs": "plenary"}))
    assert breakouts.list_signups(people()[0]) == []


def test_diet_needs_its_own_consent(client: FlaskClient, event: Event) -> None:
    answer = client.post("/2027/register?lang=en", data=typed(diet="halal"))
    assert (answer.status_code, "Tick this box" in answer.text) == (422, True)
    client.post("/2027/register", data=typed(diet="halal", special_data="y", photo="no", news="y"))
    alice = people()[0]
    assert (alice.diet, alice.photo_allowed, alice.consents) == ("halal", False, ["special_data", "news"])


def test_neither_photo_answer_is_preset(client: FlaskClient, event: Event) -> None:
    page = client.get("/2027/register").text
    assert re.findall(r'<input[^>]*name="photo"[^>]*>', page)
    assert not re.search(r'<input[^>]*checked[^>]*name="photo"', page)
    client.post("/2027/register", data=typed())
    assert people()[0].photo_allowed is None


@pytest.mark.parametrize(
    ("hours", "says"), [(-1, "Registration is not open yet"), (10**4, "Registration is closed")]
)
def test_outside_its_dates_the_page_says_when(
    client: FlaskClient, event: Event, hours: int, says: str
) -> None:
    with at(event.registration_opens_at + timedelta(hours=hours)):
        page = client.get("/2027/register?lang=en").text
        assert says in page
        assert "<form" not in page or "first_name" not in page
        answer = client.post("/2027/register?lang=en", data=typed())
        assert (answer.status_code, 'value="Alice"' in answer.text) == (409, True)


def test_a_full_day_says_so(client: FlaskClient, event: Event) -> None:
    with unit_of_work():
        event.capacity = 0
    assert "All places are taken" in client.get("/2027/register?lang=en").text


def test_a_lost_token_keeps_what_was_typed(app: InnovFest, event: Event) -> None:
    answer = app.test_client().post("/2027/register?lang=en", data=typed())
    assert answer.status_code == 422
    assert "Please send this once more." in answer.text
    assert 'value="Alice"' in answer.text
    assert people() == []


def test_a_body_over_the_limit_is_refused(client: FlaskClient, event: Event) -> None:
    answer = client.post("/2027/register?lang=en", data=typed(diet="x" * 600_000))
    assert (answer.status_code, "Shorten it" in answer.text) == (413, True)


def test_a_database_that_is_away_asks_to_try_again(
    client: FlaskClient, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(breakouts, "register", away)
    answer = client.post("/2027/register?lang=en", data=typed())
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Nothing was lost or changed." in answer.text
    monkeypatch.undo()
    assert people() == []


def test_the_page_speaks_the_browsers_language(client: FlaskClient, event: Event) -> None:
    def language(header: str) -> str:
        page = client.get("/2027/register", headers={"Accept-Language": header}).text
        return re.search(r'<html lang="(\w+)"', page).group(1)  # type: ignore[union-attr]

    assert [language(h) for h in ("fr-BE,fr;q=0.9", "en-GB", "de", "nl-BE")] == ["fr", "en", "nl", "nl"]


def test_a_choice_of_language_stays(client: FlaskClient, event: Event) -> None:
    client.get("/2027/register?lang=fr")
    page = client.get("/2027/register", headers={"Accept-Language": "en"}).text
    assert '<html lang="fr"' in page


def test_fields_help_the_keyboard_and_the_autofill(client: FlaskClient, event: Event) -> None:
    page = client.get("/2027/register").text
    for name, token in {
        "first_name": "given-name",
        "last_name": "family-name",
        "email": "email",
        "organisation": "organization",
        "job_title": "organization-title",
    }.items():
        tag = re.search(rf'<input[^>]*name="{name}"[^>]*>', page).group(0)  # type: ignore[union-attr]
        assert f'autocomplete="{token}"' in tag
    assert 'inputmode="email"' in page


def test_a_link_of_another_edition_opens_nothing(
    client: FlaskClient, event: Event, alice: Registration
) -> None:
    assert client.get(f"/2031/my/{registration.link_of(alice)}/").status_code == 404

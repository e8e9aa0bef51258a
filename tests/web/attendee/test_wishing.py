"""Wishes as an attendee meets them: ranked, shared with colleagues, answered, explained."""

import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import current_app, render_template
from flask.testing import FlaskClient
from flask_babel import force_locale

from innovfest import clock
from innovfest.breakouts import WaitlistEntry, wishes
from innovfest.breakouts.wishes.letters import compose_allocation
from innovfest.database import db
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.registration import Registration, link_of
from tests.breakouts.test_waitlist import holds, resize
from tests.conftest import NOON
from tests.support.wishing import LATER, Round

DORA = {
    "first_name": "Dora",
    "last_name": "Example",
    "email": "dora@example.org",
    "organisation": "Example Works",
    "kind": "company",
}
Maker = Callable[..., Registration]


@pytest.fixture(autouse=True)
def in_english_at_noon(monkeypatch: pytest.MonkeyPatch, client: FlaskClient, event: Event) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    client.get("/2027/?lang=en")


@pytest.fixture
def wishing(event: Event) -> Round:
    return Round.opened(event)


def own(person: Registration, path: str = "wishes/break-outs") -> str:
    return f"/2027/my/{link_of(person)}/{path}"


def ranked(*slugs: str) -> dict[str, str]:
    return {f"wish-break-outs-{rank}": slug for rank, slug in enumerate(slugs, 1)}


def find(email: str) -> Registration:
    db.session.rollback()
    return db.session.query(Registration).filter_by(email=email).one()


def test_one_wishes_while_registering(client: FlaskClient, wishing: Round) -> None:
    page = client.get("/2027/register?session=energy").text
    assert "slot-break-outs" not in page
    assert re.search(r'<option selected value="energy">', page)
    form = {**DORA, "form_id": str(uuid.uuid4()), **ranked("energy", "", "sustainability")}
    answer = client.post("/2027/register", data=form)
    assert answer.status_code == 303
    assert wishing.wanted(find("dora@example.org")) == ["energy", "sustainability"]
    mine = client.get(answer.location).text
    assert "Your wishes" in mine


def test_a_session_twice_is_refused_where_it_stands(client: FlaskClient, wishing: Round) -> None:
    form = {**DORA, "form_id": str(uuid.uuid4()), **ranked("energy", "energy")}
    answer = client.post("/2027/register", data=form)
    assert answer.status_code == 422
    assert "stands twice among your wishes" in answer.text
    assert 'value="Dora"' in answer.text


def test_a_page_from_before_asks_for_wishes_and_loses_nothing(client: FlaskClient, wishing: Round) -> None:
    form = {**DORA, "form_id": str(uuid.uuid4()), "slot-break-outs": "energy"}
    answer = client.post("/2027/register", data=form)
    assert answer.status_code == 409
    assert "are given by wishes" in answer.text
    assert "wish-break-outs-1" in answer.text
    assert 'value="Dora"' in answer.text


def test_wishes_that_closed_meanwhile_lose_nothing(
    client: FlaskClient, wishing: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    form = {**DORA, "form_id": str(uuid.uuid4()), **ranked("energy")}
    answer = client.post("/2027/register", data=form)
    assert answer.status_code in (303, 409)
    page = client.get("/2027/register").text
    assert "Wishes closed on" in page
    assert "wish-break-outs-1" not in page


def test_one_changes_ones_wishes(client: FlaskClient, wishing: Round, alice: Registration) -> None:
    assert "My wishes" in client.get(own(alice)).text
    assert client.post(own(alice), data=ranked("energy", "labour-market")).status_code == 303
    assert wishing.wanted(alice) == ["energy", "labour-market"]
    page = client.get(own(alice)).text
    assert wishing.code(alice) in page
    assert "Your wishes are kept." in page
    client.post(own(alice), data=ranked("energy", "labour-market"))
    assert "Nothing has changed." in client.get(own(alice)).text
    twice = client.post(own(alice), data=ranked("energy", "energy"))
    assert (twice.status_code, "stands twice" in twice.text) == (422, True)
    client.post(own(alice), data=ranked())
    assert wishing.wanted(alice) == []


def test_the_break_outs_page_leads_to_the_wishes(
    client: FlaskClient, wishing: Round, alice: Registration
) -> None:
    page = client.get(own(alice, "breakouts")).text
    assert "My wishes" in page
    assert 'name="slot-break-outs"' not in page
    refused = client.post(own(alice, "breakouts"), data={"slot-break-outs": "energy"})
    assert (refused.status_code, "are given by wishes" in refused.text) == (409, True)
    line = client.post(own(alice, "lines/energy"))
    assert line.status_code == 303
    assert "are given by wishes" in client.get(own(alice, "breakouts")).text


def test_colleagues_stay_together_by_a_code(client: FlaskClient, wishing: Round, an_attendee: Maker) -> None:
    alice, bob = an_attendee("Alice"), an_attendee("Bob")
    wishing.rank(alice, "energy")
    code = wishing.code(alice).lower().replace("-", " ")
    assert client.post(own(bob, "wishes/break-outs/together"), data={"code": code}).status_code == 303
    assert wishing.wanted(bob) == ["energy"]
    assert "Alice Example" in client.get(own(bob)).text
    wrong = client.post(own(bob, "wishes/break-outs/together"), data={"code": "ABCD-EFGH-IJKL"})
    assert (wrong.status_code, "No group has this code" in wrong.text) == (422, True)
    empty = client.post(own(bob, "wishes/break-outs/together"), data={"code": ""})
    assert (empty.status_code, "Enter the code" in empty.text) == (422, True)
    assert client.post(own(bob, "wishes/break-outs/apart")).status_code == 303
    wishing.rank(alice, "labour-market")
    assert wishing.wanted(bob) == ["energy"]


@pytest.mark.parametrize("together", ["colleague", "companion"])
def test_a_colleague_can_share_the_wishes(
    client: FlaskClient, wishing: Round, alice: Registration, together: str
) -> None:
    wishing.rank(alice, "energy", "sustainability")
    assert "Keep us together" in client.get(own(alice, "colleague")).text
    form = {**DORA, "form_id": str(uuid.uuid4()), "together": together, **ranked("labour-market")}
    assert client.post(own(alice, "colleague"), data=form).status_code == 303
    dora = find("dora@example.org")
    assert wishing.wanted(dora) == ["energy", "sustainability"]
    members = wishing.ranking(alice).members
    assert [member.companion for member in members] == [False, together == "companion"]


def test_a_colleague_can_wish_for_themselves(
    client: FlaskClient, wishing: Round, alice: Registration
) -> None:
    form = {**DORA, "form_id": str(uuid.uuid4()), "together": "", **ranked("labour-market")}
    assert client.post(own(alice, "colleague"), data=form).status_code == 303
    assert wishing.wanted(find("dora@example.org")) == ["labour-market"]


def test_everybody_is_told_what_became_of_their_wishes(
    client: FlaskClient, event: Event, wishing: Round, an_attendee: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    resize(event, energy=1, sustainability=1, labour_market=1)
    people = [an_attendee(name) for name in ("Alice", "Bob", "Charlie", "Dora")]
    for person in people:
        wishing.rank(person, "energy", "sustainability", "labour-market")
    before = client.get("/2027/allocation/break-outs").text
    assert wishing.row.commitment in before
    assert wishing.row.seed not in before
    assert client.get("/2027/allocation/break-outs.json").status_code == 404
    monkeypatch.setattr(clock, "now", lambda: LATER)
    wishing.publish()
    given = dict(zip(holds(*people), people, strict=True))
    lucky, unlucky = client.get(own(given["energy"])).text, client.get(own(given[""])).text
    assert "You have a seat: wish 1" in lucky
    assert "None of your wishes could be met" in unlucky
    assert unlucky.count("<dt>") == 3
    assert "in line for" in unlucky
    page = client.get("/2027/allocation/break-outs").text
    assert wishing.row.seed in page
    document = client.get("/2027/allocation/break-outs.json").json
    assert wishes.verify(document).faults == []
    for person in people:
        assert person.email not in json.dumps(document)
    assert_told_by_mail(given)


@pytest.mark.parametrize("together", ["colleague", "companion"])
def test_a_line_parts_nobody_from_the_companion_they_need(
    client: FlaskClient, wishing: Round, alice: Registration, monkeypatch: pytest.MonkeyPatch, together: str
) -> None:
    """Colleagues who got nothing stand in line one by one; a companion is not there for themselves."""
    resize(wishing.event, energy=1, sustainability=1, labour_market=1)
    wishing.rank(alice, "energy", "sustainability")
    form = {**DORA, "form_id": str(uuid.uuid4()), "together": together, **ranked("labour-market")}
    assert client.post(own(alice, "colleague"), data=form).status_code == 303
    dora = find("dora@example.org")
    monkeypatch.setattr(clock, "now", lambda: LATER)
    wishing.publish()
    accompanied = together == "companion"
    moved_up = ["", ""] if accompanied else ["energy", ""]
    assert holds(alice, dora) == moved_up
    waiting = db.session.query(WaitlistEntry).filter_by(status="waiting").count()
    assert waiting == (0 if accompanied else 1)
    for person in (alice, dora):
        message = db.session.query(OutboxMessage).filter_by(
            kind="registration.allocation", registration_id=person.id
        )
        told = [client.get(own(person)).text, *(written(one) for one in message)]
        assert {"so you are not put in line" in text for text in told} == {accompanied}
    if accompanied:
        client.post(own(dora, "lines/energy"))
        assert holds(dora) == ["energy"]


def assert_told_by_mail(given: dict[str, Registration]) -> None:
    for slug, person in given.items():
        known = {"kind": "registration.allocation", "registration_id": person.id}
        message = db.session.query(OutboxMessage).filter_by(**known).one()
        told = written(message)
        assert ("None of your wishes" in told) == (slug == "")
        assert ("It was wish 1" in told) == (slug == "energy")
        assert ("Why not" in told) == (slug != "energy")


def written(message: OutboxMessage) -> str:
    with current_app.test_request_context(), force_locale("en"):
        letter = compose_allocation(message)
        assert letter is not None
        more = {"language": "en", "subject": letter.subject}
        return render_template(f"mail/{letter.template}.txt", **letter.context, **more)


def test_who_has_a_seat_takes_no_part(client: FlaskClient, event: Event, an_attendee: Maker) -> None:
    alice = an_attendee("Alice", sessions=["energy"])
    Round.opened(event)
    page = client.get(own(alice)).text
    assert "already, so you take no part" in page
    refused = client.post(own(alice), data=ranked("labour-market"))
    assert refused.status_code == 409


def test_a_slot_without_wishes_has_no_such_pages(client: FlaskClient, alice: Registration) -> None:
    assert client.get(own(alice)).status_code == 404
    assert client.get("/2027/allocation/break-outs").status_code == 404
    assert client.post(own(alice), data=ranked("energy")).status_code == 404


def test_public_pages_say_that_wishes_decide(client: FlaskClient, wishing: Round) -> None:
    assert "Given by wishes" in client.get("/2027/sessions/energy").text


def test_the_published_file_is_checked_by_a_command(
    client: FlaskClient, event: Event, wishing: Round, alice: Registration, tmp_path: Path
) -> None:
    wishing.rank(alice, "energy")
    wishing.publish()
    document = client.get("/2027/allocation/break-outs.json").json
    runner = current_app.test_cli_runner()
    file = tmp_path / "break-outs.json"
    file.write_text(json.dumps(document))
    good = runner.invoke(args=["check-allocation", str(file)])
    assert (good.exit_code, good.output) == (0, "1 people in 1 parties: the outcome holds.\n")
    file.write_text(json.dumps(document | {"seed": "ANOTHER"}))
    forged = runner.invoke(args=["check-allocation", str(file)])
    assert (forged.exit_code, "commitment" in forged.output) == (1, True)
    file.write_text("no JSON")
    torn = runner.invoke(args=["check-allocation", str(file)])
    assert (torn.exit_code, "can not be read" in torn.output) == (1, True)

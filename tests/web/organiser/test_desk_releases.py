"""Olivia releases: all of it or some, back again, links to the draft, and the day from her phone."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from innovfest import checkin, programme
from innovfest.database import db, unit_of_work
from innovfest.events import Cluster
from innovfest.mail import OutboxMessage
from innovfest.programme import Available, get_session
from innovfest.programme.models import PlacementRoom
from tests.conftest import NOON, OLIVIA, register
from tests.web.organiser.conftest import TOKEN

TEN = timedelta(minutes=10)
CHANGE = re.compile(r'name="change" value="([^"]+)"')


def half_work(event):
    """Leave two changes in the draft: energy is moved, the keynote has another title."""
    with unit_of_work():
        placement = get_session(event.id, "energy").placement
        placement.starts_at, placement.ends_at = placement.starts_at + TEN, placement.ends_at + TEN
        get_session(event.id, "keynote").title = {"en": "Half a title"}


def fields_of(page, *keys):
    """Return what a page's release form would send with these changes ticked."""
    hidden = {name: unescape(_value(page, name)) for name in ("seen", "shown")}
    changes = [value for value in CHANGE.findall(page) if not keys or value.partition("~")[0] in keys]
    return {**hidden, "change": changes}


def _value(page, name):
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1] if found else ""


def key(event, slug, part):
    """Return the key of a change."""
    return f"session:{get_session(event.id, slug).id}:{part}"


def is_ready(event, slug):
    """Tell whether a session is marked ready, as it is in the database."""
    db.session.rollback()
    db.session.expire_all()
    return programme.is_ready(programme.read_session(event.id, slug))


def public(event):
    """Return the number, energy's start and the keynote's English title as the public sees them."""
    db.session.remove()
    document = programme.document_at(event.slug)
    return document.number, document.session("energy").starts_at, document.session("keynote").title["en"]


def test_all_of_the_draft_is_released_with_one_press(event, olivia):
    register(event, "Alice", sessions=["energy"])
    half_work(event)
    page = olivia.get("releases/new")
    assert "moves from 16:30–18:00 to 16:40–18:10" in page
    assert ("One mail goes out" in page, "moved: it is from" in page) == (True, True)
    _number, was, _title = public(event)
    olivia.post("releases", **fields_of(page), note="The second", act="release")
    assert public(event) == (2, was + TEN, "Half a title")
    listed = olivia.get("releases")
    assert ("The second" in listed, "public now" in listed) == (True, True)
    assert "Nothing to release" in olivia.get("releases/new")


def test_a_fix_leaves_unfinished_work_in_the_draft(event, olivia):
    half_work(event)
    number, was, title = public(event)
    time_key = key(event, "energy", "time")
    page = olivia.get("releases/new")
    shown = olivia.post("releases", status=200, **fields_of(page, time_key), act="release")
    assert "One change is chosen." in shown, "another choice than the shown one is shown first"
    assert public(event) == (number, was, title)
    olivia.post("releases", **fields_of(shown, time_key), act="release")
    assert public(event) == (number + 1, was + TEN, title)
    assert CHANGE.findall(olivia.get("releases/new"))[0].startswith(key(event, "keynote", "text"))


def test_clashes_of_what_is_chosen_are_told_before_the_button_and_forbid_nothing(event, olivia):
    half_work(event)
    assert _unfit(olivia.get("releases/new")) == ([], "3 clashes concern what you release.")
    with unit_of_work():
        energy, labour = (get_session(event.id, slug).placement for slug in ("energy", "labour-market"))
        energy.rooms = [PlacementRoom(room=labour.rooms[0].room, fill_order=0)]
    twice = (
        "Break-out C has “Break-out: Labour market” and “Break-out: Energy” at the same time, for 80 minutes."
    )
    page = olivia.get("releases/new")
    assert _unfit(page) == ([twice], "3 clashes more concern what you release.")
    assert page.index('id="unfit"') < page.index('value="release"')
    keynote = olivia.post(
        "releases", status=200, **fields_of(page, key(event, "keynote", "text")), act="preview"
    )
    assert _unfit(keynote) == ([], "2 clashes concern what you release.")
    olivia.post("releases", **fields_of(page), act="release")
    assert "Nothing to release" in olivia.get("releases/new")


def _unfit(page):
    """Return the sentences about what can't be, and about how many clashes there are beside."""
    section = page.partition('id="unfit"')[2].partition("</section>")[0]
    hard = [
        unescape(said.strip()) for said in re.findall(r'class="clash__said">(.*?)<span', section, re.DOTALL)
    ]
    others = re.search(r"<p>([^<]*)<a href=\"/2027/desk/clashes\"", section)
    return hard, others[1].strip() if others else ""


def test_what_changed_since_is_not_released_unseen(event, olivia):
    half_work(event)
    fields = fields_of(olivia.get("releases/new"))
    half_work(event)
    page = olivia.post("releases", status=409, **fields, act="release", note="Kept")
    assert ("changed since you looked" in page, 'value="Kept"' in page) == (True, True)
    assert public(event)[0] == 1


def test_nothing_chosen_is_refused(event, olivia):
    half_work(event)
    shown = olivia.post("releases", status=200, act="preview")
    page = olivia.post("releases", status=409, **{**fields_of(shown), "change": []}, act="release")
    assert "There is nothing to release" in page


def test_going_back_is_shown_first_and_done_once(event, olivia):
    half_work(event)
    before = public(event)
    olivia.post("releases", **fields_of(olivia.get("releases/new")), act="release")
    page = olivia.get("releases/1")
    assert "moves from 16:40–18:10 to 16:30–18:00" in page
    seen = _value(page, "seen")
    olivia.post("releases/1/back", seen=seen, note="Too early")
    assert public(event) == (3, *before[1:])
    again = olivia.post("releases/1/back", status=409, seen=seen)
    assert "changed since you looked" in again
    assert "What is public now is the same." in olivia.get("releases/1")
    olivia.get("releases/99", status=404)


def test_a_viewer_reads_and_a_desk_helper_does_not_release(event, vera, dora):
    for who in (vera, dora):
        assert "Look at the next release" not in who.get("releases")
        assert "Going back" not in who.get("releases/1")
        for path in ("releases/new", "drafts"):
            who.get(path, status=403)
        who.post("releases", status=403)
    vera.get("today", status=403)
    dora.post("today/later", status=403)


def test_a_link_to_the_draft_is_shown_once_and_marks_a_clusters_sessions(event, olivia, app):
    with unit_of_work():
        cluster = db.session.query(Cluster).filter_by(slug="flux50").one()
        get_session(event.id, "energy").cluster_id = cluster.id
        get_session(event.id, "coffee").placement = None
    half_work(event)
    page = olivia.post("drafts", status=200, name="Flux50", cluster=cluster.id, days=7)
    address = re.findall(r"<code>http://localhost(/2027/draft/[a-z0-9]{26})</code>", page)[0]
    assert address not in olivia.get("drafts")
    browser = app.test_client()
    answer = browser.get(address, headers={"Accept-Language": "en"})
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == (
        "no-store",
        "noindex, nofollow",
    )
    text = answer.text
    assert ("Draft, not public." in text, "Half a title" in text, "Without a time" in text) == (True,) * 3
    assert text.count("This is ready") == 2, "one button, with its label, for the one session that is theirs"
    form = {"csrf_token": TOKEN.findall(text)[0], **pressed(text, "energy")}
    for _twice in range(2):
        assert browser.post(f"{address}/ready/energy", data=form).status_code == 303
        assert is_ready(event, "energy")
    assert browser.post(f"{address}/ready/keynote", data=form).status_code == 403
    assert browser.post(f"{address}/ready/energy", data={}).status_code == 422
    assert "Flux50, " in olivia.get("drafts")
    half_work(event)
    assert not is_ready(event, "energy")
    stale = browser.post(f"{address}/ready/energy", data=form, headers={"Accept-Language": "en"})
    assert (stale.status_code, is_ready(event, "energy")) == (409, False)
    assert "Something changed since you looked." in stale.text
    link = programme.list_draft_links(event.id)[0]
    olivia.post(f"drafts/{link.id}/revoke")
    assert browser.get(address).status_code == 404


def test_a_link_ends_by_itself_and_without_a_name_none_is_made(event, olivia, app):
    assert "Say for whom the link is." in olivia.post("drafts", status=422, days=2)
    page = olivia.post("drafts", status=200, name="Press", cluster=0, days=2)
    address = re.findall(r"<code>http://localhost(/2027/draft/[a-z0-9]{26})</code>", page)[0]
    assert "This is ready" not in app.test_client().get(address).text
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert app.test_client().get(address).status_code == 404


def pressed(page, slug):
    """Read what the button of a session sends along."""
    form = re.search(rf'action="[^"]*/ready/{slug}".*?</form>', page, re.S)[0]
    return dict(re.findall(r'name="(ready|seen)" value="([^"]*)"', form))


def test_olivia_marks_sessions_ready_too(event, olivia):
    before = pressed(olivia.get("drafts"), "energy")
    for _twice in range(2):
        olivia.post("drafts/ready/energy", **before)
        assert is_ready(event, "energy")
    olivia.post("drafts/ready/energy", **pressed(olivia.get("drafts"), "energy"))
    assert not is_ready(event, "energy")
    half_work(event)
    olivia.post("drafts/ready/energy", **before)
    assert not is_ready(event, "energy")
    assert "Something changed since you looked." in olivia.get("drafts")


@pytest.fixture
def on_the_day(event, noon):
    """Stop the clock in the middle of the keynote."""
    with time_machine.travel(
        programme.current_document(event).session("keynote").starts_at + TEN, tick=False
    ):
        yield


@pytest.mark.usefixtures("on_the_day")
def test_ten_minutes_later_is_shown_then_public_and_announced(event, olivia, client):
    half_work(event)
    register(event, "Alice", sessions=["sustainability"])
    number, was, title = public(event)
    asked = {"room": "", "minutes": "10", "seen": ""}
    page = olivia.post("today/later", status=200, **asked)
    assert "16:40–18:10" in page
    assert ("One mail goes out" in page, 'checked class="choice__control" id="announce"' in page) == (
        True,
        True,
    )
    olivia.post("today/later", **{**asked, "seen": _value(page, "seen")}, announce="y")
    assert public(event) == (number + 1, was + TEN, title)
    assert "begins 10 minutes later" in client.get("/2027/programme?lang=en").text
    assert len(checkin.list_shown(event.id, now=programme.current_document(event).released_at)) == 1
    changed = db.session.query(OutboxMessage).filter_by(kind="registration.change")
    assert [row.recipient for row in changed] == ["alice@example.org"]


@pytest.mark.usefixtures("on_the_day")
def test_one_room_later_names_what_collides(event, olivia):
    with unit_of_work():
        placement = get_session(event.id, "minister").placement
        coffee = get_session(event.id, "coffee").placement
        coffee.rooms[0].room = placement.rooms[0].room
        programme.release(event, by=OLIVIA, now=NOON)
    page = olivia.post("today/later", status=200, room="auditorium", minutes="other", other="7")
    assert "7 minutes later in" in page
    assert "Nothing clashes by it that did not before." in page
    wrong = olivia.post("today/later", status=422, room="", minutes="other")
    assert "Say how many minutes." in wrong
    assert public(event)[0] == 2


@pytest.mark.usefixtures("on_the_day")
def test_what_a_delay_brings_is_said_with_how_bad_it_is(event, olivia):
    reception = programme.current_document(event).session("reception")
    room = programme.get_room(event, reception.rooms[0])
    with unit_of_work():
        given = Available("intervals", ((event.starts_at, reception.ends_at),))
        programme.change_room_availability(event, room, given, by=OLIVIA, now=NOON)
    page = olivia.post("today/later", status=200, room="", minutes="10")
    assert "Can not be</span>" in page
    assert f"{room.name} is not available during 10 minutes of “" in page


@pytest.mark.usefixtures("on_the_day")
def test_what_is_not_what_was_shown_is_shown_again(event, olivia):
    page = olivia.post("today/later", status=200, room="", minutes="10")
    register(event, "Alice", sessions=["energy"])
    again = olivia.post("today/later", status=409, room="", minutes="10", seen=_value(page, "seen"))
    assert "Look once more; nothing is done yet." in again
    olivia.post("today/later", room="", minutes="10", seen=_value(again, "seen"))
    assert public(event)[0] == 2


@pytest.mark.usefixtures("on_the_day")
def test_dora_announces_and_ends_it(event, dora, client):
    refused = dora.post("today/announcements", status=422, shown_for=15)
    assert "at least one language" in refused
    dora.post("today/announcements", text_en="Coffee is in the foyer.", shown_for=15)
    assert "Coffee is in the foyer." in client.get("/2027/programme?lang=nl").text
    told = programme.list_sent_announcements(event.id)[0]
    dora.post(f"today/announcements/{told.id}/end")
    assert "Coffee is in the foyer." not in client.get("/2027/programme?lang=nl").text
    dora.post("today/announcements/999/end", status=404)


@pytest.mark.usefixtures("on_the_day")
def test_after_the_day_nothing_is_later(event, olivia):
    with time_machine.travel(event.ends_at + TEN, tick=False):
        page = olivia.get("today")
        assert "Nothing is to come any more." in page
        assert "Nothing is left there to begin later." in olivia.post(
            "today/later", status=409, room="", minutes="5"
        )


def test_the_pages_take_few_statements_whatever_the_draft_holds(event, olivia, statements):
    def cost(path):
        db.session.rollback()
        with statements() as seen:
            olivia.get(path)
        return len(seen)

    paths = ("releases", "releases/new", "releases/1", "drafts", "today")
    half_work(event)
    olivia.post("releases", **fields_of(olivia.get("releases/new")), act="release")
    register(event, "Dave", sessions=["energy"])
    half_work(event)
    for path in paths:
        olivia.get(path)
    few = {path: cost(path) for path in paths}
    with unit_of_work():
        for session in programme.list_sessions(event.id):
            session.title = {"en": f"Changed {session.slug}"}
    for name in ("Alice", "Bob", "Charlie"):
        register(event, name, sessions=["energy"])
    many = {path: cost(path) for path in paths}
    assert {path: count for path, count in many.items() if count > 12} == {}
    assert {path: (few[path], count) for path, count in many.items() if count > few[path]} == {}

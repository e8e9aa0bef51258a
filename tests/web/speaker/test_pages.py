"""A speaker's own pages: what they show, what they keep, and what they refuse without losing anything."""

import io
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image

from innovfest import programme, speakers
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import Available, Speaker
from innovfest.programme.errors import TooManyTimes
from innovfest.programme.intervals import write
from innovfest.programme.models import SessionSpeaker
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA, register
from tests.support.speaking import PDF, add_speaker, link_to, picture, png_that_promises
from tests.support.statements import counted


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy."""
    return add_speaker(event, now=NOON)


@pytest.fixture
def own(sam: Speaker) -> str:
    """Return the address of Sam's own pages."""
    return f"/2027/speaker/{speakers.link_of(link_to(sam, now=NOON))}"


@pytest.fixture
def helper(sam: Speaker) -> str:
    """Return the address that Anna, Sam's assistant, has."""
    link = link_to(sam, now=NOON, assistant=("Anna Aide", "anna@example.org"))
    return f"/2027/speaker/{speakers.link_of(link)}"


def part_of(speaker: Speaker) -> SessionSpeaker:
    """Read the one part of a speaker afresh."""
    db.session.expire_all()
    return db.session.query(SessionSpeaker).filter_by(speaker_id=speaker.id).one()


def seen(event: Event, slug: str = "energy") -> str:
    """Return what the form of a session carries along."""
    time = programme.agenda_time(programme.get_session(event.id, slug))
    assert time
    return "|".join(moment.isoformat() for moment in time)


PAGES = (
    "/",
    "/profile",
    "/photo",
    "/slides/energy",
    "/availability",
    "/practical",
    "/recording",
    "/assistants",
    "/link",
)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens(client: FlaskClient, own: str, path: str) -> None:
    assert client.get(own + path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_for_an_assistant(client: FlaskClient, helper: str, path: str) -> None:
    assert client.get(helper + path).status_code == 200


def test_a_link_shows_by_get_and_changes_by_post_alone(client: FlaskClient, own: str, sam: Speaker) -> None:
    for path in PAGES:
        client.get(own + path)
    assert (part_of(sam).state, db.session.query(Registration).count()) == ("asked", 0)


def test_who_confirms_has_a_place_and_a_badge(
    client: FlaskClient, own: str, sam: Speaker, event: Event
) -> None:
    form = {"answer": "confirm", "seen": seen(event)}
    answer = client.post(f"{own}/sessions/energy", data=form)
    assert (answer.status_code, part_of(sam).state) == (303, "confirmed")
    page = client.get(own + "/?lang=en").text
    assert "answered by Sam Speaker" in page
    assert "You are on the list of the door" in page
    person = db.session.query(Registration).one()
    assert (person.part, person.badge is not None) == ("speaker", True)


def test_who_declines_has_neither(client: FlaskClient, own: str, sam: Speaker, event: Event) -> None:
    form = {"answer": "decline", "seen": seen(event)}
    assert client.post(f"{own}/sessions/energy", data=form).status_code == 303
    assert (part_of(sam).state, db.session.query(Registration).count()) == ("declined", 0)


def test_a_confirmation_stands_on_a_full_day(
    client: FlaskClient, own: str, sam: Speaker, event: Event
) -> None:
    event.capacity = 0
    db.session.commit()
    form = {"answer": "confirm", "seen": seen(event)}
    assert client.post(f"{own}/sessions/energy", data=form).status_code == 303
    assert (part_of(sam).state, db.session.query(Registration).count()) == ("confirmed", 0)


def test_an_answer_to_a_time_that_changed_is_asked_again(
    client: FlaskClient, own: str, sam: Speaker, event: Event
) -> None:
    answer = client.post(f"{own}/sessions/energy?lang=en", data={"answer": "confirm", "seen": "yesterday"})
    assert (answer.status_code, part_of(sam).state) == (409, "asked")
    assert "The time of this session changed while you were reading" in answer.text


def test_a_profile_is_kept_and_previewed_without_being_kept(
    client: FlaskClient, own: str, sam: Speaker
) -> None:
    typed = {"biography_en": "Sam *speaks*.", "job_title_en": "Engineer", "affiliation": "Works"}
    preview = client.post(f"{own}/profile?lang=en", data={**typed, "preview": "1"}).text
    assert "<p>Sam <em>speaks</em>.</p>" in preview
    assert 'value="Engineer"' in preview
    db.session.expire_all()
    assert sam.biography == {}
    assert client.post(f"{own}/profile", data=typed).status_code == 303
    db.session.expire_all()
    assert (sam.biography, sam.job_title) == ({"en": "Sam *speaks*."}, {"en": "Engineer"})


HOSTILE = {
    "too large": (b"\xff\xd8\xff" + bytes(13 * 1024 * 1024), "me.jpg", "larger than 12 MB"),
    "60 MB": (b"\xff\xd8\xff" + bytes(60 * 1024 * 1024), "me.jpg", "larger than 12 MB"),
    "an SVG": (b"<svg onload='alert(1)'></svg>", "me.svg", "not a photograph"),
    "a program": (b"MZ" + bytes(90), "me.jpg", "not a photograph"),
    "a bomb": (None, "me.png", "million pixels"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_photograph_that_is_refused_loses_nothing_that_was_typed(
    client: FlaskClient, own: str, sam: Speaker, what: str
) -> None:
    content, name, sentence = HOSTILE[what]
    file = content if content is not None else png_that_promises(30_000, 30_000)
    typed = {"biography_en": "My whole life.", "job_title_nl": "Ingenieur"}
    sent = {**typed, "photo": (io.BytesIO(file), name)}
    began = time.perf_counter()
    answer = client.post(f"{own}/profile?lang=en", data=sent, content_type="multipart/form-data")
    assert time.perf_counter() - began < 3
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "My whole life." in answer.text
    assert 'value="Ingenieur"' in answer.text
    db.session.expire_all()
    assert (sam.photo, sam.biography) == ("", {})


def test_a_body_beyond_all_measure_is_turned_away(client: FlaskClient, own: str) -> None:
    answer = client.post(
        f"{own}/profile",
        data=b"x",
        environ_overrides={"CONTENT_LENGTH": str(2**40)},
        content_type="multipart/form-data; boundary=x",
    )
    assert answer.status_code == 413


def test_other_pages_take_no_more_than_before(client: FlaskClient, own: str) -> None:
    sent = {"needs": (io.BytesIO(bytes(600 * 1024)), "a.txt")}
    answer = client.post(f"{own}/practical", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 413


def test_a_photograph_is_kept_and_its_focus_set_by_touch_and_by_number(
    client: FlaskClient, own: str, sam: Speaker
) -> None:
    sent = {"photo": (io.BytesIO(picture(800, 400)), "me.jpg")}
    answer = client.post(f"{own}/profile", data=sent, content_type="multipart/form-data")
    assert answer.headers["Location"].endswith("/photo")
    sizes = {"/photo/whole.jpg": (560, 280), "/photo/160.jpg": (160, 160), "/photo/640.jpg": (640, 640)}
    for path, size in sizes.items():
        shown = client.get(own + path)
        assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
        with Image.open(io.BytesIO(shown.data)) as opened:
            assert opened.size == size
    assert client.get(own + "/photo/161.jpg").status_code == 404
    # The picture is shown 280 CSS pixels wide and 140 high.
    client.post(f"{own}/photo", data={"point.x": "70", "point.y": "70", "x": "1", "y": "1"})
    db.session.expire_all()
    assert (sam.focus_x, sam.focus_y) == (250, 500)
    client.post(f"{own}/photo", data={"point.x": "0", "point.y": "0", "x": "80", "y": "30"})
    db.session.expire_all()
    assert (sam.focus_x, sam.focus_y) == (800, 300)
    for wrong in ({"x": "101", "y": "5"}, {"x": "", "y": "5"}, {"x": "left", "y": "5"}):
        assert client.post(f"{own}/photo", data=wrong).status_code == 422


def test_slides_come_back_as_something_to_save(client: FlaskClient, own: str, sam: Speaker) -> None:
    sent = {"slides": (io.BytesIO(PDF), "../Mijn praatje \u202efdp.pdf")}
    answer = client.post(f"{own}/slides/energy", data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303
    file = client.get(own + "/slides/energy/file")
    assert file.data == PDF
    headers = file.headers
    assert headers["Content-Disposition"].startswith("attachment;")
    assert (headers["X-Content-Type-Options"], headers["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert client.post(f"{own}/slides/energy/remove").status_code == 303
    assert client.get(own + "/slides/energy/file").status_code == 404


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ((io.BytesIO(b"MZ\x90"), "talk.pdf"), "not a file of slides"),
        (("", ""), "Choose a file first"),
        ((io.BytesIO(b"%PDF-1.7 broken"), "talk.pdf"), "damaged"),
    ],
)
def test_slides_that_are_none_are_refused_with_a_sentence(
    client: FlaskClient, own: str, file: tuple[io.BytesIO, str], sentence: str
) -> None:
    sent = {"slides": (io.BytesIO(file[0].getvalue()) if file[1] else io.BytesIO(), file[1])}
    answer = client.post(f"{own}/slides/energy?lang=en", data=sent, content_type="multipart/form-data")
    assert (answer.status_code, sentence in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"state": "always"}, (303, "always", [])),
        ({"state": "unknown"}, (303, "unknown", [])),
        (
            {
                "state": "intervals",
                "times-0-start": "2027-02-20T13:00",
                "times-0-end": "2027-02-20T15:00",
                "times-1-start": "2027-02-20T15:00",
                "times-1-end": "2027-02-20T16:30",
            },
            (303, "intervals", [["2027-02-20T12:00:00Z", "2027-02-20T15:30:00Z"]]),
        ),
        ({"state": "intervals"}, (422, "unknown", [])),
        (
            {"state": "intervals", "times-0-start": "2027-02-20T13:00", "times-0-end": ""},
            (422, "unknown", []),
        ),
        (
            {"state": "intervals", "times-0-start": "2027-02-20T13:00", "times-0-end": "2027-02-20T12:00"},
            (422, "unknown", []),
        ),
        (
            {"state": "intervals", "times-0-start": "nonsense", "times-0-end": "2027-02-20T12:00"},
            (422, "unknown", []),
        ),
        ({"state": "sometimes"}, (422, "unknown", [])),
        ({}, (422, "unknown", [])),
    ],
)
def test_availability_is_told_on_the_clock_of_the_venue(
    client: FlaskClient, own: str, sam: Speaker, form: dict[str, str], expected: tuple[int, str, object]
) -> None:
    status = client.post(f"{own}/availability", data=form).status_code
    db.session.expire_all()
    kept = programme.availability_of_speaker(sam)
    assert (status, kept.state, write(kept.intervals)) == expected


def test_times_that_the_organisers_changed_meanwhile_are_not_lost(
    client: FlaskClient, own: str, sam: Speaker, event: Event
) -> None:
    page = client.get(f"{own}/availability?lang=en").text
    tokens = [unescape(each) for each in re.findall(r'name="shown"[^>]* value="([^"]*)"', page)]
    times = {
        "times-0-start": "2027-02-20T13:00",
        "times-0-end": "2027-02-20T14:00",
        **{f"times-{row}-{end}": "" for row in (1, 2) for end in ("start", "end")},
    }
    with unit_of_work():
        programme.change_speaker_availability(event, sam, Available("always"), by=OLIVIA, now=NOON)
    answer = client.post(
        f"{own}/availability?lang=en", data={"state": "intervals", "shown": tokens[0], **times}
    )
    assert (answer.status_code, "These times were changed since you opened them." in answer.text) == (
        409,
        True,
    )
    assert programme.availability_of_speaker(sam).state == "always"
    tokens = [unescape(each) for each in re.findall(r'name="shown"[^>]* value="([^"]*)"', answer.text)]
    again = client.post(f"{own}/availability", data={"state": "intervals", "shown": tokens[0], **times})
    assert again.status_code == 303
    assert programme.availability_of_speaker(sam).state == "intervals"


def test_as_many_times_as_the_desk_allows_are_shown_to_the_speaker(
    client: FlaskClient, own: str, sam: Speaker, event: Event
) -> None:
    start = datetime(2027, 2, 20, 6, tzinfo=UTC)
    half, hour = timedelta(minutes=30), timedelta(hours=1)
    times = tuple((start + n * half, start + n * half + half / 2) for n in range(20))
    with unit_of_work():
        programme.change_speaker_availability(event, sam, Available("intervals", times), by=OLIVIA, now=NOON)
    page = client.get(f"{own}/availability?lang=en")
    assert (page.status_code, len(re.findall(r'name="times-\d+-start"', page.text))) == (200, 20)
    more = (*times, (start + 20 * hour, start + 21 * hour))
    with unit_of_work(), pytest.raises(TooManyTimes):
        programme.change_speaker_availability(event, sam, Available("intervals", more), by=OLIVIA, now=NOON)


def test_a_speaker_consents_and_an_assistant_can_not(
    client: FlaskClient, own: str, helper: str, sam: Speaker
) -> None:
    refused = client.post(f"{helper}/recording?lang=en", data={"agrees": "yes"})
    assert (refused.status_code, "Only the speaker can do this" in refused.text) == (403, True)
    db.session.expire_all()
    assert sam.recording is None
    assert client.post(f"{own}/recording", data={}).status_code == 422
    assert client.post(f"{own}/recording", data={"agrees": "yes"}).status_code == 303
    db.session.expire_all()
    assert (sam.recording, sam.recording_at) == (True, NOON)
    assert "You agreed on Friday 15 January 2027" in client.get(own + "/?lang=en").text


def test_an_assistant_answers_in_their_own_name(
    client: FlaskClient, helper: str, sam: Speaker, event: Event
) -> None:
    client.post(f"{helper}/sessions/energy", data={"answer": "confirm", "seen": seen(event)})
    assert part_of(sam).answered_by == "Anna Aide (assistant)"
    assert "answered by Anna Aide (assistant)" in client.get(helper + "/?lang=en").text


def test_a_speaker_lets_an_assistant_in_and_out(client: FlaskClient, own: str, sam: Speaker) -> None:
    form = {"name": "Anna Aide", "email": "anna@example.org"}
    assert client.post(f"{own}/assistants", data=form).status_code == 303
    theirs = next(link for link in speakers.list_links(sam) if link.is_assistants)
    address = f"/2027/speaker/{speakers.link_of(theirs)}/"
    assert client.get(address).status_code == 200
    assert client.post(f"{address}assistants", data=form).status_code == 403
    assert client.post(f"{address}assistants/{theirs.id}/revoke").status_code == 403
    assert client.post(f"{own}/assistants/{theirs.id}/revoke").status_code == 303
    assert client.get(address).status_code == 404


def test_a_replaced_link_leads_on_and_the_old_one_nowhere(client: FlaskClient, own: str) -> None:
    answer = client.post(f"{own}/link")
    assert client.get(own + "/").status_code == 404
    assert client.get(answer.headers["Location"]).status_code == 200


def test_pages_work_before_anything_is_released(client: FlaskClient, own: str, event: Event) -> None:
    event.release_uid = None
    db.session.commit()
    assert [client.get(own + path).status_code for path in PAGES] == [200] * len(PAGES)


def test_what_does_not_fit_together_is_said(
    client: FlaskClient, own: str, sam: Speaker, event: Event
) -> None:
    assert "Something does not fit together" not in client.get(own + "/?lang=en").text
    client.post(
        f"{own}/availability",
        data={"state": "intervals", "times-0-start": "2027-02-20T08:00", "times-0-end": "2027-02-20T09:00"},
    )
    assert "is outside the times at which you can be there" in client.get(own + "/?lang=en").text
    with unit_of_work():
        other = programme.get_session(event.id, "labour-market")
        other.parts.append(SessionSpeaker(speaker=sam, position=9, state="asked"))
    assert "are at the same time" in client.get(own + "/?lang=en").text


def test_only_numbers_tell_who_signed_up(client: FlaskClient, own: str, event: Event) -> None:
    register(event, "Alice", sessions=["energy"])
    page = client.get(own + "/?lang=en").text
    assert "1 person has signed up." in page
    assert "Alice" not in page


@pytest.mark.parametrize("more", [0, 6])
def test_the_page_asks_the_database_as_often_for_one_session_as_for_many(
    client: FlaskClient, own: str, sam: Speaker, event: Event, more: int
) -> None:
    slugs = ["keynote", "sustainability", "labour-market", "opening", "minister", "reception"][:more]
    with unit_of_work():
        for session in programme.list_sessions(event.id):
            if session.slug in slugs:
                session.parts.append(SessionSpeaker(speaker=sam, position=9, state="asked"))
    client.get(own + "/")
    with counted(db.engine) as asked:
        client.get(own + "/")
    assert len(asked) <= 12, asked


def shown(page: str) -> str:
    """Read what a form remembers of what it showed."""
    (word,) = re.findall(r'name="shown"[^>]* value="([^"]+)"', page)
    return unescape(word)


def test_two_who_save_different_things_keep_both(client: FlaskClient, own: str, helper: str) -> None:
    """Sam writes in Dutch while Anna, who opened the page before, writes in French."""
    before = {"shown": shown(client.get(helper + "/profile").text), "affiliation": ""}
    told = {"affiliation": "Example Works", "biography_nl": "Sam spreekt."}
    client.post(own + "/profile", data={**told, "shown": shown(client.get(own + "/profile").text)})
    client.post(helper + "/profile", data={**before, "biography_fr": "Sam parle."})
    page = client.get(own + "/profile").text
    assert [text in page for text in ("Example Works", "Sam spreekt.", "Sam parle.")] == [True] * 3
    again = {"shown": shown(page), "affiliation": "", "biography_nl": "", "biography_fr": "Sam parle."}
    client.post(own + "/profile", data=again)
    page = client.get(own + "/profile").text
    assert [text in page for text in ("Example Works", "Sam spreekt.", "Sam parle.")] == [False, False, True]

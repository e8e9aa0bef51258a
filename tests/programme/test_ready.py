"""Ready marks, and the links to the draft by which a cluster sets them."""

from datetime import timedelta

import pytest

from innovfest import programme
from innovfest.database import db, unit_of_work
from innovfest.errors import NotFound
from innovfest.events import Cluster
from innovfest.programme import DraftLink, NotYourSession, get_session
from innovfest.programme.models import PlacementRoom
from tests.conftest import NOON, OLIVIA

DAY = timedelta(days=1)


@pytest.fixture
def energy(event):
    """The session on energy, of the cluster Flux50, marked ready."""
    with unit_of_work():
        session = get_session(event.id, "energy")
        session.cluster_id = cluster(event).id
        programme.mark_ready(session, by=OLIVIA, now=NOON)
    return session


def cluster(event, slug="flux50"):
    """Return a cluster."""
    return db.session.query(Cluster).filter_by(slug=slug).one()


def a_link(event, slug=None, *, expires_at=NOON + DAY):
    """Make a link to the draft; return it and its token."""
    with unit_of_work():
        return programme.make_draft_link(
            event,
            "Flux50",
            cluster_id=cluster(event, slug).id if slug else None,
            expires_at=expires_at,
            by=OLIVIA,
            now=NOON,
        )


def ready(event, slug="energy"):
    """Tell whether a session is ready, as it is in the database."""
    db.session.rollback()
    return programme.is_ready(get_session(event.id, slug))


def later(session):
    """Put the session off."""
    session.placement.starts_at += timedelta(minutes=5)


CHANGES = {
    "title": lambda s: setattr(s, "title", {"en": "Power"}),
    "text": lambda s: setattr(s, "abstract", {"en": "More"}),
    "time": later,
    "no time": lambda s: setattr(s, "placement", None),
    "room": lambda s: setattr(s.placement, "rooms", [PlacementRoom(room=s.event.venue.rooms[0])]),
    "speakers": lambda s: setattr(s, "parts", []),
    "track": lambda s: setattr(s, "track", None),
    "cancelled": lambda s: setattr(s, "cancelled", True),
}


@pytest.mark.parametrize("what", CHANGES)
def test_any_later_change_takes_the_mark_back(event, energy, what):
    if what == "speakers":
        energy = get_session(event.id, "keynote")
        with unit_of_work():
            programme.mark_ready(get_session(event.id, "keynote"), by=OLIVIA, now=NOON)
    slug = energy.slug
    assert ready(event, slug)
    with unit_of_work():
        CHANGES[what](get_session(event.id, slug))
    assert not ready(event, slug)


def test_an_undone_change_leaves_it_ready(event, energy):
    for minutes in (5, -5):
        with unit_of_work():
            get_session(event.id, "energy").placement.starts_at += timedelta(minutes=minutes)
    assert ready(event)


def test_what_no_release_shows_takes_nothing_back(event, energy):
    with unit_of_work():
        session = get_session(event.id, "energy")
        session.capacity, session.line_policy, session.pinned = 7, "offer", True
    assert ready(event)


def test_it_can_be_taken_back_by_hand(event, energy):
    with unit_of_work():
        programme.take_ready_back(get_session(event.id, "energy"), by=OLIVIA, now=NOON)
    assert not ready(event)


def test_a_clusters_link_marks_its_own_sessions_alone(event, energy):
    own, _token = a_link(event, "flux50")
    other, _token = a_link(event, "vil")
    everybody, _token = a_link(event)
    for link in (other, everybody):
        with unit_of_work():
            mine, session = db.session.merge(link), get_session(event.id, "energy")
            with pytest.raises(NotYourSession):
                programme.mark_by_link(mine, session, ready=False, now=NOON)
    assert ready(event)
    with unit_of_work():
        link = db.session.merge(own)
        programme.mark_by_link(link, get_session(event.id, "energy"), ready=False, now=NOON)
    assert not ready(event)
    with unit_of_work():
        link = db.session.merge(own)
        programme.mark_by_link(link, get_session(event.id, "energy"), ready=True, now=NOON)
    assert (ready(event), get_session(event.id, "energy").ready_by) == (True, "Flux50")


def test_a_link_opens_until_it_expires_or_is_revoked(event):
    link, token = a_link(event)
    assert programme.open_draft_link(event, token.upper(), now=NOON).id == link.id
    for wrong, at in ((token[:-1], NOON), ("", NOON), (token, NOON + DAY)):
        with pytest.raises(NotFound):
            programme.open_draft_link(event, wrong, now=at)
    with unit_of_work():
        mine = programme.get_draft_link(event.id, link.id)
        programme.revoke_draft_link(mine, by=OLIVIA, now=NOON)
    with pytest.raises(NotFound):
        programme.open_draft_link(event, token, now=NOON)


def test_a_token_is_128_random_bits_and_only_its_hash_is_kept(event):
    tokens = [a_link(event)[1] for _ in range(3)]
    assert ({len(token) for token in tokens}, len(set(tokens))) == ({26}, 3)
    stored = [str(value) for row in db.session.query(DraftLink) for value in vars(row).values()]
    assert [token for token in tokens if any(token in text.lower() for text in stored)] == []

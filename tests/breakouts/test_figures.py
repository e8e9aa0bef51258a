"""The figures of a session: noted when something changed, kept as they were, few of them for each day."""

from datetime import timedelta

import pytest

from innovfest import breakouts, worker
from innovfest.audit import AuditEntry
from innovfest.database import db, unit_of_work
from innovfest.programme import get_session
from innovfest.registration import erase_due
from innovfest.reports import turnout_now
from tests.breakouts.test_steering import do
from tests.breakouts.test_waitlist import choose, join, resize
from tests.conftest import NOON


def noted(event, slug: str = "energy") -> list[tuple[int, int, int]]:
    """Return seats taken, people in line and seats to give, as they were noted."""
    return [tuple(f[1:]) for f in breakouts.list_figures(get_session(event.id, slug).id)]


def test_the_worker_notes_what_changed_and_nothing_else(event, alice, bob):
    resize(event, energy=1)
    assert worker.note_figures(now=NOON) == 3
    assert worker.note_figures(now=NOON + timedelta(hours=1)) == 0
    choose(event, alice, "energy")
    join(event, bob, "energy")
    assert worker.note_figures(now=NOON + timedelta(hours=2)) == 1
    assert noted(event) == [(0, 0, 1), (1, 1, 1)]


def test_giving_back_does_not_rewrite_the_past(event, alice):
    choose(event, alice, "energy")
    worker.note_figures(now=NOON)
    choose(event, alice, None)
    choose(event, alice, "energy")
    worker.note_figures(now=NOON + timedelta(hours=1))
    choose(event, alice, None)
    worker.note_figures(now=NOON + timedelta(hours=2))
    assert [taken for taken, _, _ in noted(event)] == [1, 0]


def test_a_verb_notes_before_and_after(event, alice):
    choose(event, alice, "energy")
    do(event, "cancel")
    assert [taken for taken, _, _ in noted(event)] == [1, 0]


def test_a_day_shows_its_last_figures(event, alice, bob):
    for hours, person in ((0, alice), (1, bob)):
        choose(event, person, "energy")
        worker.note_figures(now=NOON + timedelta(hours=hours))
    choose(event, alice, None)
    worker.note_figures(now=NOON + timedelta(days=1))
    energy = get_session(event.id, "energy").id
    assert [f.taken for f in breakouts.list_daily_figures([energy])[energy]] == [2, 1]


def test_an_edition_that_is_over_is_noted_no_more(event):
    assert worker.note_figures(now=event.ends_at + timedelta(days=2)) == 0


@pytest.mark.parametrize(
    ("minutes", "arrived", "absent"),
    [
        (-60, 50, 0.30),
        (0, 0, 0.30),
        (0, 70, 1.0),
        (0, 35, 0.4615),
        (30, 0, 0.4615),
        (60, 0, 1.0),
        (600, 90, 1.0),
    ],
)
def test_the_turnout_follows_the_day(minutes, arrived, absent):
    now = NOON + timedelta(minutes=minutes)
    assert turnout_now(100, arrived, NOON, now=now).absent == pytest.approx(absent, abs=1e-4)


def test_a_reason_does_not_outlive_the_people(event, alice):
    choose(event, alice, "energy")
    do(event, "cancel")
    with unit_of_work():
        erase_due(db.session.merge(event), now=event.ends_at + timedelta(days=400))
    kept = [entry.details for entry in db.session.query(AuditEntry) if "reason" in entry.details]
    assert kept == []

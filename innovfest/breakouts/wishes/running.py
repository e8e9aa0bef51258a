"""Running the allocation of a slot: as a trial that nobody sees but the organiser, and for good.

A trial before the closing time is drawn with a seed of its own: whoever looks then learns nothing of the
lottery that counts.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from innovfest import audit, mail
from innovfest.audit import Actor
from innovfest.breakouts import allocation, mails
from innovfest.breakouts.allocation import Outcome, Rule
from innovfest.breakouts.errors import ChangedMeanwhile
from innovfest.breakouts.figures import note_figures
from innovfest.breakouts.locks import lock_entangled
from innovfest.breakouts.serving import serve_lines
from innovfest.breakouts.wishes import published
from innovfest.breakouts.wishes.asking import Asked, ask
from innovfest.breakouts.wishes.errors import RoundOpen
from innovfest.breakouts.wishes.giving import Giving
from innovfest.breakouts.wishes.models import WishMember, WishRound
from innovfest.breakouts.wishes.ranking import options_of
from innovfest.database import db, lock, lock_where
from innovfest.programme import current_document
from innovfest.registration import Registration
from innovfest.wording import LANGUAGES, choose

TRIAL_SEED = "trial"
"""The seed of what an organiser tries while wishes are still taken."""


@dataclass(frozen=True)
class Trial:
    """What the wishes would give under each rule."""

    asked: Asked
    outcomes: Mapping[Rule, Outcome]


def fingerprint(outcome: Outcome) -> str:
    """Return 16 hexadecimal digits that change with whatever an outcome gives to whom."""
    question = outcome.question
    told = [question.rule.value, question.seed, sorted((str(k), str(v)) for k, v in outcome.held.items())]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def try_out(opened: WishRound, *, now: datetime) -> Trial:
    """Answer the wishes as they are now under each rule; nothing is written."""
    asked = ask(opened)
    seed = TRIAL_SEED if opened.takes_wishes(now=now) else opened.seed
    return Trial(asked, allocation.compare(asked.seats, asked.parties, seed=seed))


def publish(opened: WishRound, rule: Rule, *, seen: str | None = None, by: Actor, now: datetime) -> None:
    """Give the seats of a slot by its wishes, in one commit, and tell all; a second time changes nothing.

    Who did not get their first wish stands in line for it, in the order of the lottery, unless they got a
    seat together with others, or wish with a companion. From then on the slot is first come, first served.
    `seen` is the fingerprint of what the organiser looked at. Raises RoundOpen or ChangedMeanwhile.
    """
    lock(opened.event, opened)
    if opened.published_at is not None:
        return
    if now < opened.closes_at:
        raise RoundOpen(closes=opened.closes_at)
    options = options_of(current_document(opened.event), opened.slot.slug)
    sessions = lock_entangled(opened.event, [session.id for session in options])
    wishing = select(WishMember.registration_id).where(WishMember.round_id == opened.id)
    people = {person.id: person for person in lock_where(Registration, Registration.id.in_(wishing))}
    asked = ask(opened)
    outcome = allocation.allocate(asked.seats, asked.parties, rule=rule, seed=opened.seed)
    if seen is not None and seen != fingerprint(outcome):
        raise ChangedMeanwhile
    own = {s.slug: s for s in sessions if s.slot_id == opened.slot_id}
    Giving(own, people, asked, outcome, by, now).carry_out()
    opened.rule, opened.published_at, opened.slot.mode = rule.value, now, "first_come"
    titles = {session.slug: choose(session.title, LANGUAGES[0]).text for session in options}
    opened.outcome = published.write(opened, outcome, allocation.reasons(outcome), titles=titles, now=now)
    audit.record("wishes.published", opened.slot, by=by, now=now, rule=rule.value, seed=opened.seed)
    told = [person for person in people.values() if person.is_active]
    with mail.one_each():
        mails.queue_news(told, "allocation", about={"round": opened.id}, now=now)
        db.session.flush()
        serve_lines(sessions, now=now)
    note_figures(sessions, now=now)

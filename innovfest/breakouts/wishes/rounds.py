"""The verbs of a round of wishes: open it, move its closing time, or call it off while nobody has wished."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from innovfest import audit
from innovfest.audit import Actor
from innovfest.breakouts.wishes.errors import PeopleRanked, RoundExists, RoundPublished, WrongClosing
from innovfest.breakouts.wishes.models import Wish, WishMember, WishParty, WishRound
from innovfest.database import db, lock
from innovfest.errors import NotFound
from innovfest.programme import Slot, current_document
from innovfest.tokens import new_code


def open_round(slot: Slot, *, closes_at: datetime, by: Actor, now: datetime) -> WishRound:
    """Give the seats of a slot by wishes: nobody takes one by themselves until the outcome is published.

    Who holds a seat keeps it, and the lines that exist are served before. Raises RoundExists or WrongClosing.
    """
    lock(slot)
    if find_round(slot.id) is not None:
        raise RoundExists
    _check_closing(slot, closes_at, now=now)
    opened = WishRound(event=slot.event, slot=slot, seed=new_code(), closes_at=closes_at)
    db.session.add(opened)
    slot.mode = "wishes"
    deed = {"closes": closes_at.isoformat(), "commitment": opened.commitment}
    audit.record("wishes.opened", slot, by=by, now=now, **deed)
    return opened


def move_closing(opened: WishRound, *, closes_at: datetime, by: Actor, now: datetime) -> None:
    """Change until when wishes are taken.

    Once they were closed, the organiser could have seen what the seed does; so taking them again makes a new
    seed, with a new commitment. Raises RoundPublished or WrongClosing.
    """
    lock(opened)
    _check_unpublished(opened)
    _check_closing(opened.slot, closes_at, now=now)
    if now >= opened.closes_at:
        opened.seed = new_code()
    opened.closes_at = closes_at
    deed = {"closes": closes_at.isoformat(), "commitment": opened.commitment}
    audit.record("wishes.moved", opened.slot, by=by, now=now, **deed)


def call_off(opened: WishRound, *, by: Actor, now: datetime) -> None:
    """Go back to first come, first served. Raises RoundPublished, or PeopleRanked once anybody has wished."""
    lock(opened)
    lock(opened.slot)
    _check_unpublished(opened)
    if people := count_people(opened):
        raise PeopleRanked(people=people)
    slot = opened.slot
    slot.mode = "first_come"
    for model in (WishMember, WishParty):
        db.session.execute(model.__table__.delete().where(model.round_id == opened.id))  # type: ignore[attr-defined]
    db.session.delete(opened)
    audit.record("wishes.called_off", slot, by=by, now=now)


def find_round(slot_id: int) -> WishRound | None:
    """Return the round of a slot, or None."""
    return db.session.scalar(select(WishRound).where(WishRound.slot_id == slot_id))


def get_round(event_id: int, slug: str) -> WishRound:
    """Return the round of a slot by its slug; raises NotFound."""
    statement = (
        select(WishRound)
        .join(Slot, Slot.id == WishRound.slot_id)
        .options(joinedload(WishRound.slot))
        .where(Slot.event_id == event_id, Slot.slug == slug)
    )
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def list_rounds(event_id: int) -> Sequence[WishRound]:
    """List the rounds of an edition, each with its slot, in the programme's order."""
    statement = (
        select(WishRound)
        .join(Slot, Slot.id == WishRound.slot_id)
        .options(joinedload(WishRound.slot))
        .where(WishRound.event_id == event_id)
        .order_by(Slot.position, Slot.id)
    )
    return db.session.scalars(statement).all()


def count_people(opened: WishRound) -> int:
    """Count who has sent in wishes, companions too."""
    wished = select(Wish.party_id).distinct()
    statement = select(func.count()).where(WishMember.round_id == opened.id, WishMember.party_id.in_(wished))
    return db.session.scalar(statement) or 0


def latest_closing(slot: Slot) -> datetime:
    """Return before when wishes have to close: the slot's own closing time, or its first session's start."""
    document = current_document(slot.event)
    starts = [session.starts_at for session in document.sessions_in_slot(slot.slug) if session.bookable]
    return min([slot.closes_at, *starts])


def _check_closing(slot: Slot, closes_at: datetime, *, now: datetime) -> None:
    latest = latest_closing(slot)
    if not now < closes_at < latest:
        raise WrongClosing(latest=latest)


def _check_unpublished(opened: WishRound) -> None:
    if opened.published_at is not None:
        raise RoundPublished

"""Wishes in tests: a round, each deed in a unit of work of its own."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import force_locale

from innovfest.audit import Actor
from innovfest.breakouts import wishes
from innovfest.breakouts.allocation import Rule
from innovfest.breakouts.wishes import WishRound
from innovfest.database import unit_of_work
from innovfest.events import Event
from innovfest.programme import current_document, list_slots
from innovfest.registration import Registration
from tests.conftest import NOON, OLIVIA

BY = Actor("attendee", 1, "Alice")
CLOSES = NOON + timedelta(days=7)
LATER = CLOSES + timedelta(hours=1)
FEWEST, FIRST = Rule.FEWEST_DISAPPOINTED, Rule.MOST_FIRST_CHOICES


@dataclass
class Round:
    """The wishes of the break-outs of the shipped edition."""

    event: Event

    @classmethod
    def opened(cls, event: Event) -> "Round":
        """Take wishes for a week."""
        with unit_of_work():
            wishes.open_round(list_slots(event.id)[0], closes_at=CLOSES, by=OLIVIA, now=NOON)
        return cls(event)

    @property
    def row(self) -> WishRound:
        """The round as it is."""
        return wishes.get_round(self.event.id, "break-outs")

    def rank(self, person: Registration, *slugs: str, now: datetime = NOON) -> bool:
        """Wish."""
        with unit_of_work():
            return wishes.rank(person, self.row, slugs, by=BY, now=now)

    def join(self, person: Registration, friend: Registration, now: datetime = NOON) -> None:
        """Stay together with a friend."""
        with unit_of_work():
            wishes.join_party(person, self.row, self.code(friend), by=BY, now=now)

    def leave(self, person: Registration) -> None:
        """Wish alone again."""
        with unit_of_work():
            wishes.leave_party(person, self.row, by=BY, now=NOON)

    def code(self, person: Registration) -> str:
        """Return the code of a person's party."""
        ranking = self.ranking(person)
        assert ranking is not None
        return wishes.code_of(ranking.party)

    def ranking(self, person: Registration) -> wishes.Ranking | None:
        """Return what a person would like."""
        return wishes.ranking_in(self.row, person, current_document(self.event))

    def wanted(self, person: Registration) -> list[str]:
        """Name what a person would like, the dearest first."""
        ranking = self.ranking(person)
        return [session.slug for session in ranking.wishes] if ranking else []

    def publish(self, rule: Rule = FEWEST, now: datetime = LATER, **more: str) -> None:
        """Give the seats."""
        with unit_of_work():
            wishes.publish(self.row, rule, by=OLIVIA, now=now, **more)

    def answer(self, person: Registration) -> wishes.Answer | None:
        """Return what became of a person's wishes, in English."""
        with force_locale("en"):
            return wishes.answer_for(person, self.row, current_document(self.event))

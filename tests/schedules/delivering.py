"""How an afternoon reaches the server: in batches, late, in another order, twice, cut off in the middle."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any, Protocol

from tests.schedules.afternoon import HOUR, MINUTE, Afternoon, Change, Fact, when


@dataclass(frozen=True)
class Delivery:
    """Something that happens to the server at a time: a batch of a phone, or what the desk does."""

    at: int
    phone: int | None
    facts: tuple[Fact, ...] = ()
    change: Change | None = None
    is_cut_off: bool = False


@dataclass
class EndState:
    """What is there in the end: scans by id, stays by person and session, counts of heads, who is inside."""

    scans: dict[str, tuple[Any, ...]]
    stays: dict[tuple[int, int | None], tuple[Any, ...]]
    heads: dict[str, tuple[Any, ...]]
    inside: dict[str, int]


class Server(Protocol):
    """What a delivery is made to."""

    def begin(self, afternoon: Afternoon) -> None:
        """Forget the afternoon before."""

    def change(self, change: Change) -> None:
        """Let the desk do something."""

    def send(
        self, phone: int, facts: list[tuple[Fact, datetime]], *, sent_at: datetime, now: datetime, cut: bool
    ) -> list[dict[str, Any]]:
        """Take a batch of a phone, each fact with the phone's time of it; with `cut` it comes to nothing."""

    def end_state(self) -> EndState:
        """Return what is there now."""


def plan(rng: Random, afternoon: Afternoon) -> list[Delivery]:
    """Plan a delivery: nothing before it happened, and everything at least once."""
    plans = [Delivery(change.at, None, change=change) for change in afternoon.changes]
    for phone, report in enumerate(afternoon.reports):
        plans += _of_phone(rng, phone, report)
    return sorted(plans, key=lambda plan: plan.at)


def deliver(afternoon: Afternoon, plans: list[Delivery], server: Server) -> tuple[EndState, list[str]]:
    """Deliver an afternoon; return the end state, and faults seen on the way."""
    server.begin(afternoon)
    answers: dict[str, dict[str, Any]] = {}
    faults: list[str] = []
    for one in plans:
        if one.change:
            server.change(one.change)
        if one.phone is None:
            continue
        drift = timedelta(milliseconds=afternoon.drifts[one.phone])
        told = [(fact, when(fact.at) + drift) for fact in one.facts]
        now = when(one.at)
        for answer in server.send(one.phone, told, sent_at=now + drift, now=now, cut=one.is_cut_off):
            if answers.setdefault(answer["id"], answer) != answer:
                faults.append(f"{answer['id']} got two answers: {answers[answer['id']]} and {answer}")
    unanswered = afternoon.facts.keys() - answers.keys()
    return server.end_state(), [*faults, *(f"{id_} got no answer" for id_ in sorted(unanswered))]


def _of_phone(rng: Random, phone: int, report: list[Fact]) -> Iterator[Delivery]:
    at, rest = 0, list(report)
    while rest:
        size = rng.randint(1, 30)
        batch, rest = rest[:size], rest[size:]
        at = max([at, *(fact.at for fact in batch)]) + rng.choice(
            [rng.randint(0, 2_000), rng.randint(0, 3 * HOUR)]
        )
        if rng.random() < 0.15:
            batch = rng.sample(batch, len(batch))
        if rng.random() < 0.15:
            # The server was stopped in the middle, and the phone sends it again.
            yield Delivery(at, phone, tuple(batch), is_cut_off=True)
        yield Delivery(at + rng.randint(1, 5_000), phone, tuple(batch))
        if rng.random() < 0.25:
            # The answer got lost: the same again, with some of another batch.
            again = tuple(batch + rng.sample(report[: report.index(batch[0])] or batch[:1], 1))
            yield Delivery(at + rng.randint(5_000, 90 * MINUTE), phone, again)

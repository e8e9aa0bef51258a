"""Who holds a phone: takes the next person, scans, sends on, helps, and takes the time that people take."""

import random
import time
from collections.abc import Sequence

from innovfest.rehearsal import curve
from innovfest.rehearsal.curve import AT_DESK
from innovfest.rehearsal.hall import DESK, ENTRANCE, Hall, Visitor
from innovfest.rehearsal.phone import OVERRULED_WITHIN, Done, Phone
from innovfest.rehearsal.plan import GAP, Plan
from innovfest.rehearsal.queues import Served
from innovfest.rehearsal.stage import Clock, Stage

NEXT_LOOK = 0.01
"""Seconds of real time between two looks at a line where nobody stands."""

COPY_AFTER = (20.0, 90.0)
"""Seconds after which somebody else comes with the same badge."""

WALK = (30.0, 90.0)
"""Seconds from one door to another."""

REASONS = {"replaced": "replaced_code", "waitlisted": "not_confirmed", "unknown": "unknown"}
"""What a lane gives as the reason of a case, where the trouble's own word is another."""


class Steward:
    """One steward with one phone, for one thread; `rooms` are those whose doors they keep later."""

    def __init__(self, phone: Phone, hall: Hall, stage: Stage, *, number: int, rooms: Sequence[str]) -> None:
        """Take phone and place; the first stewards keep the help desk, if there is one."""
        self.phone, self.hall, self.stage, self.rooms = phone, hall, stage, rooms
        self.plan: Plan = stage.plan
        self.clock: Clock = stage.clock
        self.number = number
        self.at_desk = number < self.plan.desks
        self._rng = random.Random(f"steward {number} {self.plan.seed}")  # noqa: S311 - a play, no secret

    def work(self) -> None:
        """Serve until the play is over."""
        while not self.stage.over.is_set():
            if self.serve_next() is None:
                time.sleep(NEXT_LOOK)

    def serve_next(self) -> Visitor | None:
        """Serve the next person, if somebody stands here; return whom."""
        found = self.hall.take(self._lines(), self.clock.second(), self.number)
        if found is None:
            return None
        line, since, visitor = found
        began = self.clock.second()
        self.phone.gate = self.stage.gate_of(line, self.phone.gate)
        needed = self._serve(line, visitor)
        self.clock.sleep_until(began + needed)
        self.hall.note(line, Served(since, began, max(began + needed, self.clock.second())))
        return visitor

    def _lines(self) -> Sequence[str]:
        if self.at_desk:
            return (DESK,)
        if self.clock.second() < 60 * self.plan.minutes or not self.hall.is_empty((ENTRANCE,)):
            return (ENTRANCE,)
        return (ENTRANCE, *self.rooms)

    def _serve(self, line: str, visitor: Visitor) -> float:
        if line == DESK:
            return self._help(visitor)
        if line == ENTRANCE:
            return self._greet(visitor)
        return self._show_in(line, visitor)

    def _greet(self, visitor: Visitor) -> float:
        """Scan somebody at the entrance, and let them in, or send them to the help desk."""
        trouble = None if visitor.copy else visitor.guest.trouble
        needed = curve.lane_seconds(trouble, self._rng, has_desk=True)
        done = None
        if trouble != "lost":
            done = self.phone.take(visitor.code)
            if self._listen(done, needed) == "admitted":
                self._goes_on(visitor, done)
        if trouble == "twice":
            self._pass_on(visitor)
        if trouble in AT_DESK:
            return needed + self._send_on(visitor, done, needed)
        return needed

    def _send_on(self, visitor: Visitor, done: Done | None, needed: float) -> float:
        """Send somebody to the help desk with their case; without a desk, help them here."""
        trouble = visitor.guest.trouble or ""
        visitor.case = self.phone.ask(
            "cases",
            person=done.n if done else None,
            code=self.phone.hash_of(str(visitor.code)) if done and done.n is None else "",
            scan=done.id if done else None,
            reason=REASONS.get(trouble, trouble),
            note="",
            gate=self.phone.gate,
        )
        if not self.plan.desks:
            return self._help(visitor)
        self.hall.join(DESK, self.clock.second() + needed + self._rng.uniform(*WALK), visitor)
        return 0.0

    def _help(self, visitor: Visitor) -> float:
        """Find out what is wrong with somebody's badge, and end the case."""
        trouble = visitor.guest.trouble or ""
        outcome, code = "sent_home", None  # type: str, str | int | None
        needed = curve.desk_seconds(trouble, self._rng)
        if trouble == "unknown" and (spare := self.stage.next_spare()):
            outcome, code = "walk_in", spare
            self.phone.register(spare, f"Walk-in {visitor.guest.number:03}", "Example", "Test")
        elif trouble in {"lost", "replaced"} and (found := self._find(visitor)) is not None:
            outcome, code = "solved", found
            if trouble == "lost":
                self.phone.ask("replacements", person=found, because="lost")
        if code is not None:
            done = self.phone.take(code)
            if self._listen(done, needed) == "admitted":
                self._goes_on(visitor, done)
        self.phone.close_case(visitor.case, outcome)
        return needed

    def _listen(self, done: Done, needed: float) -> str:
        """Wait for the server's word as a phone's screen does, and no longer than the person stands here."""
        return self.phone.listen(done, min(OVERRULED_WITHIN, needed / self.plan.speed / 2))

    def _find(self, visitor: Visitor) -> int | None:
        found = self.phone.find_named(f"Test {visitor.guest.number:03} ")
        return found.n if found else None

    def _goes_on(self, visitor: Visitor, done: Done) -> None:
        """Let somebody who came in go to their room when the break-outs begin."""
        if visitor.copy:
            return
        visitor.code = done.code
        visitor.room = self.stage.room_of(visitor.guest.number)
        wanted = visitor.room or self._rng.choice([None, *self.stage.rooms])
        if wanted is None:
            return  # stays in the foyer
        others = [room for room in self.stage.rooms if room != wanted]
        if visitor.guest.strays and visitor.room and others:
            wanted = self._rng.choice(others)
        at = 60 * (self.plan.minutes + GAP) + visitor.guest.room_at
        self.hall.join(wanted, max(at, self.clock.second() + self._rng.uniform(*WALK)), visitor)

    def _pass_on(self, visitor: Visitor) -> None:
        """Let somebody else come with the same badge, to another lane if there is one."""
        avoids = self.number if self.plan.lanes > 1 else None
        copy = Visitor(visitor.guest, visitor.code, copy=True, avoids=avoids)
        self.hall.join(ENTRANCE, self.clock.second() + self._rng.uniform(*COPY_AFTER), copy)

    def _show_in(self, room: str, visitor: Visitor) -> float:
        """Scan somebody at the door of a room; who is wrong there walks to their own."""
        needed, done = curve.scan_seconds(self._rng), self.phone.take(visitor.code)
        if self._listen(done, needed) == "wrong_gate" and visitor.room and visitor.room != room:
            self.hall.join(visitor.room, self.clock.second() + self._rng.uniform(*WALK), visitor)
        return needed

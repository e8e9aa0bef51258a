"""The life of some scans: who is at the gate, what the rules say, what is written, what is answered.

One scan takes five statements (the phone, the locks, the facts, the scan, the arrival), and so do 500; one
that comes late takes one more for each other scan whose outcome it changes.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from innovfest.checkin import asking, facts, rules, settling
from innovfest.checkin.answers import Answer, Before, of_another_event, write_answer
from innovfest.checkin.asking import Asked, SentScan, distinct
from innovfest.checkin.phones import Phone
from innovfest.checkin.picture import Person, Picture, Question
from innovfest.checkin.places import key_in, key_of
from innovfest.checkin.rules import HOUSE, Facts, Presence, Verdict
from innovfest.checkin.settling import Outcome, Story, Told
from innovfest.checkin.writing import Ledger


def record_scans(
    phone: Phone, scans: Sequence[SentScan], *, language: str, now: datetime, sent_at: datetime | None = None
) -> list[dict[str, Any]]:
    """Decide and keep what a phone scanned; return the answers in the same order.

    An id that was answered before gets that answer again, whatever else it carries now; only what the phone
    did when it was overruled in time (`acted`) is taken from it. `sent_at` is the phone's clock as it sends,
    for scans that don't know how far it is off. Needs an open unit of work; raises IntegrityError when the
    same id is being recorded elsewhere, and is then to be run again.
    """
    asked = asking.ask_all(phone, scans, now, sent_at)
    picture = facts.lock_and_read(_question(phone, asked))
    round_ = _Round(phone, picture, language, now)
    answers = {
        id_: result if event_id == phone.event_id else of_another_event(id_)
        for id_, (event_id, result) in picture.answered.items()
    }
    for one in asking.in_order(asked):
        if one.id in answers:
            round_.amend(one)
        else:
            answers[one.id] = round_.decide(one)
    round_.close()
    return [answers[one.id] for one in asked]


def _question(phone: Phone, asked: Sequence[Asked]) -> Question:
    badges = [one for one in asked if one.sent.kind == "badge"]
    # A phone that has decided needs no places counted here: it gave what was lent to it.
    undecided = [one for one in badges if one.sent.decided is None]
    return Question(
        event_id=phone.event_id,
        venue_id=phone.venue_id,
        codes=distinct(one.code for one in badges),
        uids=distinct(one.uid for one in badges),
        ids=distinct(one.number for one in badges),
        scans=distinct(one.id for one in asked),
        undone=distinct(str(one.sent.undoes) for one in asked if one.sent.undoes),
        released=distinct(one.session.id for one in badges if one.session),
        sessions=distinct(one.session.id for one in undecided if one.session),
        house=phone.house_limit is not None and any(one.room is None for one in undecided),
    )


class _Round:
    """The scans of one request as they are decided one after the other."""

    def __init__(self, phone: Phone, picture: Picture, language: str, now: datetime) -> None:
        self.phone, self.picture, self.language = phone, picture, language
        self.ledger = Ledger(phone, picture, now)
        self.rooms = {session.id: session.rooms for session in phone.sessions}
        self.gates = {known.told.gate: known.gate_name for known in picture.scans.values()}
        self.gates |= {gate.id: gate.name for gate in phone.gates.values()}
        self.told: dict[int, dict[str, Told]] = {person: {} for person in picture.people}
        self.devices = dict(picture.devices)
        for known in picture.scans.values():
            self.told[known.person][known.told.id] = known.told
        self.persons = {scan_id: known.person for scan_id, known in picture.scans.items()}
        self.stories: dict[int, Story] = {}

    def decide(self, one: Asked) -> dict[str, Any]:
        """Decide one scan and remember what is to be written; return its answer."""
        if one.sent.kind == "badge":
            return self._badge(one)
        if one.sent.lacks_something:
            return self._plain(one, Verdict("unknown", "incomplete"))
        if one.sent.kind == "undo":
            return self._undo(one)
        if one.room is not None and one.session is None:
            return self._plain(one, Verdict("not_open", "no_session"))
        is_count = one.sent.kind == "count"
        word = ("admitted" if one.sent.direction == "in" else "left") if is_count else "counted"
        return self._plain(one, Verdict(word, session=one.session_id))

    def amend(self, one: Asked) -> None:
        """Take from a scan that is there already what the phone did in the end."""
        person, acted = self.persons.get(one.id), one.sent.acted
        if person is None or acted is None or self.told[person][one.id].effect == acted:
            return
        told = settling.with_effect(self.told[person][one.id], acted)
        self._tell(person, told)
        self.ledger.act(one.id, told, self.stories[person].outcomes[one.id])

    def close(self) -> None:
        """Take over how everybody's story turned out, and write everything."""
        for person, story in self.stories.items():
            self.ledger.settle(person, story)
        self.ledger.write()

    def _badge(self, one: Asked) -> dict[str, Any]:
        badge, person = self._who(one)
        base = self._base(one, badge, person)
        if person is None:
            return self._plain(one, base)
        told = self._told(one, base, person)
        self._tell(person.id, told)
        story = self.stories[person.id]
        outcome = story.outcomes[one.id]
        if one.sent.decided is None and outcome.verdict != told.effect and not told.undone:
            # It has not acted yet: it does as it is told.
            told = settling.with_effect(told, outcome.verdict)
            self._tell(person.id, told)
            story = self.stories[person.id]
            outcome = story.outcomes[one.id]
        answer = Answer(one, base, person, outcome, self._before(person.id, one.id, outcome))
        result = write_answer(answer, self.phone.document, self.language)
        acted = one.sent.acted or (told.effect if one.sent.decided is None else None)
        self._keep(one, base, result, person=person.id, acted=acted)
        return result

    def _undo(self, one: Asked) -> dict[str, Any]:
        target, at = str(one.sent.undoes), one.happened_at
        device, scanned_at = self.devices.get(target, (None, at))
        if device is not None and not asking.may_undo(self.phone.id, at, device, scanned_at):
            return self._plain(one, Verdict("too_late"))
        person = self.persons.get(target)
        if person is None or self.told[person][target].undone:
            self.ledger.undo_unread(target, at)
        else:
            self._tell(person, settling.without_effect(self.told[person][target]))
            self.ledger.undo(target, self.stories[person].outcomes[target], at)
        return self._plain(one, Verdict("undone"), person)

    def _plain(self, one: Asked, verdict: Verdict, person: int | None = None) -> dict[str, Any]:
        """Keep and answer what is about nobody that is known."""
        outcome = Outcome(verdict.verdict, verdict.reason)
        answer = Answer(one, verdict, None, outcome, None)
        result = write_answer(answer, self.phone.document, self.language)
        self._keep(one, verdict, result, person=person)
        return result

    def _keep(
        self,
        one: Asked,
        base: Verdict,
        result: dict[str, Any],
        *,
        person: int | None,
        acted: str | None = None,
    ) -> None:
        self.devices[one.id] = (self.phone.id, one.happened_at)
        self._tell_undoing(one, person)
        if person is not None and one.sent.kind == "badge":
            self.persons[one.id] = person
        self.ledger.keep(one, base, result, person=person, acted=acted, undone_at=self._undone_at(one))

    def _undone_at(self, one: Asked) -> datetime | None:
        """Find the scan that takes this one back, where it came first."""
        if one.sent.kind == "undo":
            return None
        undone = (
            at
            for device, at, _ in self.picture.undoing.get(one.id, ())
            if asking.may_undo(device, at, self.phone.id, one.happened_at)
        )
        return min(undone, default=None)

    def _tell_undoing(self, one: Asked, person: int | None) -> None:
        """Tell what was to take this scan back, and came before it, whose it is, or that it was too late."""
        for device, at, scan_id in self.picture.undoing.get(one.id, ()):
            if asking.may_undo(device, at, self.phone.id, one.happened_at):
                self.ledger.found_undone(scan_id, person)
            else:
                self.ledger.refuse_undo(scan_id)

    def _who(self, one: Asked) -> tuple[str, Person | None]:
        people = self.picture.people
        if one.uid or one.number:
            person = next((p for p in people.values() if one.uid == p.uid or one.number == p.id), None)
            return ("active" if person else "unknown"), person
        seen = self.picture.badges.get(one.code)
        if seen is None:
            return "unknown", None
        if seen.event_id != self.phone.event_id:
            return "foreign", None
        bearer = people.get(seen.registration_id or 0)
        return (seen.status_at(one.happened_at), bearer) if bearer else ("spare", None)

    def _base(self, one: Asked, badge: str, person: Person | None) -> Verdict:
        """Ask the rules without regard to the person's other scans; places count where it has not decided."""
        if one.gate is None:
            return Verdict("unknown", "no_such_gate")
        undecided = one.sent.decided is None
        verdict = rules.decide(
            Facts(
                at=one.happened_at,
                event_starts_at=self.phone.event_starts_at,
                event_ends_at=self.phone.event_ends_at,
                direction=one.sent.direction,
                badge=badge,
                status=person.status_at(one.happened_at) if person else None,
                room=one.room,
                sessions=self.phone.sessions,
                holds=person.holds_at(one.happened_at) if person else (),
                check_ins=self._other_room(one, person) if undecided and person else None,
                inside=self._inside(one) if undecided else {},
                limits=self._limits(one) if undecided else {},
                released=self.picture.released_seats(one.session, one.happened_at),
                override=one.sent.override,
                supervisor=self.phone.role == "supervisor",
                lent=self._left(one) if undecided else None,
            )
        )
        return Verdict("left") if verdict.verdict == "left" else verdict

    def _inside(self, one: Asked) -> dict[str, int]:
        if one.session is None:
            return {HOUSE: self.picture.inside[HOUSE]}
        return {room: self.picture.inside[key_in(one.session.id, room)] for room in one.session.rooms}

    def _limits(self, one: Asked) -> dict[str, int]:
        if one.session:
            return self.picture.limits
        return {} if self.phone.house_limit is None else {HOUSE: self.phone.house_limit}

    def _other_room(self, one: Asked, person: Person) -> dict[int | None, Presence]:
        """Find the other room of the session that somebody comes from, who needs no seat in it any more."""
        stay = self._story(person.id).stays.get(one.session_id)
        if stay is None or stay.left_at is not None or stay.room == one.room:
            return {}
        return {one.session_id: Presence(stay.entered_at, room=stay.room)}

    def _left(self, one: Asked) -> int | None:
        """Return how many places are lent to no phone; None where none is lent."""
        if one.session is None or one.room is None or one.room not in self.picture.limits:
            return None
        place = key_in(one.session.id, one.room)
        if (lent := self.picture.lent[place]) <= 0:
            return None
        return max(0, self.picture.limits[one.room] - self.picture.inside[place] - lent)

    def _told(self, one: Asked, base: Verdict, person: Person) -> Told:
        sent = one.sent
        effect = sent.acted or sent.decided
        if effect is None:
            # A gate without rules of its own acts on what is known now, not on what was known then.
            starts_at = self.phone.event_starts_at
            story, where = self._story(person.id), (one.session_id, one.room)
            is_in = settling.is_in(story, *where, one.happened_at, starts_at)
            effect = "already_in" if is_in and base.verdict == "admitted" else base.verdict
        return Told(
            id=one.id,
            at=one.happened_at,
            gate=one.gate.id if one.gate else self.phone.gate_id,
            base=base.verdict,
            base_reason=base.reason,
            effect=effect,
            direction=sent.direction,
            room=one.room,
            session=one.session_id,
            undone=self._undone_at(one) is not None,
        )

    def _tell(self, person: int, told: Told) -> None:
        """Put a scan into a person's story, and count who came and went by it."""
        before = self._story(person)
        self.told[person][told.id] = told
        after = self.stories[person] = self._settled(person)
        for story, step in ((before, -1), (after, +1)):
            for place, stay in story.stays.items():
                if stay.left_at is None and (key := key_of(place, stay.room)) is not None:
                    self.picture.inside[key] += step

    def _story(self, person: int) -> Story:
        return self.stories.get(person) or self._settled(person)

    def _settled(self, person: int) -> Story:
        starts_at = self.phone.event_starts_at
        return settling.settle(self.told[person].values(), rooms=self.rooms, event_starts_at=starts_at)

    def _before(self, person: int, scan_id: str, outcome: Outcome) -> Before | None:
        """Find the other scan of a double: the one that let the person in, or another that came later."""
        twin = settling.twin_of(self.stories[person], scan_id)
        other = self.told[person].get(outcome.first or twin or "")
        if other is None:
            return None
        return Before(other.id, other.at, self.gates.get(other.gate, ""), other.room, is_later=bool(twin))

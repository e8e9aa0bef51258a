"""Reading a storm's history: the audit trail is played again, and every step of it has to be right.

Entries of one person, of one session and of one line are written under its lock, so their ids tell the order
in which they happened.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from sqlalchemy import select

from innovfest.audit import AuditEntry
from innovfest.database import db
from innovfest.mail import OutboxMessage
from innovfest.programme import ReleaseDocument
from tests.storms.harbour import Harbour
from tests.storms.sailing import Deed


@dataclass
class Logbook:
    """A replay of the trail: who holds what, who stands where, and what was wrong on the way.

    `who` says for each registration which of the storm's people it is of.
    """

    document: ReleaseDocument
    capacity: dict[str, int]
    who: Mapping[int, int]
    held: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    lost: dict[int, set[str]] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    offered: Counter[str] = field(default_factory=Counter)
    in_offer: set[tuple[int, str]] = field(default_factory=set)
    placed: set[int] = field(default_factory=set)
    policy: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def read(self, entries: Sequence[AuditEntry]) -> None:
        """Play every entry, those of one exchange together."""
        number = 0
        while number < len(entries):
            entry = entries[number]
            if entry.action == "signup.promoted" and entry.actor_kind == "system":
                number += self._promote(entries, number)
            else:
                self._play(entry)
                number += 1

    def _play(self, entry: AuditEntry) -> None:
        play = getattr(self, "_" + entry.action.replace(".", "_"), None)
        if play:
            play(entry.subject_id, entry.details, entry)
        self._check_room(entry)

    def _registration_created(
        self, person: int, details: Mapping[str, list[str]], _entry: AuditEntry
    ) -> None:
        if person not in self.lines["the day"]:
            self.placed.add(person)
        for slug in details["sessions"]:
            self._take(person, slug)

    def _registration_promoted(self, person: int, _details: Mapping[str, str], _entry: AuditEntry) -> None:
        self._end(person, "the day")
        self.placed.add(person)

    def _registration_cancelled(self, person: int, _details: Mapping[str, str], entry: AuditEntry) -> None:
        self._check_own_hand(entry)
        self.lost[person] = self.held.pop(person, set())
        self.placed.discard(person)

    def _registration_restored(
        self, person: int, details: Mapping[str, list[str]], _entry: AuditEntry
    ) -> None:
        self.placed.add(person)
        for slug in self.lost.pop(person, set()) - set(details["gone"]):
            self._take(person, slug)

    def _signup_created(self, person: int, details: Mapping[str, str], _entry: AuditEntry) -> None:
        self._take(person, details["session"])

    def _signup_given_back(self, person: int, details: Mapping[str, str], entry: AuditEntry) -> None:
        self._check_own_hand(entry)
        self.held[person].discard(details["session"])

    def _signup_changed(self, person: int, details: Mapping[str, str], entry: AuditEntry) -> None:
        self._check_own_hand(entry)
        self.held[person] -= {s.slug for s in self.document.sessions_in_slot(details["slot"])}
        if details["session"]:
            self._take(person, details["session"])

    def _signup_promoted(self, person: int, details: Mapping[str, str], entry: AuditEntry) -> None:
        """Accept an offer."""
        self._check_own_hand(entry)
        self._check_given(entry)
        self.held[person].discard(details["gave"])
        self._take(person, details["session"])

    def _signup_allocated(self, person: int, details: Mapping[str, str], _entry: AuditEntry) -> None:
        self._take(person, details["session"])

    def _line_joined(self, person: int, details: Mapping[str, str], _entry: AuditEntry) -> None:
        if details["session"] is None:
            self.lost.pop(person, None)  # who stands in line for the day starts anew
        self.lines[details["session"] or "the day"].append(person)

    def _line_left(self, person: int, details: Mapping[str, str], _entry: AuditEntry) -> None:
        self._end(person, details["session"] or "the day")

    def _line_closed(self, person: int, details: Mapping[str, str], _entry: AuditEntry) -> None:
        self._end(person, details["session"])

    def _line_expired(self, person: int, details: Mapping[str, str], _entry: AuditEntry) -> None:
        self._end(person, details["session"] or "the day")

    def _line_offered(self, person: int, details: Mapping[str, str], entry: AuditEntry) -> None:
        line = details["session"] or "the day"
        self._check_turn(person, line, self.lines[line], entry)
        self.offered[line] += 1
        self.in_offer.add((person, line))

    def _session_capacity(self, _session: int, details: Mapping[str, int], entry: AuditEntry) -> None:
        facts = self.document.session_by_id(entry.subject_id)
        if facts:
            self.capacity[facts.slug] = details["now_is"]

    def _promote(self, entries: Sequence[AuditEntry], number: int) -> int:
        """Play a promotion to a free seat, or a whole exchange; return how many entries it took."""
        first = entries[number]
        wanted, gave = first.details["session"], first.details["gave"]
        if self._taken(wanted) < self.capacity[wanted]:
            self._check_turn(first.subject_id, wanted, self.lines[wanted], first)
            round_ = [first]
        else:
            round_ = [first]
            following = takewhile(lambda entry: entry.action == "signup.promoted", entries[number + 1 :])
            while round_[-1].details["session"] != gave and (next_ := next(following, None)):
                round_.append(next_)
            self._check_exchange(round_)
        for entry in round_:
            self._check_given(entry)
            self.held[entry.subject_id].discard(entry.details["gave"])
        for entry in round_:
            self._take(entry.subject_id, entry.details["session"])
        self._check_room(first)
        return len(round_)

    def _check_exchange(self, round_: Sequence[AuditEntry]) -> None:
        for entry in round_:
            wanted, gave = entry.details["session"], entry.details["gave"]
            rivals = [person for person in self.lines[wanted] if gave in self.held[person]]
            self._check_turn(entry.subject_id, wanted, rivals, entry)

    def _check_own_hand(self, entry: AuditEntry) -> None:
        """Nobody but oneself gives one's seat up."""
        if (entry.actor_kind, entry.actor_id) != ("attendee", self.who[entry.subject_id]):
            self.faults.append(f"{entry.id} {entry.action}: {entry.subject_id} lost a seat by another's hand")

    def _check_given(self, entry: AuditEntry) -> None:
        """Whoever moves up gives the seat that they hold in the same slot, and no other."""
        wanted, held = self.document.session(entry.details["session"]), self.held[entry.subject_id]
        rivals = {s.slug for s in self.document.sessions_in_slot(wanted.slot or "")} if wanted else set()
        given = {entry.details["gave"]} if entry.details["gave"] else set()
        if held & rivals != given:
            self.faults.append(f"{entry.id}: held {sorted(held & rivals)}, and gave {sorted(given)}")

    def _check_turn(self, person: int, line: str, rivals: Iterable[int], entry: AuditEntry) -> None:
        """Everybody with a lower number could not be served."""
        for other in rivals:
            if other == person:
                return
            if (other, line) not in self.in_offer and self._could(other, line):
                self.faults.append(f"{entry.id}: {person} was served in {line} before {other}")
                return
        self.faults.append(f"{entry.id}: {person} was served in {line}, where they did not stand")

    def _could(self, person: int, line: str) -> bool:
        if line == "the day":
            return True
        wanted = self.document.session(line)
        held = [self.document.session(slug) for slug in self.held[person]]
        clashes = (
            other
            for other in held
            if wanted and other and other.slot != wanted.slot
            if other.starts_at < wanted.ends_at and wanted.starts_at < other.ends_at
        )
        return person in self.placed and not any(clashes)

    def _take(self, person: int, slug: str) -> None:
        self._end(person, slug)
        self.held[person].add(slug)

    def _end(self, person: int, line: str) -> None:
        if person in self.lines[line]:
            self.lines[line].remove(person)
        if (person, line) in self.in_offer:
            self.in_offer.remove((person, line))
            self.offered[line] -= 1

    def _taken(self, slug: str) -> int:
        return sum(slug in held for held in self.held.values()) + self.offered[slug]

    def _check_room(self, entry: AuditEntry) -> None:
        for slug, capacity in self.capacity.items():
            if self._taken(slug) > capacity:
                self.faults.append(f"{entry.id} {entry.action}: {slug} has {self._taken(slug)} of {capacity}")


def faults(harbour: Harbour, capacity: Mapping[str, int], deeds: Sequence[Deed]) -> list[str]:
    """Name everything that is wrong with the history of a storm, given the seats at its start."""
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    who = {
        person.id: int(person.email_key.partition("@")[0].removeprefix("person-"))
        for person in harbour.people.values()
    }
    logbook = Logbook(harbour.document, dict(capacity), who)
    logbook.read(entries)
    return [
        *logbook.faults,
        *_different_end(logbook, harbour),
        *_unkept_words(entries, deeds),
        *_wrong_mails(entries),
    ]


def _different_end(logbook: Logbook, harbour: Harbour) -> Iterable[str]:
    slug = {session.id: session.slug for session in harbour.sessions.values()}
    for person in harbour.people:
        held = {slug[session] for session in harbour.held[person]}
        if held != logbook.held[person]:
            yield f"{person} holds {sorted(held)}, and by the trail {sorted(logbook.held[person])}"


def _unkept_words(entries: Sequence[AuditEntry], deeds: Sequence[Deed]) -> Iterable[str]:
    """An acknowledged deed is in the trail, a refused one is not."""
    traced = {entry.actor_label for entry in entries}
    for deed in deeds:
        if (deed.id in traced) != (deed.outcome == "done"):
            yield f"{deed.id} {deed.name} was answered {deed.outcome}, and the trail says otherwise"


_MAILED = {
    "registration.promoted": "confirmation",
    "registration.restored": "confirmation",
    "registration.cancelled": "cancellation",
    "signup.created": "change",
    "signup.changed": "change",
    "signup.given_back": "change",
    "line.offered": "offer",
    "line.expired": "expiry",
    "line.closed": "line_closed",
    "signup.allocated": "allocation",
}


def _wrong_mails(entries: Sequence[AuditEntry]) -> Iterable[str]:
    """Everybody was mailed exactly what happened to them."""
    # A change in two slots at once is one mail.
    happened = {
        (entry.actor_label if entry.action == "signup.changed" else entry.id): (entry.subject_id, kind)
        for entry in entries
        if (kind := _mail_of(entry))
    }
    expected = Counter(happened.values())
    rows = db.session.execute(select(OutboxMessage.registration_id, OutboxMessage.kind)).all()
    sent = Counter((person, kind.removeprefix("registration.")) for person, kind in rows)
    in_line = {person for person, kind in sent if kind == "in_line"}
    for (person, kind), count in ((expected - sent) + (sent - expected)).items():
        # Who got nothing by their wishes is told as well.
        if kind == "allocation" and sent[person, kind] >= expected[person, kind]:
            continue
        # Who registered in line got the mail of the line instead of the confirmation.
        if kind not in ("confirmation", "in_line") or person not in in_line:
            yield f"{person} got {sent[person, kind]} mails of {kind}, {count} more or fewer than happened"


def _mail_of(entry: AuditEntry) -> str | None:
    if entry.action == "registration.created":
        return "confirmation"
    if entry.action == "signup.promoted":
        return "promotion" if entry.actor_kind == "system" else "change"
    return _MAILED.get(entry.action)

"""A model of a calendar program that follows RFC 5546, to send it mails and feeds in any order.

Of two revisions of an entry the one of the higher SEQUENCE counts, and of equal ones that of the later
DTSTAMP (2.1.5). REQUEST adds an entry or updates it, CANCEL marks it as cancelled and means nothing for one
that is not known, PUBLISH replaces the entries of its subscription.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

from icalendar import Calendar

Revision = tuple[int, datetime]


class Shown(NamedTuple):
    """What a calendar program shows of an entry; `agenda` are the lines of a day's, in words."""

    uid: str
    status: str
    starts_at: datetime
    ends_at: datetime
    title: str
    location: str
    agenda: tuple[str, ...] = ()


@dataclass
class Client:
    """The calendars of one person: what they were invited to, and what they subscribed to.

    Some programs remember that an entry they never had was called off, so that an invitation that comes late
    does not bring it back; `remembers` is for those.
    """

    remembers: bool = False
    invited: dict[str, tuple[Revision, Shown]] = field(default_factory=dict)
    subscribed: dict[str, dict[str, tuple[Revision, Shown]]] = field(default_factory=dict)
    called_off: dict[str, Revision] = field(default_factory=dict)

    def receive(self, calendar: bytes) -> None:
        """Take the calendar part of a mail."""
        method, entries = _read(calendar)
        for revision, shown in entries:
            known = self.invited.get(shown.uid)
            if known is None and method == "CANCEL":
                earlier = self.called_off.get(shown.uid, revision)
                self.called_off[shown.uid] = max(earlier, revision)
            elif known is None:
                late = self.remembers and revision < self.called_off.get(shown.uid, revision)
                if not late:
                    self.invited[shown.uid] = (revision, shown)
            elif revision >= known[0]:
                status = "CANCELLED" if method == "CANCEL" else shown.status
                self.invited[shown.uid] = (revision, shown._replace(status=status))

    def poll(self, source: str, calendar: bytes) -> None:
        """Fetch a subscription again: what it holds replaces what it held, and renews an invitation."""
        method, entries = _read(calendar)
        if method != "PUBLISH":
            raise ValueError(f"a feed says METHOD:{method}")
        self.subscribed[source] = {shown.uid: (revision, shown) for revision, shown in entries}
        for revision, shown in entries:
            if (known := self.invited.get(shown.uid)) and revision >= known[0]:
                self.invited[shown.uid] = (revision, shown)

    def entry(self, uid: str) -> Shown | None:
        """Return an entry that came by mail."""
        return self.invited[uid][1] if uid in self.invited else None

    def subscription(self, source: str) -> list[Shown]:
        """List what a subscription holds, by uid."""
        return sorted(shown for _revision, shown in self.subscribed[source].values())


@cache
def _read(calendar: bytes) -> tuple[str, list[tuple[Revision, Shown]]]:
    read = Calendar.from_ical(calendar)
    return str(read["METHOD"]), [_entry(vevent) for vevent in read.walk("VEVENT")]


def _agenda(description: str) -> tuple[str, ...]:
    """Read the lines of the agenda: all that a mailed day says of sessions and rooms."""
    paragraphs = (paragraph.split("\n") for paragraph in description.split("\n\n"))
    return next((tuple(lines) for head, *lines in paragraphs if head == "Your agenda:"), ())


def _entry(vevent: object) -> tuple[Revision, Shown]:
    told: dict[str, object] = vevent  # type: ignore[assignment]
    shown = Shown(
        uid=str(told["UID"]),
        status=str(told["STATUS"]),
        starts_at=told["DTSTART"].dt.astimezone(UTC),  # type: ignore[attr-defined]
        ends_at=told["DTEND"].dt.astimezone(UTC),  # type: ignore[attr-defined]
        title=str(told["SUMMARY"]),
        location=str(told["LOCATION"]),
        agenda=_agenda(str(told["DESCRIPTION"])),
    )
    return (int(told["SEQUENCE"]), told["DTSTAMP"].dt), shown  # type: ignore[attr-defined, call-overload]

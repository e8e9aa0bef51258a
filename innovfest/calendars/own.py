"""Somebody's own calendar: an attendee's day and seats, a speaker's sessions, an organiser's whole programme.

Each is put together from frames that are kept for a release, and a few values of the person. The bytes follow
from the arguments alone; what is kept is found by everything that it was written from, so it is never stale.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from innovfest.calendars import entries, frames, own_entries, pairs, rules, writer
from innovfest.calendars.frames import Frame
from innovfest.calendars.owners import Opened
from innovfest.calendars.pairs import Pair
from innovfest.calendars.rules import Agenda, Alarm
from innovfest.calendars.writer import Entry, Heading
from innovfest.errors import NotFound
from innovfest.programme.document import EventFacts, ReleaseDocument
from innovfest.wording import choose

KEPT = 2048
"""Frames kept at most: of one release, some forty for each language and reminder that people choose."""


def own_calendar(
    opened: Opened, document: ReleaseDocument, language: str, *, base_url: str, source: str = ""
) -> bytes:
    """Write the calendar of whoever it is."""
    if opened.agenda is not None:
        return agenda(document, opened.agenda, language, base_url=base_url, source=source)
    if opened.speaker:
        return speakers_sessions(
            document, opened.speaker, opened.scope, opened.alarm, language, base_url=base_url, source=source
        )
    return everything(document, opened, language, base_url=base_url, source=source)


def agenda(
    document: ReleaseDocument, agenda: Agenda, language: str, *, base_url: str, source: str = ""
) -> bytes:
    """Write one person's day, their seats and their places in line; what was lost stays, as cancelled.

    `source` is where the calendar can be fetched again. No entry holds a link that can change anything.
    """
    making = _Making(document, language, base_url)
    uid, sequence = rules.day_uid(agenda), rules.day_sequence(document, agenda)
    changed_at = rules.day_changed_at(document, agenda)
    day = making.day(agenda).filled(frames.entry_values(uid, sequence, changed_at))
    found = pairs.pairs_of_agenda(document, agenda)
    own = [making.pair(pair, agenda.alarm) for pair in found]
    head = making.heading("agenda", f"calendar-{uid}", max([changed_at, *_moments(found)]), source)
    return joined(head, [day, *own])


def speakers_sessions(
    document: ReleaseDocument,
    slug: str,
    scope: str,
    alarm: Alarm,
    language: str,
    *,
    base_url: str,
    source: str = "",
) -> bytes:
    """Write the sessions in which a speaker takes part, or did once; `scope` is whose calendar it is.

    Raises NotFound while there is none.
    """
    making = _Making(document, language, base_url)
    found = pairs.pairs_of_speaker(document, slug, scope, alarm)
    if not found:
        raise NotFound  # a calendar without any entry is none (RFC 5545 3.6)
    changed_at = alarm.newest(document.released_at)
    head = making.heading("sessions", f"calendar-{scope}@innovfest", changed_at, source)
    return joined(head, [making.pair(pair, alarm) for pair in found])


def everything(
    document: ReleaseDocument, opened: Opened, language: str, *, base_url: str, source: str = ""
) -> bytes:
    """Write all sessions, and the time that their rooms need before them."""
    making = _Making(document, language, base_url)
    scope, alarm = opened.scope, opened.alarm
    sessions = [making.pair(pair, alarm) for pair in pairs.pairs_of_everything(document, scope, alarm)]
    found = pairs.setups_of_everything(document, opened.setups, scope, alarm)
    setups = [making.setup(pair, minutes, alarm) for pair, minutes in found]
    uid = f"calendar-{scope}-{document.event.uid}@innovfest"
    head = making.heading("everything", uid, alarm.newest(document.released_at), source)
    return joined(head, [*sessions, *setups])


def joined(head: bytes, components: Iterable[bytes]) -> bytes:
    """Return a whole calendar."""
    return b"".join([head, *components, writer.END])


def _moments(found: Iterable[Pair]) -> list[datetime]:
    return [pair.changed_at for pair in found]


@dataclass(frozen=True)
class _Making:
    """What all frames of one calendar are written from."""

    document: ReleaseDocument
    language: str
    base_url: str

    def heading(self, kind: str, uid: str, changed_at: datetime, source: str) -> bytes:
        """Fill in the beginning of a calendar."""

        def write() -> Frame:
            return frames.heading_frame(_heading(self.document, kind, self.language, self.base_url, source))

        frame = self._kept(("heading", kind, bool(source)), write)
        values = {"UID": uid, "LAST-MODIFIED": frames.stamp_of(changed_at), "SOURCE": source}
        return frame.filled(values)

    def day(self, agenda: Agenda) -> Frame:
        """Return the frame of a day that looks like this one's."""
        waits = tuple((p.session_id, p.until) for p in agenda.places if p.sequence < rules.ENDED)
        held = frozenset(signup.session_id for signup in agenda.signups if signup.held)
        looks = (agenda.status, agenda.speaker, agenda.alarm.minutes, held, waits)
        return self._entry(
            ("day", *looks),
            lambda: own_entries.of_day(
                self.document, replace(agenda, link=""), self.language, base_url=self.base_url
            ),
        )

    def pair(self, pair: Pair, alarm: Alarm) -> bytes:
        """Fill in an entry about one session."""
        frame = self._entry(
            ("pair", pair.session.id, pair.state, alarm.minutes),
            lambda: own_entries.of_state(
                self.document,
                pair.session,
                pair.state,
                self.language,
                base_url=self.base_url,
                alarm=alarm.minutes,
            ),
        )
        return frame.filled(frames.entry_values(pair.uid, pair.sequence, pair.changed_at))

    def setup(self, pair: Pair, minutes: int, alarm: Alarm) -> bytes:
        """Fill in the time that a room needs before a session."""
        frame = self._entry(
            ("setup", pair.session.id, pair.state, minutes, alarm.minutes),
            lambda: own_entries.of_setup(
                self.document,
                pair.session,
                pair.state,
                minutes,
                self.language,
                base_url=self.base_url,
                alarm=alarm.minutes,
            ),
        )
        return frame.filled(frames.entry_values(pair.uid, pair.sequence, pair.changed_at))

    def _entry(self, what: tuple[Any, ...], describe: Callable[[], Entry]) -> Frame:
        return self._kept(what, lambda: frames.frame_of(describe(), self.document.event.timezone))

    def _kept(self, what: tuple[Any, ...], write: Callable[[], Frame]) -> Frame:
        document = self.document
        release = (document.event.uid, document.number, document.released_at)
        return _frame(_Wanted(release, self.language, self.base_url, what, write))


@dataclass(frozen=True)
class _Wanted:
    """A frame, and how to write it. The instant of the release counts, since a backup may reuse a number."""

    release: tuple[str, int, datetime]
    language: str
    base_url: str
    what: tuple[Any, ...]
    write: Callable[[], Frame] = field(compare=False, repr=False)


@lru_cache(maxsize=KEPT)
def _frame(wanted: _Wanted) -> Frame:
    with force_locale(wanted.language):
        return wanted.write()


def _heading(document: ReleaseDocument, kind: str, language: str, base_url: str, source: str) -> Heading:
    return Heading(
        uid="",
        name=_names(document.event)[kind],
        description=choose(document.event.summary, language).text,
        timezone=document.event.timezone,
        changed_at=document.released_at,
        url=entries.event_address(document.event, base_url),
        source=source,
    )


def _names(event: EventFacts) -> dict[str, str]:
    name = entries.edition_name(event)
    return {
        "agenda": _("%(event)s: my agenda", event=name),
        "sessions": _("%(event)s: my sessions", event=name),
        "everything": _("%(event)s: everything", event=name),
    }

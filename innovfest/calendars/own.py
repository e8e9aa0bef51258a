"""Somebody's own calendar: an attendee's day and seats, a speaker's sessions, an organiser's whole programme.

Each is put together from frames that are kept for a release, and a few values of the person. The bytes follow
from the arguments alone; what is kept is found by everything that it was written from, so it is never stale.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from flask_babel import force_locale
from flask_babel import gettext as _

from innovfest.calendars import entries, frames, own_entries, pairs, rules, writer
from innovfest.calendars.frames import Frame
from innovfest.calendars.owners import Attendees, Opened, Organisers, Speakers
from innovfest.calendars.pairs import Pair
from innovfest.calendars.rules import Agenda, Alarm
from innovfest.calendars.writer import Entry, Heading
from innovfest.errors import NotFound
from innovfest.programme.document import EventFacts, ReleaseDocument
from innovfest.wording import choose

KEPT = 512
"""Frames kept at most for a release and language: some forty for each reminder, and one for each offer."""

MOST_CALENDARS = 4096
"""Calendars kept at most, each for as long as its rows and the release are the same: some 30 MB of days."""

MOST_RELEASES = 12
"""Releases and languages whose frames are kept: four editions in three languages."""


@dataclass(frozen=True)
class _Wanted:
    """A release in a language. Its instant counts, since a restored backup may reuse a number."""

    release: tuple[str, int, datetime]
    language: str
    base_url: str
    document: ReleaseDocument = field(compare=False, repr=False)


class OwnCalendar(NamedTuple):
    """Somebody's own calendar as bytes, with their SHA-256 in hex, which follows from them alone."""

    body: bytes
    digest: str


def own_calendar(
    opened: Opened, document: ReleaseDocument, language: str, *, base_url: str, source: str = ""
) -> OwnCalendar:
    """Write the calendar of whoever it is; one that is asked for again and has not changed is kept."""
    return _kept_calendar(opened, source, _Wanted(_key_of(document), language, base_url, document))


@lru_cache(maxsize=MOST_CALENDARS)
def _kept_calendar(opened: Opened, source: str, wanted: _Wanted) -> OwnCalendar:
    body = _written(opened, source, wanted)
    return OwnCalendar(body, hashlib.sha256(body).hexdigest())


def _written(opened: Opened, source: str, wanted: _Wanted) -> bytes:
    document, language, base_url = wanted.document, wanted.language, wanted.base_url
    if isinstance(opened, Attendees):
        return agenda(document, opened.agenda, language, base_url=base_url, source=source)
    if isinstance(opened, Speakers):
        slug, scope, alarm = opened.speaker, opened.scope, opened.alarm
        return speakers_sessions(document, slug, scope, alarm, language, base_url=base_url, source=source)
    assert isinstance(opened, Organisers)  # noqa: S101 - there is no fourth kind
    return everything(document, opened, language, base_url=base_url, source=source)


def agenda(
    document: ReleaseDocument, agenda: Agenda, language: str, *, base_url: str, source: str = ""
) -> bytes:
    """Write one person's day, their seats and their places in line; what was lost stays, as cancelled.

    `source` is where the calendar can be fetched again. No entry holds a link that can change anything.
    """
    making = _making(document, language, base_url)
    uid, sequence = rules.day_uid(agenda), rules.day_sequence(document, agenda)
    changed_at = rules.day_changed_at(document, agenda)
    day = making.day(agenda).filled(frames.entry_values(uid, sequence, changed_at))
    found = pairs.pairs_of_agenda(document, agenda)
    own = [making.pair(pair, agenda.alarm) for pair in found]
    head = making.heading("agenda", max([changed_at, *_moments(found)]), source)
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
    making = _making(document, language, base_url)
    found = pairs.pairs_of_speaker(document, slug, scope, alarm)
    if not found:
        raise NotFound  # a calendar without any entry is none (RFC 5545 3.6)
    changed_at = alarm.newest(document.released_at)
    head = making.heading("sessions", changed_at, source)
    return joined(head, [making.pair(pair, alarm) for pair in found])


def everything(
    document: ReleaseDocument, opened: Organisers, language: str, *, base_url: str, source: str = ""
) -> bytes:
    """Write all sessions, and the time that their rooms need before them."""
    making = _making(document, language, base_url)
    scope, alarm = opened.scope, opened.alarm
    sessions = [making.pair(pair, alarm) for pair in pairs.pairs_of_everything(document, scope, alarm)]
    found = pairs.setups_of_everything(document, opened.setups, scope, alarm)
    setups = [making.setup(pair, minutes, alarm) for pair, minutes in found]
    moments = _moments(pair for pair, _minutes in found)
    head = making.heading("everything", alarm.newest(document.released_at, *moments), source)
    return joined(head, [*sessions, *setups])


def own_address(event_slug: str, token: str, language: str, *, base_url: str) -> str:
    """Return the address of somebody's own calendar; the language is in it, for want of a cookie."""
    return f"{base_url.rstrip('/')}/{quote(event_slug, safe='')}/calendar/{token}.ics?lang={language}"


def joined(head: bytes, components: Iterable[bytes]) -> bytes:
    """Return a whole calendar."""
    return b"".join([head, *components, writer.END])


def _moments(found: Iterable[Pair]) -> list[datetime]:
    return [pair.changed_at for pair in found]


@dataclass(frozen=True)
class _Making:
    """What all frames of a release in one language are written from, and those that were written."""

    document: ReleaseDocument
    language: str
    base_url: str
    frames: dict[tuple[Any, ...], Frame] = field(default_factory=dict)

    def heading(self, kind: str, changed_at: datetime, source: str) -> bytes:
        """Fill in the beginning of a calendar."""

        def write() -> Frame:
            return frames.heading_frame(_heading(self.document, kind, self.language, self.base_url, source))

        frame = self._kept(("heading", kind, bool(source)), write)
        values = {"LAST-MODIFIED": frames.stamp_of(changed_at), "SOURCE": source}
        return frame.filled(values)

    def day(self, agenda: Agenda) -> Frame:
        """Return the frame of a day that looks like this one's."""
        waits = frozenset([(p.session_id, p.until) for p in agenda.places if p.sequence < rules.ENDED])
        held = frozenset([signup.session_id for signup in agenda.signups if signup.held])
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
        """Return a frame; `what` is all that it is written from besides the release and the language."""
        if (known := self.frames.get(what)) is not None:
            return known
        with force_locale(self.language):
            written = write()
        if len(self.frames) >= KEPT:
            self.frames.clear()
        self.frames[what] = written
        return written


def _making(document: ReleaseDocument, language: str, base_url: str) -> _Making:
    return _kept_making(_Wanted(_key_of(document), language, base_url, document))


def _key_of(document: ReleaseDocument) -> tuple[str, int, datetime]:
    return document.event.uid, document.number, document.released_at


@lru_cache(maxsize=MOST_RELEASES)
def _kept_making(wanted: _Wanted) -> _Making:
    return _Making(wanted.document, wanted.language, wanted.base_url)


def _heading(document: ReleaseDocument, kind: str, language: str, base_url: str, source: str) -> Heading:
    return Heading(
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

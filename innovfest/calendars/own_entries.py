"""The words of entries in somebody's own calendar: their day, and a session as it stands for them.

Sentences are in the language that Flask-Babel is set to; programme texts in `language` or their fallback.
What differs from person to person and is no word (UID, SEQUENCE, stamps) is added by who writes the calendar.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from babel.dates import format_date
from flask_babel import gettext as _

from innovfest.calendars import entries, rules
from innovfest.calendars.pairs import State
from innovfest.calendars.rules import Agenda
from innovfest.calendars.writer import Entry
from innovfest.programme.document import EventFacts, ReleaseDocument, SessionFacts
from innovfest.wording import Wording, choose


def of_state(
    document: ReleaseDocument,
    session: SessionFacts,
    state: State,
    language: str,
    *,
    base_url: str,
    alarm: int | None = None,
) -> Entry:
    """Describe a session as it stands for one person."""
    shown = replace(session, cancelled=True) if state.word == "gone" else session
    entry = entries.of_session(document, shown, language, base_url=base_url)
    title = choose(session.title, language)
    return replace(
        entry,
        status=state.status,
        takes_time=rules.takes_time(shown) and state.word != "waits",
        title=_titled(title, state, document.event, language) or entry.title,
        description=entries.paragraphs(_standing(document, state, language, base_url), entry.description),
        alarm=alarm,
    )


def of_day(document: ReleaseDocument, agenda: Agenda, language: str, *, base_url: str) -> Entry:
    """Describe one person's day, with the agenda and its rooms in words."""
    event = document.event
    state = day_state(agenda)
    title = choose({language: entries.edition_name(event)}, language)
    cancelled = replace(title, text=_("Cancelled: %(title)s", title=title.text)) if agenda.cancelled else None
    return Entry(
        uid=rules.day_uid(agenda),
        sequence=rules.day_sequence(document, agenda),
        changed_at=rules.day_changed_at(document, agenda),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        status=rules.day_status(agenda),
        takes_time=not agenda.cancelled,
        title=cancelled or _titled(title, state, event, language) or title,
        description=_day_in_words(document, agenda, language, base_url=base_url),
        location=entries.place(document, []),
        url=agenda.link or entries.event_address(event, base_url),
        position=entries.position(document),
        organiser=entries.organiser(event),
        alarm=agenda.alarm.minutes,
    )


def of_setup(
    document: ReleaseDocument,
    session: SessionFacts,
    state: State,
    minutes: int,
    language: str,
    *,
    base_url: str,
    alarm: int | None = None,
) -> Entry:
    """Describe the time that a session's room needs before it: the room is busy then, not its reader."""
    entry = entries.of_session(document, session, language, base_url=base_url)
    title = choose(session.title, language)
    setup = _("Set-up: %(title)s", title=title.text)
    gone = state.word == "gone"
    return replace(
        entry,
        starts_at=session.starts_at - timedelta(minutes=minutes or SHORTEST_SETUP),
        ends_at=session.starts_at,
        status=state.status,
        takes_time=False,
        title=replace(title, text=_("Cancelled: %(title)s", title=setup) if gone else setup),
        description=entry.url,
        categories=(),
        alarm=alarm,
    )


SHORTEST_SETUP = 15
"""Minutes of an entry that tells that nothing has to be set up any more: it can not have none."""


def day_state(agenda: Agenda) -> State:
    """Tell how the day stands for its person."""
    if agenda.status == "waitlisted":
        until = agenda.day_offered_until
        return State("offered", until) if until else State("waits")
    return State("gone" if agenda.cancelled else "held")


def _titled(title: Wording, state: State, event: EventFacts, language: str) -> Wording | None:
    """Say in the title what some programs show nowhere else; None where there is nothing to add."""
    if state.word == "waits":
        return replace(title, text=_("In line: %(title)s", title=title.text))
    if state.until:
        until = moment_in_words(state.until, event, language)
        return replace(title, text=_("Offered until %(time)s: %(title)s", time=until, title=title.text))
    return None


def _standing(document: ReleaseDocument, state: State, language: str, base_url: str) -> str:
    if state.word == "waits":
        return str(_("You are in line for this. When a place is yours, this entry says so."))
    if state.until:
        until = moment_in_words(state.until, document.event, language)
        return entries.paragraphs(
            _("A place is kept for you until %(time)s. Say yes on your own page.", time=until),
            _where_it_is(document.event, base_url),
        )
    return ""


def _where_it_is(event: EventFacts, base_url: str) -> str:
    """Say where one's registration is found: a calendar is read by others, so it holds no link to it."""
    address = f"{entries.event_address(event, base_url)}lost-link"
    return str(_("The link to your registration is in our mails. Lost it? %(link)s", link=address))


def _day_in_words(document: ReleaseDocument, agenda: Agenda, language: str, *, base_url: str) -> str:
    address = entries.event_address(document.event, base_url)
    if agenda.cancelled:
        return entries.paragraphs(_("This registration is cancelled."), agenda.link or address)
    own = _("Your registration: %(link)s", link=agenda.link) if agenda.link else ""
    lines = [*_items(document, agenda, language)]
    return entries.paragraphs(
        _standing_at_day(document, agenda, language),
        "\n".join([_("Your agenda:"), *lines]) if lines else "",
        _("At the door your name is enough."),
        choose(document.venue.directions, language).text,
        entries.notes(document.event, language),
        own or _where_it_is(document.event, base_url),
        _("The programme: %(link)s", link=address),
    )


def _standing_at_day(document: ReleaseDocument, agenda: Agenda, language: str) -> str:
    state = day_state(agenda)
    if state.until:
        until = moment_in_words(state.until, document.event, language)
        return str(_("A place is kept for you until %(time)s. Say yes on your own page.", time=until))
    return str(_("You are in line for the day.")) if state.word == "waits" else ""


def _items(document: ReleaseDocument, agenda: Agenda, language: str) -> list[str]:
    """List an agenda by time, what one waits for among it."""
    awaited = rules.awaited_sessions(document, agenda)
    own = [session for session in rules.own_sessions(document, agenda) if session not in awaited]
    lines = [
        (session, _item(document, session, language, speaks=rules.speaks_in(agenda, session)))
        for session in own
    ]
    lines += [
        (session, _("%(session)s (in line)", session=_item(document, session, language)))
        for session in awaited
    ]
    return [line for session, line in sorted(lines, key=lambda pair: (pair[0].starts_at, pair[0].id))]


def _item(document: ReleaseDocument, session: SessionFacts, language: str, *, speaks: bool = False) -> str:
    """Write one line of an agenda: "16:30–18:00 Break-out: Energy, Break-out B"."""
    zone = document.event.zone
    starts_at, ends_at = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    first_day = document.event.starts_at.astimezone(zone).date()
    day = f"{_day(starts_at, language)} " if starts_at.date() != first_day else ""
    place = ", ".join(room.name for room in document.rooms_of(session))
    title = choose(session.title, language).text
    line = f"{day}{starts_at:%H:%M}–{ends_at:%H:%M} {title}" + (f", {place}" if place else "")
    return str(_("%(session)s (you have a part in it)", session=line)) if speaks else line


def moment_in_words(moment: datetime, event: EventFacts, language: str) -> str:
    """Write an instant at the venue: "20 February 16:30"."""
    local = moment.astimezone(event.zone)
    return f"{_day(local, language)} {local:%H:%M}"


def _day(moment: datetime, language: str) -> str:
    return format_date(moment, "d MMMM", locale=language)

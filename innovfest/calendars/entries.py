"""The words of calendar entries: a session, a seat in one, and one person's whole day.

Sentences are in the language that Flask-Babel is set to; programme texts in `language` or their fallback.
"""

from dataclasses import replace
from datetime import datetime
from urllib.parse import quote

from babel.dates import format_date
from flask_babel import gettext as _

from innovfest.calendars import rules
from innovfest.calendars.rules import Agenda, Signup
from innovfest.calendars.writer import Entry, Person
from innovfest.programme.document import (
    EventFacts,
    ReleaseDocument,
    RoomFacts,
    SessionFacts,
    SpeakerFacts,
    TrackFacts,
)
from innovfest.wording import Wording, choose

_COLOURS = {"sustainability": "seagreen", "energy": "goldenrod", "labour": "slateblue"}
"""The CSS colour names nearest to the tracks' tokens; RFC 7986 5.9 knows no other colours."""


PORTRAIT = 320
"""The width of a portrait beside an entry, in pixels: one of those in which photographs are kept."""


def event_address(event: EventFacts, base_url: str) -> str:
    """Return the address of the edition's own page."""
    return f"{base_url.rstrip('/')}/{quote(event.slug, safe='')}/"


def session_address(document: ReleaseDocument, session: SessionFacts, base_url: str) -> str:
    """Return the address of a session's page."""
    return f"{event_address(document.event, base_url)}sessions/{quote(session.slug, safe='')}"


def edition_name(event: EventFacts) -> str:
    """Return the name of an edition with its year: "InnovFest 2027"."""
    year = str(event.starts_at.astimezone(event.zone).year)
    return event.name if year in event.name else f"{event.name} {year}"


def colour_of(track: TrackFacts | None) -> str:
    """Return the colour name of a track; empty for none."""
    return _COLOURS.get(track.colour, "") if track else ""


def of_session(document: ReleaseDocument, session: SessionFacts, language: str, *, base_url: str) -> Entry:
    """Describe a session as everybody sees it; of a dropped one only what it was, which nothing changes."""
    bare = Entry(
        uid=rules.session_uid(session),
        sequence=session.sequence,
        changed_at=session.changed_at,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        status=rules.session_status(session),
        takes_time=rules.takes_time(session),
        title=_title(session.title, language, cancelled=session.cancelled),
        description="",
        location="",
        url=session_address(document, session, base_url),
        organiser=_organiser(document.event),
    )
    if session.dropped:
        return bare
    track = document.track(session.track)
    online_url = "" if session.cancelled else session.online_url
    return replace(
        bare,
        description=_paragraphs(
            choose(session.abstract, language).text,
            _speakers(document, session, language),
            choose(session.note, language).text,
            _directions(document, session, language),
            _notes(document.event, language),
            _("Follow on line: %(address)s", address=online_url) if online_url else "",
            bare.url,
        ),
        location=_place(document, document.rooms_of(session)),
        categories=(choose(track.name, language).text,) if track else (),
        colour=colour_of(track),
        position=_position(document),
        online=Wording(_("Follow on line"), language, fallback=False) if online_url else None,
        online_url=online_url,
        image=_portrait(document, session, base_url),
    )


def of_signup(
    document: ReleaseDocument,
    agenda: Agenda,
    signup: Signup,
    session: SessionFacts,
    language: str,
    *,
    base_url: str,
) -> Entry:
    """Describe one person's seat in a session, held or lost."""
    status = rules.signup_status(agenda, signup, session)
    gone = status == "CANCELLED"
    return replace(
        of_session(document, session, language, base_url=base_url),
        uid=rules.signup_uid(agenda, session),
        sequence=rules.signup_sequence(signup, session),
        changed_at=rules.signup_changed_at(signup, session),
        status=status,
        takes_time=rules.takes_time(session) and not gone,
        title=_title(session.title, language, cancelled=gone),
    )


def of_day(document: ReleaseDocument, agenda: Agenda, language: str, *, base_url: str) -> Entry:
    """Describe one person's day, with the agenda and its rooms in words."""
    event = document.event
    name = edition_name(event)
    return Entry(
        uid=rules.day_uid(agenda),
        sequence=rules.day_sequence(document, agenda),
        changed_at=rules.day_changed_at(document, agenda),
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        status=rules.day_status(agenda),
        takes_time=not agenda.cancelled,
        title=_title({language: name}, language, cancelled=agenda.cancelled),
        description=_day_in_words(document, agenda, language, base_url=base_url),
        location=_place(document, []),
        url=agenda.link or event_address(event, base_url),
        position=_position(document),
        organiser=_organiser(event),
    )


def _day_in_words(document: ReleaseDocument, agenda: Agenda, language: str, *, base_url: str) -> str:
    address = event_address(document.event, base_url)
    if agenda.cancelled:
        return _paragraphs(_("This registration is cancelled."), agenda.link or address)
    lines = [
        _own_item(document, agenda, session, language) for session in rules.own_sessions(document, agenda)
    ]
    return _paragraphs(
        "\n".join([_("Your agenda:"), *lines]) if lines else "",
        _("At the door your name is enough."),
        choose(document.venue.directions, language).text,
        _notes(document.event, language),
        _("Your registration: %(link)s", link=agenda.link) if agenda.link else "",
        _("The programme: %(link)s", link=address),
    )


def _own_item(document: ReleaseDocument, agenda: Agenda, session: SessionFacts, language: str) -> str:
    line = _item(document, session, language)
    return (
        _("%(session)s (you have a part in it)", session=line) if rules.speaks_in(agenda, session) else line
    )


def _item(document: ReleaseDocument, session: SessionFacts, language: str) -> str:
    """Write one line of an agenda: "16:30–18:00 Break-out: Energy, Break-out B"."""
    zone = document.event.zone
    starts_at, ends_at = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    first_day = document.event.starts_at.astimezone(zone).date()
    day = _day(starts_at, language) if starts_at.date() != first_day else ""
    place = ", ".join(room.name for room in document.rooms_of(session))
    title = choose(session.title, language).text
    return f"{day}{starts_at:%H:%M}–{ends_at:%H:%M} {title}" + (f", {place}" if place else "")


def _day(moment: datetime, language: str) -> str:
    return f"{format_date(moment, 'd MMMM', locale=language)} "


def _title(texts: dict[str, str], language: str, *, cancelled: bool) -> Wording:
    """Choose a title, and say in it that the entry is cancelled: some programs show no STATUS."""
    title = choose(texts, language)
    return replace(title, text=_("Cancelled: %(title)s", title=title.text)) if cancelled else title


def _speakers(document: ReleaseDocument, session: SessionFacts, language: str) -> str:
    roles = {"moderator": _("moderator"), "host": _("host")}
    return "\n".join(
        _speaker(speaker, roles.get(role, ""), language) for speaker, role in document.speakers_of(session)
    )


def _speaker(speaker: SpeakerFacts, role: str, language: str) -> str:
    """Write "Jürgen Ingels, SmartFin (Speaker in 2024)"."""
    who = ", ".join(part for part in (speaker.name, speaker.affiliation) if part)
    remarks = ", ".join(part for part in (role, choose(speaker.note, language).text) if part)
    return f"{who} ({remarks})" if remarks else who


def portrait_address(event: EventFacts, speaker: SpeakerFacts, base_url: str) -> str:
    """Return the address of a speaker's photograph as released; empty for none."""
    if not speaker.photo:
        return ""
    square = f"{speaker.photo}/{speaker.focus_x}-{speaker.focus_y}/{PORTRAIT}.jpg"
    return f"{event_address(event, base_url)}photos/{square}"


def _portrait(document: ReleaseDocument, session: SessionFacts, base_url: str) -> str:
    """Return the address of the portrait of the first speaker who has one."""
    found = (portrait_address(document.event, who, base_url) for who, _role in document.speakers_of(session))
    return next(filter(None, found), "")


def _directions(document: ReleaseDocument, session: SessionFacts, language: str) -> str:
    found = ((room.name, choose(room.directions, language).text) for room in document.rooms_of(session))
    return "\n".join(f"{name}: {directions}" for name, directions in found if directions)


def _notes(event: EventFacts, language: str) -> str:
    """Say what is not certain of an example programme, where the entry may be all that someone sees."""
    return "\n".join(choose(note, language).text for note in event.notes) if event.example else ""


def _place(document: ReleaseDocument, rooms: list[RoomFacts]) -> str:
    return ", ".join([*(room.name for room in rooms), document.venue.name, document.venue.address])


def _position(document: ReleaseDocument) -> tuple[float, float] | None:
    venue = document.venue
    if venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def _organiser(event: EventFacts) -> Person | None:
    return Person(event.organiser_email, event.organiser_name) if event.organiser_email else None


def _paragraphs(*paragraphs: str) -> str:
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)

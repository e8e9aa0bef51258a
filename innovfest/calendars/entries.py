"""The words of calendar entries for everybody, and what those of one's own share with them (`own_entries`).

Sentences are in the language that Flask-Babel is set to; programme texts in `language` or their fallback.
"""

from dataclasses import replace
from urllib.parse import quote

from flask_babel import gettext as _

from innovfest.calendars import rules
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
        organiser=organiser(document.event),
    )
    if session.dropped:
        return bare
    track = document.track(session.track)
    online_url = "" if session.cancelled else session.online_url
    return replace(
        bare,
        description=paragraphs(
            choose(session.abstract, language).text,
            _speakers(document, session, language),
            choose(session.note, language).text,
            _directions(document, session, language),
            notes(document.event, language),
            _("Follow on line: %(address)s", address=online_url) if online_url else "",
            bare.url,
        ),
        location=place(document, document.rooms_of(session)),
        categories=(choose(track.name, language).text,) if track else (),
        colour=colour_of(track),
        position=position(document),
        online=Wording(_("Follow on line"), language, fallback=False) if online_url else None,
        online_url=online_url,
        image=_portrait(document, session, base_url),
    )


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


def notes(event: EventFacts, language: str) -> str:
    """Say what is not certain of an example programme, where the entry may be all that someone sees."""
    return "\n".join(choose(note, language).text for note in event.notes) if event.example else ""


def place(document: ReleaseDocument, rooms: list[RoomFacts]) -> str:
    """Write the rooms and where the site is."""
    return ", ".join([*(room.name for room in rooms), document.venue.name, document.venue.address])


def position(document: ReleaseDocument) -> tuple[float, float] | None:
    """Return where the site is on the map."""
    venue = document.venue
    if venue.latitude is None or venue.longitude is None:
        return None
    return venue.latitude, venue.longitude


def organiser(event: EventFacts) -> Person | None:
    """Return who organises an edition and can be written to."""
    return Person(event.organiser_email, event.organiser_name) if event.organiser_email else None


def paragraphs(*texts: str) -> str:
    """Put texts below each other, without those that are empty."""
    return "\n\n".join(text for text in texts if text)

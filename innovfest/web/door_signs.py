"""From a release to the signs of its doors, for the pages that print them."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from flask import current_app, url_for
from flask_babel import gettext as _

from innovfest.badges.door_sign import DoorSign, SignedDay, SignedSession, SignHead, render_signs
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.programme.document import RoomFacts
from innovfest.web.badges import paper_fonts
from innovfest.web.formatting import day, day_year, hour
from innovfest.wording import choose


def print_signs(
    document: ReleaseDocument, rooms: Sequence[RoomFacts], language: str, *, paper: str = "a4"
) -> bytes:
    """Draw the signs of some rooms as one PDF."""
    signs = [_sign(document, room, language) for room in rooms]
    head = SignHead(
        title=document.event.name,
        details=f"{day_year(document.event.starts_at)}, {document.venue.name}",
        words={
            "live": _("Now in this room, kept up to date:"),
            "cancelled": _("cancelled"),
            "empty": _("Nothing is planned in this room."),
        },
        clusters=len(document.clusters),
        colours=tuple(track.colour for track in document.tracks),
    )
    return render_signs(signs, head, language=language, fonts=paper_fonts(), paper=paper)


def _sign(document: ReleaseDocument, room: RoomFacts, language: str) -> DoorSign:
    sessions = [session for session in document.sessions if room.slug in session.rooms]
    several = len({_day_of(document, session) for session in document.sessions}) > 1
    by_day = groupby(sessions, key=lambda session: _day_of(document, session))
    return DoorSign(
        room=room.name,
        directions=choose(room.directions, language).text,
        address=_address(document, room),
        days=tuple(
            SignedDay(
                day(on_day[0].starts_at) if several else "",
                tuple(_line(document, session, language) for session in on_day),
            )
            for _date, found in by_day
            if (on_day := list(found))
        ),
    )


def _address(document: ReleaseDocument, room: RoomFacts) -> str:
    """Return the room's own page: from the settings, never from a request's Host header."""
    path = url_for("public.screens.show", event_slug=document.event.slug, slug=room.slug)
    return f"{current_app.config['INNOVFEST'].base_url}{path}"


def _day_of(document: ReleaseDocument, session: SessionFacts) -> date:
    return session.starts_at.astimezone(document.event.zone).date()


def _line(document: ReleaseDocument, session: SessionFacts, language: str) -> SignedSession:
    track = document.track(session.track)
    who = (", ".join(filter(None, (s.name, s.affiliation))) for s, _role in document.speakers_of(session))
    return SignedSession(
        starts=hour(session.starts_at),
        ends=hour(session.ends_at),
        title=choose(session.title, language).text,
        speakers=" · ".join(who),
        track=choose(track.name, language).text if track else "",
        colour=track.colour if track else "",
        cancelled=session.cancelled,
    )

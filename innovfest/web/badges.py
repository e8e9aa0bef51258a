"""From registrations to the faces of badges, for the pages that print them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config import ROOT
from innovfest import breakouts
from innovfest.badges import BadgeEvent, BadgeFace, BadgeTrack, render_badges
from innovfest.programme import ReleaseDocument
from innovfest.registration import Badge, Registration
from innovfest.web.formatting import day_year
from innovfest.wording import choose


def print_badges(
    people: Sequence[Registration], document: ReleaseDocument, language: str, **options: Any
) -> bytes:
    """Draw the badges of some people of one edition as one PDF."""
    held = breakouts.tracks_held([person.id for person in people], document)
    faces = [
        BadgeFace(
            first_name=person.first_name,
            last_name=person.last_name,
            organisation=person.organisation,
            tracks=tuple(track.slug for track in held[person.id]),
            code=badge.code,
            photo_ok=bool(person.photo_allowed),
        )
        for person in people
        if (badge := person.badge)
    ]
    return render_badges(
        faces, badge_event(document, language), language=language, fonts=paper_fonts(), **options
    )


def print_spares(spares: Sequence[Badge], document: ReleaseDocument, language: str, **options: Any) -> bytes:
    """Draw spare badges, with lines to write a name on, as one PDF in the order given."""
    faces = [BadgeFace(code=spare.code) for spare in spares]
    event = badge_event(document, language)
    return render_badges(faces, event, language=language, fonts=paper_fonts(), sort="as-given", **options)


def badge_event(document: ReleaseDocument, language: str) -> BadgeEvent:
    """Return what every badge of an edition shows."""
    return BadgeEvent(
        name=document.event.name,
        details=f"{day_year(document.event.starts_at)}, {document.venue.name}",
        tracks=tuple(
            BadgeTrack(track.slug, choose(track.name, language).text, track.colour)
            for track in document.tracks
        ),
        clusters=len(document.clusters),
    )


def paper_fonts() -> Path:
    """Return the folder of the fonts for paper, made at set-up."""
    return ROOT / "static" / "vendor" / "paper"

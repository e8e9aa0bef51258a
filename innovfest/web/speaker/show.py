"""A speaker's own page: their sessions and times, what is still missing, and the way to each of it."""

from dataclasses import replace
from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask_babel import lazy_gettext as _l

from innovfest import calendars, clock, speakers
from innovfest.events import Event
from innovfest.programme import find_document
from innovfest.speakers import Part, SpeakerRow
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.forms import PressForm
from innovfest.web.languages import current_language
from innovfest.web.speaker.own import released_for
from innovfest.wording import choose

TASKS = {
    "biography": ("profile.edit", _l("Write your biography")),
    "photo": ("profile.edit", _l("Add a photograph")),
    "availability": ("availability.edit", _l("Say when you can be there")),
    "recording": ("recording.edit", _l("Say whether we may record you")),
}
"""What a speaker can do about something that is missing: the page, and its words."""

blueprint = Blueprint("show", __name__)


@blueprint.get("/")
@speaker
def show() -> str:
    """Show everything at a glance."""
    return page()


def page(*, wrong: dict[str, str] | None = None) -> str:
    """Return the page; `wrong` maps a session to what was not right with the answer about it."""
    link, event = access.my_link(), access.event()
    document = find_document(event)
    whole = speakers.row_of(link.speaker, link)
    released = released_for(document, link.speaker.slug)
    parts = [part for part in whole.parts if speakers.may_see(part, released)]
    row = replace(whole, parts=tuple(parts))
    return render_template(
        "speaker/show.html",
        link=link,
        me=link.speaker,
        event=event,
        parts=parts,
        tasks=_tasks(row.theirs, parts),
        missing=row.theirs,
        seen=speakers.seen_word,
        who_did=speakers.who_did,
        released=released,
        people=_people(parts),
        badge=speakers.find_registration(link.speaker),
        calendar=_calendar_links() if document and document.speaker(link.speaker.slug) else None,
        form=PressForm(),
        clashes=[] if event.ends_at < clock.now() else _clashes(event, row),
        wrong=wrong or {},
    )


def _clashes(event: Event, row: SpeakerRow) -> list[str]:
    """Say what does not fit together for this speaker."""
    titles = {part.session.id: choose(part.session.title, current_language()).text for part in row.parts}
    say = {
        "speaker-twice": _l("“%(one)s” and “%(other)s” are at the same time."),
        "speaker-away": _l("“%(one)s” is outside the times at which you can be there."),
        "walk-short": _l(
            "Between “%(one)s” and “%(other)s” there is too little time to walk from room to room."
        ),
    }
    found = []
    for clash in speakers.own_clashes(event, row.parts, row.available):
        names = [titles[session] for session in clash.sessions]
        found.append(str(say[clash.kind]) % {"one": names[0], "other": names[-1]})
    return found


def _tasks(missing: tuple[str, ...], parts: list[Part]) -> list[dict[str, Any]]:
    found = [
        {"href": url_for(f"speaker.{endpoint}"), "label": label}
        for word, (endpoint, label) in TASKS.items()
        if word in missing
    ]
    without = [part for part in parts if part.wants_slides and not part.has_slides]
    return found + [
        {
            "href": url_for("speaker.slides.edit", slug=part.session.slug),
            "label": _l("Hand in your slides"),
            "about": part.session.title,
        }
        for part in without
        if part.part.state != "declined"
    ]


def _people(parts: list[Part]) -> dict[int, int]:
    """Return how many people signed up for each session, as a number alone."""
    return {part.session.id: part.session.seats_taken for part in parts if part.session.capacity is not None}


def _calendar_links() -> calendars.Links:
    base_url = current_app.config["INNOVFEST"].base_url
    return calendars.links(base_url + url_for("speaker.calendar.show", lang=current_language()))

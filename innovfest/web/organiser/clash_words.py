"""A clash in words, in the reader's language, with what it is about to link to."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from innovfest.planning import Gathered
from innovfest.programme import Clash
from innovfest.web.formatting import current_language, listing, number

SEVERITY = {
    "stop": (_l("Can not be"), "stop"),
    "warn": (_l("Will go wrong"), "warn"),
    "note": (_l("To settle"), ""),
}
"""How bad a clash is, and the tag that shows it."""

SEVERITY_MEANS = {
    "stop": _l("Somebody or something would have to be in two places, or away and there."),
    "warn": _l("It is possible, and people will notice."),
    "note": _l("It may well be as you want it."),
}

KIND = {
    "speaker-twice": _l("Speaker in two places"),
    "speaker-away": _l("Speaker away"),
    "room-twice": _l("Room used twice"),
    "room-away": _l("Room not available"),
    "room-small": _l("Room too small for who signed up"),
    "walk-short": _l("No time to walk"),
    "setup-short": _l("No time to set up"),
    "room-lacks": _l("Equipment missing"),
    "room-wanted": _l("Room too small for who would come"),
    "people-twice": _l("People with two seats at once"),
    "no-speaker": _l("No speaker"),
    "speaker-declined": _l("Speaker declined"),
    "speaker-moved": _l("Speaker agreed to another time"),
    "track-parallel": _l("Track beside itself"),
    "speaker-unconfirmed": _l("Speaker not confirmed"),
    "speaker-unknown": _l("Speaker’s times not known"),
}
"""What each kind of clash is called."""


@dataclass(frozen=True)
class About:
    """Something that a clash is about: what it is called, and where it can be changed."""

    label: str
    href: str


def sentence(clash: Clash, gathered: Gathered) -> str:
    """Say what does not fit together."""
    language = current_language()
    sessions = [gathered.sessions[each] for each in clash.sessions]
    facts = {
        "title": sessions[0].title(language),
        "other": sessions[-1].title(language),
        "speaker": gathered.speakers[clash.speaker].name if clash.speaker is not None else "",
        "room": gathered.rooms[clash.rooms[0]].name if clash.rooms else "",
        "into": gathered.rooms[clash.rooms[-1]].name if clash.rooms else "",
        "words": listing(list(clash.words)),
        "of": number(clash.of),
        "all": number(clash.of + clash.size),
    }
    return str(_SENTENCES[clash.kind](clash.size, facts))


def abouts(clash: Clash, gathered: Gathered) -> list[About]:
    """List what a clash is about: its sessions in order of time, the speaker, the rooms."""
    where = "organiser.sessions.edit" if clash.kind in _ABOUT_FACTS else "organiser.placements.edit"
    found = [
        About(session.title(current_language()), url_for(where, slug=session.slug))
        for session in (gathered.sessions[each] for each in clash.sessions)
    ]
    if clash.speaker is not None:
        speaker = gathered.speakers[clash.speaker]
        found.append(
            About(speaker.name, url_for("organiser.availability.edit", whose="speakers", slug=speaker.slug))
        )
    for room in (gathered.rooms[each] for each in clash.rooms):
        found.append(About(room.name, url_for("organiser.availability.edit", whose="rooms", slug=room.slug)))
    return found


_ABOUT_FACTS = {"no-speaker", "speaker-declined", "speaker-unconfirmed", "room-lacks", "track-parallel"}
"""Kinds that what a session is can put right, rather than where and when it is."""

Facts = dict[str, Any]

_SENTENCES: dict[str, Callable[[int, Facts], str]] = {
    "speaker-twice": lambda size, facts: ngettext(
        "%(speaker)s is in “%(title)s” and in “%(other)s” at the same time, for %(num)s minute.",
        "%(speaker)s is in “%(title)s” and in “%(other)s” at the same time, for %(num)s minutes.",
        size,
        **facts,
    ),
    "speaker-away": lambda size, facts: ngettext(
        "%(speaker)s is away during %(num)s minute of “%(title)s”.",
        "%(speaker)s is away during %(num)s minutes of “%(title)s”.",
        size,
        **facts,
    ),
    "room-twice": lambda size, facts: ngettext(
        "%(room)s has “%(title)s” and “%(other)s” at the same time, for %(num)s minute.",
        "%(room)s has “%(title)s” and “%(other)s” at the same time, for %(num)s minutes.",
        size,
        **facts,
    ),
    "room-away": lambda size, facts: ngettext(
        "%(room)s is not available during %(num)s minute of “%(title)s”.",
        "%(room)s is not available during %(num)s minutes of “%(title)s”.",
        size,
        **facts,
    ),
    "room-small": lambda _size, facts: _(
        "%(all)s people have a seat in “%(title)s”; its rooms have %(of)s.", **facts
    ),
    "walk-short": lambda size, facts: ngettext(
        "From “%(title)s” in %(room)s to “%(other)s” in %(into)s, %(speaker)s is %(num)s minute short: the "
        "walk takes %(of)s.",
        "From “%(title)s” in %(room)s to “%(other)s” in %(into)s, %(speaker)s is %(num)s minutes short: the "
        "walk takes %(of)s.",
        size,
        **facts,
    ),
    "setup-short": lambda size, facts: ngettext(
        "After “%(title)s”, %(room)s is %(num)s minute short to be set up for “%(other)s”: it takes %(of)s.",
        "After “%(title)s”, %(room)s is %(num)s minutes short to be set up for “%(other)s”: it takes %(of)s.",
        size,
        **facts,
    ),
    "room-lacks": lambda _size, facts: _("%(room)s lacks what “%(title)s” needs: %(words)s.", **facts),
    "room-wanted": lambda _size, facts: _(
        "%(all)s people would come to “%(title)s”; its rooms have %(of)s seats.", **facts
    ),
    "people-twice": lambda size, facts: ngettext(
        "%(num)s person has a seat both in “%(title)s” and in “%(other)s”, which share time.",
        "%(num)s people have a seat both in “%(title)s” and in “%(other)s”, which share time.",
        size,
        **facts,
    ),
    "no-speaker": lambda _size, facts: _("“%(title)s” has no speaker.", **facts),
    "speaker-declined": lambda _size, facts: _(
        "%(speaker)s declined “%(title)s”, and still stands in it.", **facts
    ),
    "speaker-moved": lambda _size, facts: _(
        "%(speaker)s agreed to “%(title)s” at another time. Ask again.", **facts
    ),
    "track-parallel": lambda _size, facts: _(
        "“%(title)s” and “%(other)s” share time and track: nobody can follow the track whole.", **facts
    ),
    "speaker-unconfirmed": lambda _size, facts: _("%(speaker)s has not confirmed “%(title)s”.", **facts),
    "speaker-unknown": lambda _size, facts: _("When %(speaker)s can come is not known.", **facts),
}

"""Making an edition from a programme file, or correcting it: the shipped one holds the facts of InnovFest."""

import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from innovfest.audit import Actor
from innovfest.database import db
from innovfest.events import Event, Venue, find_event
from innovfest.programme import file
from innovfest.programme.errors import BadProgramme
from innovfest.programme.releases import release


def shipped_programme() -> Path:
    """Return the programme that ships with the product."""
    return Path(__file__).with_name("innovfest.toml")


def next_edition_day(today: date) -> date:
    """Return the next 20 February, today included."""
    this_year = date(today.year, 2, 20)
    return this_year if this_year >= today else date(today.year + 1, 2, 20)


def load_programme(
    source: Path, *, day: date | None = None, example: bool, by: Actor, now: datetime, public: bool = True
) -> Event:
    """Make or correct the edition of a day from a file, and release it unless it is not to be `public` yet.

    The day is the file's own, else the next 20 February, unless told. Registration opens at once and closes
    when the edition starts. Live values (seats, capacities) are taken when their row is made, and stay the
    desk's after. Raises BadProgramme with every mistake.
    """
    programme = file.read_programme(source.read_bytes(), day=day, otherwise=next_edition_day(now.date()))
    event = make_edition(programme, now=now)
    event.example = example
    file.apply(event, programme, by=by, now=now)
    db.session.flush()
    if public or event.release_uid is None:
        release(event, by=by, now=now)
    return event


def make_edition(programme: file.Programme, *, now: datetime) -> Event:
    """Return the edition of a programme's day, made with what a new one needs when there is none yet.

    Raises BadProgramme when it is at another venue: an edition stays where it is.
    """
    event = find_event(str(programme.day.year))
    venue = programme.of("venue")[0]
    if event is None:
        return _new_edition(programme, venue, now=now)
    check_venue(event, programme)
    return event


def check_venue(event: Event, programme: file.Programme) -> None:
    """Refuse a file of another venue with BadProgramme: an edition stays where it is."""
    for venue in programme.of("venue"):
        if venue.slug != event.venue.slug:
            says = _l("This edition is at “%(here)s”, and the file is of “%(there)s”.")
            facts = {"here": event.venue.slug, "there": venue.slug}
            raise BadProgramme(mistakes=[file.Mistake(says, facts, line=venue.line)])


def _new_edition(programme: file.Programme, venue: file.Item, *, now: datetime) -> Event:
    told: dict[str, Any] = programme.of("event")[0].values
    row = db.session.scalar(select(Venue).where(Venue.slug == venue.slug))
    if row is None:
        row = Venue(slug=venue.slug, name=venue.values["name"], address=venue.values["address"])
    event = Event(
        uid=str(uuid.uuid4()),
        slug=str(programme.day.year),
        name=told["name"],
        timezone=told["timezone"],
        starts_at=told["starts"],
        ends_at=told["ends"],
        capacity=told["capacity"],
        registered=0,
        registration_opens_at=now,
        registration_closes_at=told["starts"],
        organiser_name=told["organiser_name"],
        organiser_email=told["organiser_email"],
        venue=row,
    )
    db.session.add(event)
    db.session.flush()
    return event

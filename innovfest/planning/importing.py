"""Bringing a file into the draft, with the live values that go through the break-outs."""

from collections.abc import Collection
from datetime import date, datetime
from pathlib import Path

from innovfest import breakouts, events
from innovfest.audit import Actor
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.events import Event
from innovfest.planning.sessions import check_unwanted
from innovfest.programme import (
    check_venue,
    file,
    get_session,
    list_sessions,
    lock_to_release,
    make_edition,
    next_edition_day,
    release,
)


def bring_in(
    event: Event,
    wanted: file.Programme,
    *,
    chosen: Collection[str] | None = None,
    seen: str | None = None,
    by: Actor,
    now: datetime,
) -> tuple[file.Change, ...]:
    """Put the `chosen` changes of a file into the draft, all usual ones unless told, and return them.

    Seats of sessions and places of the day are live: more of them go to whoever waits. Raises
    ChangedMeanwhile when the changes are not those that were `seen`; SessionInUse where people depend on the
    slot of a session, or on signing up for it; CapacityBelowTaken and CapacityBelowRegistered for fewer than
    are taken; and what `file.apply` raises.
    """
    lock_to_release(event)
    db.session.flush()
    db.session.expire_all()  # what was read before may have changed until the lock was had
    check_venue(event, wanted)
    changes = file.compare(file.gather(event), wanted)
    if seen is not None and seen != file.seen_word(changes):
        raise file.ChangedMeanwhile
    taken = tuple(
        change for change in changes if (change.is_usual if chosen is None else change.key in chosen)
    )
    _check_unwanted(event, taken)
    for change in taken:
        if change.field == "capacity" and change.kind == "changed" and change.becomes is not None:
            _change_capacity(event, change, by=by, now=now)
    file.apply(event, wanted, chosen={change.key for change in taken}, by=by, now=now)
    return taken


def _check_unwanted(event: Event, taken: Collection[file.Change]) -> None:
    """Refuse to change what people depend on, as the session's own page does."""
    changed = {(change.slug, change.field): change.becomes for change in taken if change.table == "sessions"}
    gone = {change.slug for change in taken if (change.kind, change.table) == ("gone", "slots")}
    for session in list_sessions(event.id):
        other_slot = (session.slug, "slot") in changed or (session.slot and session.slot.slug in gone)
        kind = changed.get((session.slug, "kind"), "breakout")
        ends = kind != "breakout" and session.capacity is not None and not session.seats_taken
        if other_slot or ends:
            check_unwanted(session)


def _change_capacity(event: Event, change: file.Change, *, by: Actor, now: datetime) -> None:
    if change.table == "event":
        breakouts.change_day_capacity(event, change.becomes, by=by, now=now)
    else:
        session = get_session(event.id, change.slug)
        breakouts.change_capacity(session, change.becomes, by=by, now=now)


def load_file(
    source: Path,
    *,
    day: date | None = None,
    example: bool | None = None,
    dry_run: bool = False,
    live: bool = False,
    public: bool = False,
    by: Actor,
    now: datetime,
) -> list[str]:
    """Load a file for the operator and say what that did: a new edition is released, a draft only if told.

    Raises BadProgramme with every mistake.
    """
    content = source.read_bytes()
    opened = file.open_source(content)
    if opened.kind == "programme":
        wanted = file.read_programme(content, day=day, otherwise=next_edition_day(now.date()))
        event = events.find_event(str(wanted.day.year))
    else:
        event = events.find_event(str(day.year)) if day else events.latest_event()
        if event is None:
            raise NotFound
        wanted = file.read_source(opened, file.gather(event), language="nl")
    if event is None and dry_run:
        sessions = _counted(len(wanted.of("sessions")), "session")
        return [f"A new edition on {wanted.day} would be made and released, with {sessions}."]
    if event is None:
        made = make_edition(wanted, now=now)
        made.example = example is not False
        file.apply(made, wanted, by=by, now=now)
        release(made, by=by, now=now)
        return [f"{made.name} {made.slug} is loaded and released."]
    check_venue(event, wanted)
    before = file.gather(event)
    changes, teller = file.compare(before, wanted), file.Teller(before, wanted)
    usual = [change for change in changes if change.is_usual or (live and change.live)]
    told = [_line(teller, change, taken=change in usual) for change in changes]
    if dry_run:
        return [*told, f"{_counted(len(usual), 'change')} would go into the draft."]
    bring_in(event, wanted, chosen={change.key for change in usual}, by=by, now=now)
    event.example = event.example if example is None else example
    if public or event.release_uid is None:
        release(event, by=by, now=now)
        return [*told, f"{event.name} {event.slug}: {_counted(len(usual), 'change')}, released."]
    done = _counted(len(usual), "change")
    return [*told, f"{event.name} {event.slug}: {done} in the draft. Nothing is public yet."]


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _line(teller: file.Teller, change: file.Change, *, taken: bool) -> str:
    name = teller.name(change)
    said = f"{file.TABLES[change.table]}{f', {name}' if name else ''}: {teller.say(change)}"
    return said if taken else f"{said} (left as it is)"

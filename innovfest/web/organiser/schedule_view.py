"""The schedule as its page and its script know it: days, rooms, sessions, and what changed since a number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from innovfest.audit import Actor
from innovfest.events import Event, Room
from innovfest.programme import ReleaseDocument, Session, drafting, find_document
from innovfest.programme.drafting import Day, Spot
from innovfest.programme.models import DraftChange
from innovfest.web.formatting import day, wording
from innovfest.web.organiser import words


@dataclass(frozen=True)
class Row:
    """A session in the list: where it stands, and what differs from the release."""

    session: Session
    spot: Spot | None
    rooms: Sequence[str]
    length: timedelta
    moved: str


@dataclass(frozen=True)
class Board:
    """A draft as the schedule shows it: its sessions by day, and those without a time."""

    event: Event
    rooms: Sequence[Room]
    days: Sequence[Day]
    rows: Sequence[Row]

    def rows_of(self, day: Day) -> list[Row]:
        """List the sessions of a day by start, then by the place of their first room."""
        order = {room.slug: room.position for room in self.rooms}
        found = [(row.spot, row) for row in self.rows if row.spot and _is_on(row.spot, day)]
        return [
            row
            for _spot, row in sorted(
                found, key=lambda pair: (pair[0].starts_at, min((order[r] for r in pair[0].rooms), default=0))
            )
        ]

    @property
    def unplaced(self) -> list[Row]:
        """List the sessions without a time, those that do not take place aside."""
        return [row for row in self.rows if row.spot is None and not row.session.cancelled]


def board_of(event: Event) -> Board:
    """Read the whole schedule of an edition's draft."""
    rows = _rows(event, drafting.list_draft(event.id), find_document(event))
    starts = (row.spot.starts_at for row in rows if row.spot)
    return Board(event, event.venue.rooms, drafting.days_of(event, starts), rows)


def board_json(board: Board, hand: drafting.Hand) -> dict[str, Any]:
    """Write down what the script needs of a schedule: all of it but its clashes, which it asks for next."""
    return {
        "number": board.event.draft_number,
        "starts": board.event.starts_at.isoformat(),
        "ends": board.event.ends_at.isoformat(),
        "zone": board.event.timezone,
        "rooms": [{"slug": room.slug, "name": room.name, "seats": room.seats} for room in board.rooms],
        "days": [
            {
                "date": each.date.isoformat(),
                "name": str(day(each.opens_at)),
                "opens": each.opens_at.isoformat(),
                "minutes": int((each.closes_at - each.opens_at) / timedelta(minutes=1)),
            }
            for each in board.days
        ],
        "sessions": [_session_json(row) for row in board.rows],
        "hand": hand_json(board.event, hand),
    }


def changes_since(event: Event, since: int, *, by: Actor) -> dict[str, Any]:
    """Tell the steps after a number, and how the sessions stand that they changed."""
    steps = drafting.list_steps(event.id, max(0, since)) if since < event.draft_number else []
    missed = len(steps) == drafting.MOST_STEPS and steps[-1].number < event.draft_number
    ids = {session_id for each in steps for session_id in drafting.ids_in(each)}
    sessions = drafting.list_draft(event.id, *([] if missed else ids)) if ids else []
    named = {session.id: session for session in sessions}
    return {
        "number": event.draft_number,
        "steps": [_step_json(event, each, named, by) for each in steps],
        "sessions": [_session_json(row) for row in _rows(event, sessions, find_document(event))],
        "gone": [drafting.left_in(each)[0]["slug"] for each in steps if each.kind == "delete"],
        "hand": hand_json(event, drafting.hand_of(event, by)),
    }


def hand_json(event: Event, hand: drafting.Hand) -> dict[str, int | None]:
    """Say which of one's own steps could be taken back and done again, or why not."""
    next_back = hand.undo or hand.passed
    return {
        "undo": next_back.number if next_back else None,
        "redo": hand.redo.number if hand.redo else None,
    }


def told(event: Event, change: DraftChange, named: Mapping[int, Session]) -> str:
    """Say in a sentence what a step did, and who took it."""
    first, who = next(iter(change.becomes)), change.made_by or _("Somebody")
    title = _title_in(change, first, named)
    if change.kind == "delete":
        return str(_("%(who)s deleted “%(title)s”.", who=who, title=title))
    if len(change.becomes) > 1:
        count = len(change.becomes)
        return str(
            ngettext(
                "%(who)s moved “%(title)s” and %(num)s session more.",
                "%(who)s moved “%(title)s” and %(num)s sessions more.",
                count - 1,
                who=who,
                title=title,
            )
        )
    was, now = drafting.spot_in(change.was[first]), drafting.spot_in(change.becomes[first])
    facts = {"who": who, "title": title, "was": said(event, was), "now": said(event, now)}
    if was == now:
        return _turned(change.becomes[first], change.was[first], facts)
    if was is None:
        return str(_("%(who)s placed “%(title)s”: %(now)s.", **facts))
    if now is None:
        return str(_("%(who)s took “%(title)s” off the schedule.", **facts))
    return str(_("%(who)s moved “%(title)s” from %(was)s to %(now)s.", **facts))


def _title_in(change: DraftChange, key: str, named: Mapping[int, Session]) -> str:
    """Return what a session of a step is called; of one that was deleted, what it was called last."""
    if titles := change.becomes[key].get("title"):
        return wording(titles).text
    session = named.get(int(key))
    return wording(session.title).text if session else ""


def said(event: Event, spot: Spot | None) -> str:
    """Say where a session stands."""
    rooms = drafting.names_of_rooms(event)
    return str(drafting.said(spot, event.zone, rooms, with_day=drafting.lasts_days(event)))


def _turned(becomes: Mapping[str, Any], was: Mapping[str, Any], facts: Mapping[str, str]) -> str:
    if becomes["cancelled"] != was["cancelled"]:
        if becomes["cancelled"]:
            return str(_("%(who)s cancelled “%(title)s”.", **facts))
        return str(_("%(who)s let “%(title)s” take place after all.", **facts))
    if becomes["pinned"] == was["pinned"]:
        return str(_("%(who)s gave “%(title)s” another length.", **facts))
    if becomes["pinned"]:
        return str(_("%(who)s pinned “%(title)s”.", **facts))
    return str(_("%(who)s unpinned “%(title)s”.", **facts))


def _rows(event: Event, sessions: Iterable[Session], document: ReleaseDocument | None) -> list[Row]:
    return [_row(event, session, document) for session in sessions]


def _row(event: Event, session: Session, document: ReleaseDocument | None) -> Row:
    spot = drafting.spot_of(session)
    length = timedelta(minutes=session.minutes) if session.minutes else drafting.USUAL_LENGTH
    return Row(
        session=session,
        spot=spot,
        rooms=[each.room.name for each in session.placement.rooms] if session.placement else [],
        length=spot.ends_at - spot.starts_at if spot else length,
        moved=_moved(event, session, spot, document),
    )


def _moved(event: Event, session: Session, spot: Spot | None, document: ReleaseDocument | None) -> str:
    """Say how the draft differs from what is public, where it does."""
    if document is None:
        return ""
    facts = document.session_by_id(session.id)
    if facts is None:
        return str(_("New since release %(number)s.", number=document.number)) if spot else ""
    was = Spot(facts.starts_at, facts.ends_at, facts.rooms)
    if was == spot:
        return ""
    return str(
        _("Moved since release %(number)s: it was at %(was)s.", number=document.number, was=said(event, was))
    )


def _step_json(
    event: Event, change: DraftChange, named: Mapping[int, Session], reader: Actor
) -> dict[str, Any]:
    return {
        "number": change.number,
        "by": change.made_by,
        "mine": change.made_by_id == reader.id,
        "text": told(event, change, named),
        "sessions": [named[each].slug for each in drafting.ids_in(change) if each in named],
    }


def _session_json(row: Row) -> dict[str, Any]:
    session, spot, track = row.session, row.spot, row.session.track
    title = wording(session.title)
    return {
        "id": session.id,
        "slug": session.slug,
        "title": title.text,
        "language": title.language if title.fallback else "",
        "kind": session.kind,
        "kindName": str(words.KIND[session.kind]),
        "track": {"colour": track.colour, "name": wording(track.name).text} if track else None,
        "slot": session.slot.slug if session.slot else None,
        "starts": spot.starts_at.isoformat() if spot else None,
        "ends": spot.ends_at.isoformat() if spot else None,
        "rooms": list(spot.rooms) if spot else [],
        "minutes": int(row.length / timedelta(minutes=1)),
        "pinned": session.pinned,
        "cancelled": session.cancelled,
        "revision": session.revision,
        "moved": row.moved,
        "facts": url_for("organiser.sessions.edit", slug=session.slug),
        "form": url_for("organiser.placements.edit", slug=session.slug),
    }


def _is_on(spot: Spot, day: Day) -> bool:
    return day.opens_at <= spot.starts_at < day.closes_at

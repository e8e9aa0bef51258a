"""The form of where and when a session is: start, end, and its rooms in the order in which they fill."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, HiddenField, SelectField
from wtforms.validators import Optional, ValidationError

from innovfest.events import Event, Room
from innovfest.programme import Session
from innovfest.web.forms import Form
from innovfest.web.organiser.fields import at_venue, instant, moment

MORE_ROOMS = 2
"""Empty places that the list of rooms offers for more of them."""

FIRST_GUESS = timedelta(minutes=30)


class PlacementForm(Form):
    """When and where a session is; `seen` are the revisions that were shown, "id:revision" of its slot."""

    starts_at = moment(_l("Start"))
    ends_at = moment(_l("End"))
    rooms = FieldList(SelectField(_l("Room"), validators=[Optional()]), _l("Rooms"), max_entries=100)
    together = BooleanField(_l("Move its alternatives by as much"))
    seen = HiddenField(default="")
    own: int = 0

    def validate_ends_at(self, field: Any) -> None:
        """Ask for an end after the start."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The end has to be after the start."))

    @property
    def chosen(self) -> list[str]:
        """The rooms in fill order, each once."""
        return list(dict.fromkeys(field.data for field in self.rooms if field.data))

    @property
    def revision_seen(self) -> int:
        """The revision of the session that was shown; -1 where none was."""
        return self._seen().get(self.own, -1)

    def seen_of(self, sessions: Iterable[Session]) -> dict[int, int]:
        """Return the revisions of sessions that were shown."""
        seen = self._seen()
        return {session.id: seen[session.id] for session in sessions if session.id in seen}

    def see(self, sessions: Iterable[Session]) -> None:
        """Remember what is shown now of a session and its alternatives."""
        self.seen.data = ",".join(f"{each.id}:{each.revision}" for each in sessions)

    def _seen(self) -> dict[int, int]:
        pairs = re.findall(r"(\d{1,9}):(\d{1,9})", self.seen.data or "")
        return {int(session_id): int(revision) for session_id, revision in pairs}


def placement_form(event: Event, session: Session, *, filled: bool = False) -> PlacementForm:
    """Make the form of a session; `filled` with where it stands, else with what was sent."""
    form = PlacementForm(None, data=_standing(event, session)) if filled else PlacementForm()
    form.own = session.id
    wanted = min(len(event.venue.rooms), len([f for f in form.rooms if f.data]) + MORE_ROOMS)
    while len(form.rooms) < wanted:
        form.rooms.append_entry("")
    for position, field in enumerate(form.rooms):
        _offer(field, event.venue.rooms, first=position == 0)
    return form


def spot_typed(form: PlacementForm, event: Event) -> tuple[datetime, datetime, list[Room]]:
    """Return the start, the end and the rooms that were typed."""
    rooms = {room.slug: room for room in event.venue.rooms}
    starts_at, ends_at = (instant(field.data, event.zone) for field in (form.starts_at, form.ends_at))
    return starts_at, ends_at, [rooms[slug] for slug in form.chosen]


def _standing(event: Event, session: Session) -> dict[str, Any]:
    there = session.placement
    starts_at = there.starts_at if there else event.starts_at
    length = timedelta(minutes=session.minutes) if session.minutes else FIRST_GUESS
    return {
        "starts_at": at_venue(starts_at, event.zone),
        "ends_at": at_venue(there.ends_at if there else starts_at + length, event.zone),
        "rooms": [each.room.slug for each in there.rooms] if there else [],
        "together": False,
    }


def _offer(field: Any, rooms: Sequence[Room], *, first: bool) -> None:
    none = _("Choose a room") if first else _("No further room")
    seats = [(room.slug, _("%(room)s, %(seats)s seats", room=room.name, seats=room.seats)) for room in rooms]
    field.choices = [("", none), *seats]
    field.label.text = _("Room") if first else _("Then")

"""The form of where and when a session is: start, end, and its rooms in the order in which they fill."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, HiddenField, SelectField
from wtforms.validators import Optional, ValidationError

from innovfest.events import Event, Room
from innovfest.programme import Placement, Session
from innovfest.web.forms import Form
from innovfest.web.organiser.fields import at_venue, is_skipped, moment

MORE_ROOMS = 2
"""Empty places that the list of rooms offers for more of them."""

FIRST_GUESS = timedelta(minutes=30)


class PlacementForm(Form):
    """When and where a session is; `seen` are the revisions that were shown, "id:revision" of its slot.

    Times are by the clock of the `zone`, and what they mean depends on where the session `stands`.
    """

    starts_at = moment(_l("Start"))
    ends_at = moment(_l("End"))
    rooms = FieldList(SelectField(_l("Room"), validators=[Optional()]), _l("Rooms"), max_entries=100)
    together = BooleanField(_l("Move its alternatives by as much"))
    seen = HiddenField(default="")
    own: int = 0
    zone: ZoneInfo
    stands: Placement | None = None

    def validate_starts_at(self, field: Any) -> None:
        """Refuse a time in the hour that the clock skips."""
        if field.data and not field.errors and is_skipped(field.data, self.zone):
            none = _("There is no %(time)s that night, because the clock skips an hour.", time=_hour(field))
            raise ValidationError(none)

    def validate_ends_at(self, field: Any) -> None:
        """Ask for an end after the start, at a time that there is."""
        self.validate_starts_at(field)
        can_tell = field.data and self.starts_at.data and not field.errors and not self.starts_at.errors
        if can_tell and self.times is None:
            raise ValidationError(_("The end has to be after the start."))

    @property
    def times(self) -> tuple[datetime, datetime] | None:
        """The start and the end as instants; None where no end is after the start.

        What was left as it stands stays that instant. In the hour that comes twice a time is of the same pass
        as what stands, else of the first, unless only the other has the end after the start.
        """
        there = self.stands
        starts = _readings(self.starts_at.data, self.zone, there.starts_at if there else None)
        ends = _readings(self.ends_at.data, self.zone, there.ends_at if there else None)
        return next(((start, end) for start in starts for end in ends if start < end), None)

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
    form.own, form.zone, form.stands = session.id, event.zone, session.placement
    wanted = min(len(event.venue.rooms), len([f for f in form.rooms if f.data]) + MORE_ROOMS)
    while len(form.rooms) < wanted:
        form.rooms.append_entry("")
    for position, field in enumerate(form.rooms):
        _offer(field, event.venue.rooms, first=position == 0)
    return form


def spot_typed(form: PlacementForm, event: Event) -> tuple[datetime, datetime, list[Room]]:
    """Return the start, the end and the rooms that were typed, of a form that is valid."""
    rooms = {room.slug: room for room in event.venue.rooms}
    times = form.times
    assert times is not None  # noqa: S101 - a form without them is not valid
    return *times, [rooms[slug] for slug in form.chosen]


def _hour(field: Any) -> str:
    return f"{field.data:%H:%M}"


def _readings(typed: datetime, zone: ZoneInfo, stands: datetime | None) -> list[datetime]:
    """List the instants that a time by the wall's clock can mean, the likeliest first."""
    first, last = (typed.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if stands is None:
        return [first, last]
    if at_venue(stands, zone) == typed:
        return [stands, first, last]
    return [last, first] if stands.astimezone(zone).fold else [first, last]


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

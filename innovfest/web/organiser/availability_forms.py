"""The forms about clashes: when speakers and rooms are available, walks, and what is lived with."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
)
from wtforms import Form as WTForm
from wtforms.validators import Length, NumberRange, Optional

from innovfest.events import Room
from innovfest.programme import Available
from innovfest.programme.availability import Typed
from innovfest.programme.intervals import MOST_STRETCHES
from innovfest.programme.models import AVAILABILITIES
from innovfest.web.forms import Form, Remembering, line
from innovfest.web.organiser import words
from innovfest.web.organiser.fields import EMPTY_ROWS, Filled, at_venue, of_our_time


class AcceptForm(Form):
    """Why the organisers live with a clash of the draft."""

    key = HiddenField(validators=[Length(max=120)])
    reason = line(_l("Why you live with it"), most=300, required=_l("Say why. Others will read it."))


class StretchForm(WTForm):
    """From when until when; a row with neither is none."""

    starts_at = DateTimeLocalField(_l("From"), [Optional(), of_our_time], format="%Y-%m-%dT%H:%M")
    ends_at = DateTimeLocalField(_l("Until"), [Optional(), of_our_time], format="%Y-%m-%dT%H:%M")


class AvailabilityForm(Remembering):
    """When a speaker or a room is available."""

    state = RadioField(
        _l("What is known"),
        choices=[(state, words.AVAILABLE[state]) for state in AVAILABILITIES],
        default="unknown",
    )
    stretches = FieldList(FormField(StretchForm))

    @property
    def sentences(self) -> list[str]:
        """What is wrong in the rows, for the summary above them."""
        return [
            _("Row %(row)s: %(sentence)s", row=number, sentence=error)
            for number, row in enumerate(self.stretches, 1)
            for field in row.form
            for error in field.errors
        ]

    @property
    def typed(self) -> list[Typed]:
        """The rows as they were typed, by the venue's clock."""
        return [(row.form.starts_at.data, row.form.ends_at.data) for row in self.stretches]


def availability_form(standing: Available, zone: ZoneInfo) -> AvailabilityForm:
    """Make the form with the stretches that stand, and some empty rows for more."""
    rows: list[dict[str, Any]] = [
        {"starts_at": at_venue(start, zone), "ends_at": at_venue(end, zone)}
        for start, end in standing.intervals
    ]
    empty: list[dict[str, Any]] = [{} for _row in range(min(EMPTY_ROWS, MOST_STRETCHES - len(rows)))]
    return AvailabilityForm(None, data={"state": standing.state, "stretches": rows + empty}).remember()


MOST_WALK = 240
"""Minutes that a walk can take."""


def walk_field(label: Any, *checks: Any) -> IntegerField:
    """Make a field for the minutes of a walk."""
    wrong = _l("Enter a whole number from %(min)s to %(max)s.")
    return IntegerField(label, [*checks, NumberRange(0, MOST_WALK, message=wrong)])


class WalksForm(Form):
    """How long a walk usually takes; a field for each pair of rooms is added from the venue."""

    usual = walk_field(_l("Usually"), Filled())


def walks_form(rooms: Sequence[Room], usual: int, known: Mapping[tuple[int, int], int]) -> WalksForm:
    """Make the form with a field for each pair of rooms, `pair-<id>-<id>`, the lower id first."""

    class EveryPair(WalksForm):
        pass

    for one, other in combinations(sorted(rooms, key=lambda room: room.id), 2):
        label = _("From %(room)s to %(other)s", room=one.name, other=other.name)
        setattr(EveryPair, f"pair-{one.id}-{other.id}", walk_field(label, Optional()))
    pairs = {f"pair-{one}-{other}": minutes for (one, other), minutes in known.items()}
    form: WalksForm = EveryPair(data={"usual": usual, **pairs})
    return form

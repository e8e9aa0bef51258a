"""The form of a session's seats: by hand or from the rooms, the chance, and a row for each lot held back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import DateTimeLocalField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional

from innovfest.breakouts import HeldSeats, Seating, SeatsToHold, overbooking
from innovfest.database import db
from innovfest.events import Cluster
from innovfest.programme import Session
from innovfest.programme.document import ClusterFacts
from innovfest.web import access
from innovfest.web.formatting import percent
from innovfest.web.forms import Form
from innovfest.web.organiser.fields import MOST_SEATS, at_venue, instant, of_our_time
from innovfest.web.organiser.words import HELD_FOR

BLANK_ROWS = 2
MOST_ROWS = 60
_WRONG = _l("Enter a whole number from %(min)s to %(max)s.")


class WholeNumber(IntegerField):
    """A number that may be left out, with our sentence for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(_("Enter a whole number.")) from wrong


class SeatingForm(Form):
    """What an organiser wants of a session's seats; `seating_form` adds the rows."""

    rows = HiddenField()
    follows = RadioField(
        _l("Where the number comes from"),
        choices=[
            ("rooms", _l("What the rooms hold, less what is held back")),
            ("hand", _l("A number of mine")),
        ],
        default="rooms",
    )
    capacity = WholeNumber(_l("My number"), [Optional(), NumberRange(0, MOST_SEATS, message=_WRONG)])
    chance = RadioField(_l("Accepted chance that someone stands"), default="0.0")
    lots: Sequence["_Lot"] = ()
    starts_at: datetime | None = None

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the shape, and that every lot is whole."""
        valid = super().validate(extra_validators)
        if self.follows.data == "hand" and self.capacity.data is None and not self.capacity.errors:
            self.add_error("capacity", _("Enter a whole number."))
            valid = False
        wrong = [lot for lot in self.lots if not lot.check(self)]
        return valid and not wrong

    @property
    def seats_held(self) -> int:
        """How many seats the rows hold back together."""
        return sum(lot.seats.data or 0 for lot in self.lots)

    def wanted(self) -> Seating:
        """Return what is wanted, for the action."""
        by_hand = self.capacity.data if self.follows.data == "hand" else None
        clusters = _cluster_ids()
        return Seating(
            by_hand=by_hand,
            chance=float(self.chance.data),
            held=tuple(lot.wanted(clusters) for lot in self.lots if lot.seats.data),
        )


class _Lot:
    """A row of the form: for whom, how many seats, and when they go back to the pool."""

    def __init__(self, form: Any, index: int) -> None:
        self.index = index
        self.id, self.purpose, self.seats, self.returns_at = (form[name] for name in names_of(index))

    def check(self, form: SeatingForm) -> bool:
        """Refuse a time that comes too late for anybody to have the seats."""
        typed = self.returns_at.data
        if not (self.seats.data and typed and form.starts_at) or self.returns_at.errors:
            return True
        if instant(typed, access.event().zone) < form.starts_at:
            return True
        form.add_error(self.returns_at.name, _("Let them come back before the session starts."))
        return False

    def wanted(self, clusters: dict[str, int]) -> SeatsToHold:
        """Return it for the action."""
        purpose, _dash, slug = self.purpose.data.partition(":")
        returns_at = instant(self.returns_at.data, access.event().zone) if self.returns_at.data else None
        known = (
            int(self.id.data) if (self.id.data or "").isascii() and (self.id.data or "").isdigit() else None
        )
        return SeatsToHold(purpose, self.seats.data, clusters.get(slug), returns_at, known)


def names_of(index: int) -> tuple[str, str, str, str]:
    """Name the fields of a row."""
    return f"lot{index}_id", f"lot{index}_purpose", f"lot{index}_seats", f"lot{index}_returns_at"


def seating_form(
    session: Session, held: Iterable[HeldSeats], clusters: Iterable[ClusterFacts], *, filled: bool = False
) -> SeatingForm:
    """Make the form with a row for each lot held back and some blank ones; `filled` from what stands."""
    kept = [row for row in held if row.kept]
    rows = len(kept) + BLANK_ROWS if filled else _rows_sent()
    made = _with_rows(rows, clusters)
    data = _data_of(session, kept, rows) if filled else None
    form: Any = made(None, data=data) if filled else made()
    form.chance.choices = [(str(chance), _chance(chance)) for chance in overbooking.CHANCES]
    form.rows.data = str(rows)
    form.lots = [_Lot(form, index) for index in range(rows)]
    facts = access.document().session_by_id(session.id)
    form.starts_at = facts.starts_at if facts else None
    found: SeatingForm = form
    return found


def _rows_sent() -> int:
    typed = request.form.get("rows", "")
    return min(int(typed), MOST_ROWS) if typed.isascii() and typed.isdigit() and len(typed) < 4 else 0


def _with_rows(rows: int, clusters: Iterable[ClusterFacts]) -> type[SeatingForm]:
    purposes: list[tuple[str, Any]] = [(key, HELD_FOR[key]) for key in ("speakers", "press")]
    purposes += [(f"cluster:{cluster.slug}", cluster.name) for cluster in clusters]
    purposes.append(("other", HELD_FOR["other"]))
    fields: dict[str, Any] = {}
    for index in range(rows):
        number, purpose, seats, returns_at = names_of(index)
        fields[number] = HiddenField()
        fields[purpose] = SelectField(_l("Held for"), choices=purposes, validators=[Optional()])
        fields[seats] = WholeNumber(
            _l("Seats held back"), [Optional(), NumberRange(0, MOST_SEATS, message=_WRONG)]
        )
        fields[returns_at] = DateTimeLocalField(
            _l("Back to the pool at"), [Optional(), of_our_time], format="%Y-%m-%dT%H:%M"
        )
    return type("SeatingFormWithRows", (SeatingForm,), fields)


def _data_of(session: Session, kept: Sequence[HeldSeats], rows: int) -> dict[str, Any]:
    zone = access.event().zone
    data: dict[str, Any] = {
        "follows": "hand" if session.capacity_by_hand else "rooms",
        "capacity": session.capacity,
        "chance": str(session.chance),
    }
    for index, row in enumerate(kept):
        returns_at = at_venue(row.returns_at, zone) if row.returns_at else None
        purpose = f"cluster:{row.cluster.slug}" if row.cluster else row.purpose
        data |= zip(names_of(index), (str(row.id), purpose, row.seats, returns_at), strict=True)
    return data


def _chance(chance: float) -> str:
    if not chance:
        return str(_("Nobody stands"))
    return str(_("At most %(chance)s that someone stands", chance=percent(chance)))


def _cluster_ids() -> dict[str, int]:
    return {row.slug: row.id for row in db.session.execute(select(Cluster.slug, Cluster.id))}

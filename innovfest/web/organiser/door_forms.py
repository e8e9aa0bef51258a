"""The forms about the doors: gates, phones, messages, paper lists, badges and where they are handed out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
)
from wtforms import Form as WTForm
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from innovfest.checkin import DEVICE_ROLES, TEXT_KEPT, BadgeTable
from innovfest.registration import fold
from innovfest.web.forms import Form, form_id, line, text
from innovfest.web.organiser import words
from innovfest.web.organiser.fields import EMPTY_ROWS, Filled, moment

MOST_TABLES = 26


class ReleaseForm(Form):
    """Seats to release at a room's door: the page's own id, and the session that it showed."""

    form_id = form_id()
    session = IntegerField(validators=[InputRequired()])


class GateForm(Form):
    """A gate: an entrance, or the door of a room."""

    name = line(_l("Name"), most=60, required=_l("Enter a name."))
    room = SelectField(_l("Where"), default="")


class EnrolmentForm(Form):
    """From when to when a gate's QR enrols how many phones, what they may do, and until when they scan."""

    name = line(_l("Name of the phones"), most=40, required=_l("Enter a name."))
    most = IntegerField(
        _l("How many phones"),
        [Filled(), NumberRange(1, 500, message=_l("Enter a whole number from %(min)s to %(max)s."))],
    )
    starts_at = moment(_l("From"))
    expires_at = moment(_l("Until"))
    shift_ends_at = moment(_l("Shift ends"))
    role = RadioField(
        _l("What the phones may do"),
        choices=[(role, words.PHONE_ROLE[role]) for role in DEVICE_ROLES],
        default="steward",
    )

    def validate_expires_at(self, field: Any) -> None:
        """Ask for an end after the start."""
        if field.data and self.starts_at.data and field.data <= self.starts_at.data:
            raise ValidationError(_("The end has to be after the start."))

    def validate_shift_ends_at(self, field: Any) -> None:
        """Ask for a shift that is not over before the last phone is enrolled."""
        if field.data and self.expires_at.data and field.data < self.expires_at.data:
            raise ValidationError(_("The shift has to end after the QR does."))


class TypedForm(Form):
    """The numbers that were ticked on a paper list, and when about these people came."""

    list = SelectField(_l("List"), coerce=int, validators=[InputRequired()])
    numbers = text(_l("Numbers"), most=20_000, required=_l("Type the numbers that were ticked."))
    at = moment(_l("When they came"))
    gate = SelectField(_l("Entrance"), coerce=int, validate_choice=False, validators=[Optional()])
    latest: datetime | None = None

    def validate_at(self, field: Any) -> None:
        """Refuse an arrival that has not been yet."""
        if field.data and self.latest and field.data > self.latest:
            raise ValidationError(_("This is still to come."))


class SettleForm(Form):
    """What a conflict turned out to be."""

    outcome = SelectField(choices=list(words.SETTLED.items()), validators=[InputRequired()])


class MessageForm(Form):
    """A line for every steward's phone, and for how long they show it."""

    text = text(_l("Message"), most=TEXT_KEPT, required=_l("Write the message."))
    minutes = RadioField(
        _l("Shown for"),
        choices=[(15, _l("A quarter of an hour")), (60, _l("An hour")), (240, _l("Four hours"))],
        coerce=int,
        default=60,
    )


class SparesForm(Form):
    """How many spare badges to make."""

    count = IntegerField(
        _l("How many"),
        [Filled(), NumberRange(1, 500, message=_l("Enter a whole number from %(min)s to %(max)s."))],
        default=20,
    )


class TableForm(WTForm):
    """One table: its name and the letters from which on it hands out; an empty row is no table."""

    name = line(_l("Table"), most=40)
    first_letters = line(_l("From the letter"), most=4)

    def validate_first_letters(self, field: Any) -> None:
        """Ask for letters where there is a name."""
        if self.name.data and not fold(field.data or ""):
            raise ValidationError(_("Enter the first letters, for instance A."))


class TablesForm(Form):
    """The tables at which badges are handed out."""

    tables = FieldList(FormField(TableForm), max_entries=MOST_TABLES)

    @property
    def sentences(self) -> list[str]:
        """What is wrong in the rows, for the summary above them."""
        rows = enumerate(self.tables, 1)
        return [
            _("Table %(number)s: %(sentence)s", number=number, sentence=error)
            for number, row in rows
            for field in row.form
            for error in field.errors
        ]

    @property
    def told(self) -> list[tuple[str, str]]:
        """The tables with a name, each with its letters."""
        rows = (row.form for row in self.tables)
        return [(row.name.data, row.first_letters.data) for row in rows if row.name.data]


def tables_form(standing: Sequence[BadgeTable]) -> TablesForm:
    """Make the form with the tables that stand, and some empty rows for more."""
    rows = [{"name": table.name, "first_letters": table.first_letters} for table in standing]
    empty: list[dict[str, str]] = [{} for _row in range(min(EMPTY_ROWS, MOST_TABLES - len(rows)))]
    return TablesForm(None, data={"tables": rows + empty})

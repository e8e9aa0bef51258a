"""Fields that several forms of the desk have, and what typed days and times mean at the venue."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateTimeLocalField,
    IntegerField,
)
from wtforms.validators import InputRequired, NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

MOST_SEATS = 100_000
EMPTY_ROWS = 3
"""Rows that the list of tables offers for more of them."""

YEARS = range(2000, 2100)
"""Years that a day and time can be in."""


def number_of(label: Any, *, least: int = 0) -> IntegerField:
    """Make a field for a number of people or seats."""
    wrong = _l("Enter a whole number from %(min)s to %(max)s.")
    return IntegerField(label, [Filled(), NumberRange(least, MOST_SEATS, message=wrong)])


def seen_number() -> IntegerField:
    """Make the hidden field with which someone confirms a number that they were shown."""
    return IntegerField(widget=HiddenInput(), validators=[Optional()])


def moment(label: Any) -> DateTimeLocalField:
    """Make a field for a day and time at the venue."""
    checks = [InputRequired(_l("Enter a day and a time.")), of_our_time]
    return DateTimeLocalField(label, checks, format="%Y-%m-%dT%H:%M")


def of_our_time(_form: Any, field: Any) -> None:
    """Refuse a year that is surely mistyped, and may have no instant in every zone."""
    if field.data and field.data.year not in YEARS:
        raise ValidationError(_("Enter a day and a time."))


class Filled(InputRequired):
    """Required, with one sentence for an empty field and for one that holds no number."""

    def __call__(self, form: Any, field: Any) -> None:
        """Stop at a field without a number."""
        if field.data is None:
            field.errors[:] = []
            raise StopValidation(_("Enter a whole number."))


def words_of(typed: str | None) -> list[str]:
    """Take words with commas between them apart, each once, in small letters."""
    found = (" ".join(word.split()).casefold() for word in (typed or "").split(","))
    return list(dict.fromkeys(word for word in found if word))


def at_venue(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant as a field for a day and time shows it: the venue's clock, without seconds."""
    return moment.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)


def instant(typed: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant that the venue's clock means; the first of two in the night it is set back."""
    return typed.replace(tzinfo=zone).astimezone(UTC)


def is_skipped(typed: datetime, zone: ZoneInfo) -> bool:
    """Tell whether a time lies in the hour that the venue's clock skips in spring."""
    return instant(typed, zone).astimezone(zone).replace(tzinfo=None) != typed

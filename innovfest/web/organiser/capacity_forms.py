"""The forms about how many: places of the day and the house, seats of sessions and rooms, what rooms have."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    IntegerField,
    SelectField,
)
from wtforms.validators import NumberRange, Optional

from innovfest.web.forms import Form, line
from innovfest.web.organiser import words
from innovfest.web.organiser.fields import MOST_SEATS, moment, number_of, seen_number, words_of


def line_policy() -> SelectField:
    """Make the choice of what a line does with what comes free."""
    return SelectField(_l("The line"), choices=list(words.LINE_POLICY.items()), validators=[Optional()])


class DayForm(Form):
    """How many people may come, what the line does, and when they can register."""

    capacity = number_of(_l("Places"))
    line_policy = line_policy()
    opens_at = moment(_l("Registration opens"))
    closes_at = moment(_l("Registration closes"))
    seen = seen_number()


class HouseForm(Form):
    """How many people may be in the house at once; empty where nobody said."""

    limit = IntegerField(
        _l("At most in the house"),
        [Optional(), NumberRange(1, MOST_SEATS, message=_l("Enter a whole number from %(min)s to %(max)s."))],
    )


class SessionForm(Form):
    """The seats to give in a session, and what its line does."""

    capacity = number_of(_l("Seats to give"))
    line_policy = line_policy()
    seen = seen_number()


class RoomForm(Form):
    """The size of a room, and what it has, as words with commas between them."""

    seats = number_of(_l("Seats"))
    fire_limit = number_of(_l("Fire limit"))
    equipment = line(_l("Equipment"), most=300)

    @property
    def words(self) -> list[str] | None:
        """What the room has, each word once, in small letters; None where the form was silent on it."""
        if self.equipment.raw_data is None or not self.equipment.raw_data:
            return None
        return words_of(self.equipment.data)


class NeedsForm(Form):
    """What a session needs its room to have, as words with commas between them."""

    needs = line(_l("Needs"), most=300)

    @property
    def words(self) -> list[str]:
        """The needs, each once, in small letters."""
        return words_of(self.needs.data)

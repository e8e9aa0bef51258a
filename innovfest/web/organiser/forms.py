"""The forms of the desk."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
)
from wtforms import Form as WTForm
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from innovfest.accounts import ROLES
from innovfest.breakouts.allocation import Rule
from innovfest.checkin import DEVICE_ROLES, TEXT_KEPT, BadgeTable
from innovfest.events import Room
from innovfest.programme import Available, Speaker
from innovfest.programme.availability import Typed
from innovfest.programme.models import AVAILABILITIES
from innovfest.registration import DOOR_NOTE_KEPT, KINDS, PARTS, fold
from innovfest.speakers import Facts
from innovfest.web.forms import Form, email_line, form_id, line, text
from innovfest.web.organiser import words
from innovfest.web.person_forms import KIND_LABELS, DetailsForm

MOST_SEATS = 100_000
MOST_TABLES = 26
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


class DeskPersonForm(DetailsForm):
    """What the desk knows of someone; an address may be missing, and only the consent for needs is asked.

    The other consents are the person's own to give, behind their link.
    """

    first_name = line(_l("First name"), most=60, required=_l("Enter the first name."))
    last_name = line(_l("Last name"), most=60, required=_l("Enter the last name."))
    email = email_line(_l("E-mail address"))
    organisation = line(_l("Organisation"), most=120, required=_l("Enter the name of the organisation."))
    kind = RadioField(
        _l("Kind of organisation"),
        choices=[(kind, KIND_LABELS[kind]) for kind in KINDS],
        validators=[InputRequired(_l("Choose the kind of organisation."))],
    )
    access_needs = text(_l("Access needs"), most=600)
    special_data = BooleanField(_l("They agree that we keep their dietary and access needs for the day."))
    photo = RadioField(
        _l("May photos show them?"),
        choices=[("yes", _l("Yes")), ("no", _l("No")), ("", _l("Not said"))],
        validators=[Optional()],
        default="",
    )
    part = RadioField(
        _l("They come as"), choices=[(part, words.PART[part]) for part in PARTS], default="attendee"
    )
    contact_sharing = None
    news = None
    asked = ("special_data",)

    @property
    def consents(self) -> list[str]:
        """The purposes that they agreed to."""
        return ["special_data"] if self.special_data.data else []


class DeskRegistrationForm(DeskPersonForm):
    """Someone whom the desk registers, with a choice for each slot."""

    form_id = form_id()
    language = SelectField(
        _l("Language of mails and badge"), choices=list(words.LANGUAGE.items()), default="nl"
    )


class DeskDetailsForm(DeskPersonForm):
    """A change of someone's details; `seen` is the sequence that the editor read, `seen_note` the note."""

    door_note = line(_l("Note for the door"), most=DOOR_NOTE_KEPT)
    seen = HiddenField(default="0")
    seen_note = HiddenField()

    @property
    def new_note(self) -> str | None:
        """The note for the door, where the editor changed it: phones write notes too."""
        return (self.door_note.data or "") if self.door_note.data != self.seen_note.data else None

    @property
    def seen_sequence(self) -> int:
        """The sequence as a number; one that is no number was never read."""
        return int(self.seen.data) if re.fullmatch(r"[0-9]{1,9}", self.seen.data or "") else -1


class SpareForm(Form):
    """The code of a spare badge."""

    code = line(_l("Code of the spare badge"), most=60, required=_l("Scan or type the code."))


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


def words_of(typed: str | None) -> list[str]:
    """Take words with commas between them apart, each once, in small letters."""
    found = (" ".join(word.split()).casefold() for word in (typed or "").split(","))
    return list(dict.fromkeys(word for word in found if word))


class MoveForm(Form):
    """Why somebody is moved by hand; where to is added from the programme."""

    reason = line(_l("Reason"), most=200, required=_l("Say why. It is kept in the history."))


class VerbForm(MoveForm):
    """Why a session is steered; `seen` are the numbers of the preview."""

    seen = HiddenField(default="")

    @property
    def counts(self) -> dict[str, int]:
        """How many people each fate met in the preview; what is no number was never shown."""
        pairs = (part.partition(":") for part in (self.seen.data or "").split(","))
        return {fate: int(number) for fate, _colon, number in pairs if re.fullmatch(r"[0-9]{1,9}", number)}


class CarerForm(Form):
    """Who takes care of someone's access needs."""

    carer = line(_l("Who takes care"), most=120)


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


class AcceptForm(Form):
    """Why the organisers live with a clash of the draft."""

    key = HiddenField(validators=[Length(max=120)])
    reason = line(_l("Why you live with it"), most=300, required=_l("Say why. Others will read it."))


MOST_STRETCHES = 20
"""Stretches of time that somebody can be available in."""


class StretchForm(WTForm):
    """From when until when; a row with neither is none."""

    starts_at = DateTimeLocalField(_l("From"), [Optional(), of_our_time], format="%Y-%m-%dT%H:%M")
    ends_at = DateTimeLocalField(_l("Until"), [Optional(), of_our_time], format="%Y-%m-%dT%H:%M")


class AvailabilityForm(Form):
    """When a speaker or a room is available."""

    state = RadioField(
        _l("What is known"),
        choices=[(state, words.AVAILABLE[state]) for state in AVAILABILITIES],
        default="unknown",
    )
    stretches = FieldList(FormField(StretchForm), max_entries=MOST_STRETCHES)

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
    return AvailabilityForm(None, data={"state": standing.state, "stretches": rows + empty})


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


class InvitationForm(Form):
    """Whom to invite, and for what."""

    email = email_line(_l("E-mail address"), required=_l("Enter an e-mail address."))
    role = RadioField(
        _l("Role"),
        choices=[(role, words.ROLE[role]) for role in ROLES],
        validators=[InputRequired(_l("Choose a role."))],
    )
    language = SelectField(_l("Language of the invitation"), choices=list(words.LANGUAGE.items()))


class RoleForm(Form):
    """Someone's role."""

    role = SelectField(_l("Role"), choices=[(role, words.ROLE[role]) for role in ROLES])


class RoundForm(Form):
    """Until when wishes are taken."""

    closes_at = moment(_l("Wishes close"))


class RuleForm(Form):
    """The rule by which the seats are given."""

    rule = RadioField(
        _l("Rule"),
        choices=[(rule.value, words.RULE[rule.value]) for rule in Rule],
        validators=[InputRequired(_l("Choose a rule."))],
    )


def at_venue(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return an instant as a field for a day and time shows it: the venue's clock, without seconds."""
    return moment.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)


class SpeakerForm(Form):
    """What the desk keeps of a speaker."""

    name = line(_l("Name"), most=120, required=_l("Enter the name."))
    affiliation = line(_l("Organisation"), most=200)
    email = email_line(_l("E-mail address"))
    phone = line(_l("Phone number"), most=40)
    language = SelectField(_l("Language of mails"), choices=list(words.LANGUAGE.items()), default="nl")
    note_nl = line(_l("Note in Dutch"), most=300)
    note_en = line(_l("Note in English"), most=300)
    note_fr = line(_l("Note in French"), most=300)

    @classmethod
    def filled(cls, speaker: Speaker) -> "SpeakerForm":
        """Return the form with what is kept."""
        names = ("name", "affiliation", "email", "phone", "language")
        notes = {f"note_{language}": speaker.note.get(language, "") for language in words.LANGUAGE}
        return cls(data={**{name: getattr(speaker, name) for name in names}, **notes})

    def facts(self) -> Facts:
        """Return what was told."""
        return Facts(
            self.name.data,
            self.affiliation.data or "",
            self.email.data or "",
            self.phone.data or "",
            self.language.data,
            {language: self[f"note_{language}"].data or "" for language in words.LANGUAGE},
        )


class AssistantForm(Form):
    """Who helps a speaker."""

    name = line(_l("Name"), most=100, required=_l("Enter the name."))
    email = email_line(_l("E-mail address"), required=_l("Enter the e-mail address."))


def instant(typed: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant that the venue's clock means; the first of two in the night it is set back."""
    return typed.replace(tzinfo=zone).astimezone(UTC)

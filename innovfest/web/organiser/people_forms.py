"""The forms about one person: what the desk knows of them, their badge, a move by hand, who takes care."""

import re

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
)
from wtforms.validators import InputRequired, Optional

from innovfest.registration import DOOR_NOTE_KEPT, KINDS, PARTS
from innovfest.web.forms import Form, email_line, form_id, line, text
from innovfest.web.organiser import words
from innovfest.web.person_forms import KIND_LABELS, DetailsForm


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

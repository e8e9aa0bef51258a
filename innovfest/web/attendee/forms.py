"""The forms of attendees."""

from wtforms import HiddenField

from innovfest.web.forms import form_id
from innovfest.web.person_forms import DetailsForm, NameForm


class RegistrationForm(DetailsForm):
    """The registration: details, and a choice for each slot as fields named `slot-<slug>`."""

    form_id = form_id()
    in_line = HiddenField()
    """Filled by the page once every place is taken: who sends it then has read that they stand in line."""


class TransferForm(NameForm):
    """The colleague who comes instead."""


class ColleagueForm(NameForm):
    """A colleague who comes too; consents are theirs to give."""

    form_id = form_id()
    in_line = HiddenField()

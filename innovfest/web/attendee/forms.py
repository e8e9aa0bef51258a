"""The forms of attendees."""

from innovfest.web.forms import form_id
from innovfest.web.person_forms import DetailsForm, NameForm


class RegistrationForm(DetailsForm):
    """The registration: details, and a choice for each slot as fields named `slot-<slug>`."""

    form_id = form_id()


class TransferForm(NameForm):
    """The colleague who comes instead."""


class ColleagueForm(NameForm):
    """A colleague who comes too; consents are theirs to give."""

    form_id = form_id()

"""The forms of attendees."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import Optional

from innovfest.web.forms import Form, form_id, line
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
    together = RadioField(
        _l("Where wishes are taken"),
        choices=[
            ("", _l("My colleague says what they would like")),
            ("colleague", _l("Keep us together: we share my list of wishes")),
            ("companion", _l("Keep us together: this is the companion whom I need to take part")),
        ],
        default="",
        validators=[Optional()],
    )


class TogetherForm(Form):
    """The code of a colleague's group."""

    code = line(_l("Your colleague's code"), most=20, required=_l("Enter the code of your colleague."))

"""The forms about the team: whom to invite, and for what."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
    SelectField,
)
from wtforms.validators import InputRequired

from innovfest.accounts import ROLES
from innovfest.web.forms import Form, email_line
from innovfest.web.organiser import words


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

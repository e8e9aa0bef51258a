"""The forms about wishes: until when, and by which rule."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    RadioField,
)
from wtforms.validators import InputRequired

from innovfest.breakouts.allocation import Rule
from innovfest.web.forms import Form
from innovfest.web.organiser import words
from innovfest.web.organiser.fields import moment


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

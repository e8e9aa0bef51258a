"""The page on which one adds one's own calendar, chooses the reminder, and replaces the address."""

from typing import Any

from flask import current_app
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from wtforms import SelectField

from innovfest import calendars
from innovfest.badges.links import address_svg
from innovfest.calendars import REMINDERS, Owner
from innovfest.web.forms import Form
from innovfest.web.languages import current_language

NONE = "none"
_WORDS = {
    0: _l("When it begins"),
    10: _l("10 minutes before"),
    15: _l("15 minutes before"),
    30: _l("30 minutes before"),
    60: _l("1 hour before"),
    1440: _l("1 day before"),
}


class ReminderForm(Form):
    """How long before an entry its owner is reminded."""

    reminder = SelectField(
        _l("Remind me"),
        choices=[(NONE, _l("Never")), *((str(minutes), _WORDS[minutes]) for minutes in REMINDERS)],
    )

    @property
    def minutes(self) -> int | None:
        """The choice, None for never."""
        return None if self.reminder.data == NONE else int(self.reminder.data)


def page_values(owner: Owner, event_slug: str, form: ReminderForm | None = None) -> dict[str, Any]:
    """Return what a page about somebody's calendar shows."""
    chosen = NONE if owner.alarm_minutes is None else str(owner.alarm_minutes)
    found = links_of(owner, event_slug)
    return {
        "calendar": found,
        "qr": Markup(address_svg(found.webcal)),  # noqa: S704 - drawn here
        "form": form or ReminderForm(formdata=None, reminder=chosen),
    }


def links_of(owner: Owner, event_slug: str) -> calendars.Links:
    """Return the ways to add somebody's own calendar, in the language that they read."""
    token = calendars.token_of(owner)
    return calendars.links(calendars.own_address(event_slug, token, current_language(), base_url=base_url()))


def base_url() -> str:
    """Return where the site is reached: from the settings, never from a request's Host header."""
    return str(current_app.config["INNOVFEST"].base_url)

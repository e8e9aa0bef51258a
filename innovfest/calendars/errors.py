"""Why something about a calendar is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Invalid


class UnknownReminder(Invalid):
    """A reminder at a time that calendars of one's own do not offer."""

    code = "unknown-reminder"
    sentence = _l("Choose one of the reminders in the list.")

"""Calendars: the event, one session and one's own agenda as iCalendar, and the links that add them.

Pure writing: a release document and small values in, bytes out. Nothing here reads the database or a clock.
"""

from innovfest.calendars.adding import Links, entry_links, links
from innovfest.calendars.feeds import CalendarFile, as_file
from innovfest.calendars.feeds import of_event as event_calendar
from innovfest.calendars.feeds import of_session as session_calendar
from innovfest.calendars.files import agenda, event_feed, invitation, session_file
from innovfest.calendars.rules import Agenda, Signup

__all__ = [
    "Agenda",
    "CalendarFile",
    "Links",
    "Signup",
    "agenda",
    "as_file",
    "entry_links",
    "event_calendar",
    "event_feed",
    "invitation",
    "links",
    "session_calendar",
    "session_file",
]

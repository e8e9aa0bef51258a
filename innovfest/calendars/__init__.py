"""Calendars: the event, one session and one's own agenda as iCalendar, and the links that add them.

Pure writing: a release document and small values in, bytes out, and no clock. Only `mails` reads rows.
"""

from innovfest.calendars.adding import Links, entry_links, links
from innovfest.calendars.feeds import of_event as kept_event_feed
from innovfest.calendars.feeds import of_session as kept_session_file
from innovfest.calendars.files import agenda, event_feed, invitation, session_file, speaker_feed
from innovfest.calendars.rules import Agenda, Signup
from innovfest.calendars.schedule import schedule_file

__all__ = [
    "Agenda",
    "Links",
    "Signup",
    "agenda",
    "entry_links",
    "event_feed",
    "invitation",
    "kept_event_feed",
    "kept_session_file",
    "links",
    "schedule_file",
    "session_file",
    "speaker_feed",
]

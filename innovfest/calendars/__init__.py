"""Calendars: the event, one session and what is one's own as iCalendar, and the links that add them.

Pure writing: a release document and small values in, bytes out, and no clock. Only `owners`, `addresses` and
`mails` read rows.
"""

from innovfest.calendars.adding import Links, entry_links, links
from innovfest.calendars.addresses import REMINDERS, choose_reminder, open_calendar, replace_address, token_of
from innovfest.calendars.entries import edition_name
from innovfest.calendars.errors import UnknownReminder
from innovfest.calendars.feeds import of_event as kept_event_feed
from innovfest.calendars.feeds import of_event_as_json as kept_event_json
from innovfest.calendars.feeds import of_part as kept_feed_of
from innovfest.calendars.feeds import of_session as kept_session_file
from innovfest.calendars.files import event_feed, event_feed_as_json, invitation, session_file
from innovfest.calendars.narrowed import KINDS, Kind, members, name_of, narrowed_feed, slugs
from innovfest.calendars.news import MOST_RELEASES, releases_feed
from innovfest.calendars.own import OwnCalendar, agenda, own_address, own_calendar, speakers_sessions
from innovfest.calendars.owners import Opened, Owner
from innovfest.calendars.pairs import has_sessions
from innovfest.calendars.rules import Agenda, Alarm, Place, Signup
from innovfest.calendars.schedule import schedule_file
from innovfest.calendars.versions import reading

__all__ = [
    "KINDS",
    "MOST_RELEASES",
    "REMINDERS",
    "Agenda",
    "Alarm",
    "Kind",
    "Links",
    "Opened",
    "OwnCalendar",
    "Owner",
    "Place",
    "Signup",
    "UnknownReminder",
    "agenda",
    "choose_reminder",
    "edition_name",
    "entry_links",
    "event_feed",
    "event_feed_as_json",
    "has_sessions",
    "invitation",
    "kept_event_feed",
    "kept_event_json",
    "kept_feed_of",
    "kept_session_file",
    "links",
    "members",
    "name_of",
    "narrowed_feed",
    "open_calendar",
    "own_address",
    "own_calendar",
    "reading",
    "releases_feed",
    "replace_address",
    "schedule_file",
    "session_file",
    "slugs",
    "speakers_sessions",
    "token_of",
]

"""Calendars: the event, one session and one's own agenda as iCalendar, and the links that add them.

Pure writing: a release document and small values in, bytes out, and no clock. Only `mails` reads rows.
"""

from innovfest.calendars.adding import Links, entry_links, links
from innovfest.calendars.entries import edition_name
from innovfest.calendars.feeds import of_event as kept_event_feed
from innovfest.calendars.feeds import of_event_as_json as kept_event_json
from innovfest.calendars.feeds import of_part as kept_feed_of
from innovfest.calendars.feeds import of_session as kept_session_file
from innovfest.calendars.files import (
    agenda,
    event_feed,
    event_feed_as_json,
    invitation,
    session_file,
    speaker_feed,
)
from innovfest.calendars.narrowed import KINDS, Kind, members, name_of, narrowed_feed, slugs
from innovfest.calendars.news import MOST_RELEASES, releases_feed
from innovfest.calendars.rules import Agenda, Signup
from innovfest.calendars.schedule import schedule_file
from innovfest.calendars.versions import reading

__all__ = [
    "KINDS",
    "MOST_RELEASES",
    "Agenda",
    "Kind",
    "Links",
    "Signup",
    "agenda",
    "edition_name",
    "entry_links",
    "event_feed",
    "event_feed_as_json",
    "invitation",
    "kept_event_feed",
    "kept_event_json",
    "kept_feed_of",
    "kept_session_file",
    "links",
    "members",
    "name_of",
    "narrowed_feed",
    "reading",
    "releases_feed",
    "schedule_file",
    "session_file",
    "slugs",
    "speaker_feed",
]

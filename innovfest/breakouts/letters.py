"""Letters about a person's place, each telling how things stand when it is sent."""

from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from innovfest.breakouts.models import WaitlistEntry
from innovfest.breakouts.overlaps import pairs_at_once
from innovfest.breakouts.queries import (
    PlaceInLine,
    agenda_of,
    held_sessions,
    number_in_day_line,
    places_in_line,
    rooms_of,
)
from innovfest.breakouts.told import has_news, release_news
from innovfest.breakouts.wishes.ranking import rankings_of
from innovfest.database import db
from innovfest.mail import Letter, OutboxMessage
from innovfest.mail.rules import reads_as_name
from innovfest.programme import current_document
from innovfest.registration import Registration, link_of, verification_of


def compose_confirmation(message: OutboxMessage) -> Letter | None:
    """Write the confirmation; None once the place is gone or somebody else's."""
    letter = letter_to(message, "confirmation", _("Your place at %(event)s"), active=True)
    if letter is None:
        return None
    rankings = rankings_of(letter.context["registration"], letter.context["document"]).values()
    open_ones = [found for found in rankings if found.wishes and found.round.published_at is None]
    return with_news(with_more(letter, wanted_by_slot=open_ones), message)


def compose_change(message: OutboxMessage) -> Letter | None:
    """Write what the day looks like now, where someone stands in line, and what moved with a release.

    A seat that was released at the door is told of with the minute.
    """
    letter = letter_to(message, "change", _("Your day at %(event)s has changed"), active=True)
    if letter is None:
        return None
    if letter.context["registration"].status == "waitlisted":
        return compose_in_line(message)
    letter, document = with_news(letter, message), letter.context["document"]
    left = document.session_by_id(message.about.get("left") or 0)
    released = document.session_by_id(message.about.get("released") or 0)
    offered = {entry.id for entry, _session in letter.context["news"]["offered"]}
    places = [place for place in _session_lines(letter) if place.entry not in offered]
    return with_more(letter, left=left, released=released, released_at=message.created_at, places=places)


def compose_promotion(message: OutboxMessage) -> Letter | None:
    """Write that a place in line became a seat; what else there is to tell when they hold it no more."""
    letter = letter_to(message, "promotion", _("You have a seat now, at %(event)s"), active=True)
    if letter is None:
        return None
    registration, document = letter.context["registration"], letter.context["document"]
    held = {session.id: session for session in held_sessions(registration, document)}
    if (session := held.get(message.about.get("session", 0))) is None:
        return rest_of(message)
    gave = document.session_by_id(message.about.get("gave") or 0)
    return with_news(with_more(letter, session=session, gave=gave), message)


def compose_in_line(message: OutboxMessage) -> Letter | None:
    """Write that someone stands in line for the day, and where; None once they do no more."""
    letter = letter_to(message, "in_line", _("You are in line for %(event)s"), active=True)
    if letter is None or letter.context["registration"].status != "waitlisted":
        return None
    number = number_in_day_line(letter.context["registration"])
    return with_news(with_more(letter, number=number, places=_session_lines(letter)), message)


def compose_offer(message: OutboxMessage) -> Letter | None:
    """Write what is offered and until when; what else there is when it was answered or lapsed before."""
    letter = letter_to(message, "offer", _("There is room for you at %(event)s: will you come?"), active=True)
    entry = db.session.get(WaitlistEntry, message.about.get("entry", 0))
    if letter is None:
        return None
    if entry is None or entry.status != "offered":
        return rest_of(message)
    letter = with_news(letter, message)
    if entry.session_id is None:
        return with_more(letter, entry=entry, session=None)
    session = letter.context["document"].session_by_id(entry.session_id)
    subject = _("A seat came free for you at %(event)s", event=letter.context["event"].name)
    return replace(with_more(letter, entry=entry, session=session), subject=subject) if session else None


def compose_expiry(message: OutboxMessage) -> Letter | None:
    """Write that an offer has lapsed."""
    letter = letter_to(message, "expiry", _("Your offer for %(event)s has lapsed"), active=None)
    entry = db.session.get(WaitlistEntry, message.about.get("entry", 0))
    if letter is None or entry is None:
        return None
    return with_more(letter, session=letter.context["document"].session_by_id(entry.session_id or 0))


def compose_overlap(message: OutboxMessage) -> Letter | None:
    """Ask which of two sessions someone keeps, beside what else changed; None when nothing of it is left."""
    letter = letter_to(message, "overlap", _("Two of your sessions are at the same time now"), active=True)
    if letter is None:
        return None
    registration, document = letter.context["registration"], letter.context["document"]
    held = held_sessions(registration, document)
    both = [session for session in held if session.id in message.about.get("sessions", ())]
    if len(both) > 1 and pairs_at_once(both):
        return with_news(with_more(letter, sessions=both), message)
    # They have chosen already.
    return rest_of(message)


def compose_still_coming(message: OutboxMessage) -> Letter | None:
    """Ask whether someone still comes; None for who has no place any more, or comes to work or to report."""
    letter = letter_to(message, "still_coming", _("Are you still coming to %(event)s?"), active=True)
    if letter is None:
        return None
    registration = letter.context["registration"]
    is_asked = registration.status == "confirmed" and registration.part == "attendee"
    return letter if is_asked else None


def compose_morning(message: OutboxMessage) -> Letter | None:
    """Write what someone needs on the way: QR, rooms, directions; None for who has no place."""
    letter = letter_to(message, "morning", _("Today, %(event)s: your QR, your room and the way"), active=True)
    if letter is None or letter.context["registration"].status != "confirmed":
        return None
    return with_more(letter, rooms=rooms_of(letter.context["agenda"], letter.context["document"]))


def compose_cancellation(message: OutboxMessage) -> Letter | None:
    """Write that the place is cancelled; None when it was restored before the mail went.

    Who stands in line by then has no place either, and an entry in the calendar that must go.
    """
    letter = letter_to(message, "cancellation", _("Your place at %(event)s is cancelled"), active=None)
    gone = letter and letter.context["registration"].status in {"cancelled", "waitlisted"}
    return letter if gone else None


def compose_link(message: OutboxMessage) -> Letter | None:
    """Write the personal link again."""
    return letter_to(message, "link", _("Your link for %(event)s"), active=None)


def compose_parting(message: OutboxMessage) -> Letter | None:
    """Write to the person whose place went to a colleague."""
    registration = db.session.get(Registration, message.about.get("registration", 0))
    if registration is None:
        return None
    event = registration.event
    return Letter(
        _("Your place at %(event)s has gone to a colleague", event=event.name),
        "parting",
        {"event": event},
        reply_to=event.organiser_email,
    )


def rest_of(message: OutboxMessage) -> Letter | None:
    """Write what else a release meant for someone when the first of it is not true any more."""
    return compose_change(message) if has_news(message.about) else None


def with_news(letter: Letter, message: OutboxMessage) -> Letter:
    """Return a letter that also tells what a release means for its reader."""
    found = letter.context
    return with_more(letter, news=release_news(message.about, found["registration"], found["document"]))


def _session_lines(letter: Letter) -> list[PlaceInLine]:
    places = places_in_line(letter.context["registration"], letter.context["document"])
    return [place for place in places if place.session]


def recipient_of(message: OutboxMessage) -> Registration | None:
    """Find whom a mail is for; None when the address is no longer theirs, so that no link goes astray."""
    registration = db.session.get(Registration, message.registration_id or 0)
    if registration is None or registration.email != message.recipient:
        return None
    return registration


def letter_to(message: OutboxMessage, template: str, subject: str, *, active: bool | None) -> Letter | None:
    """Write to whom a mail is for, if the place is as it was; `active` None asks for nothing of it."""
    registration = recipient_of(message)
    if registration is None or (active is not None and registration.is_active != active):
        return None
    event = registration.event
    document = current_document(event)
    known = registration.email_verified_at is not None
    return Letter(
        subject % {"event": event.name},
        template,
        {
            "event": event,
            "document": document,
            "registration": registration,
            "agenda": agenda_of(registration, document),
            "link": link_of(registration),
            "shows_badge": "badge" in message.attachments,
            "verification": None if known else verification_of(registration),
            # The first mail to an address repeats only what is surely a name.
            "greeting": registration.first_name if known or reads_as_name(registration.first_name) else None,
        },
        reply_to=event.organiser_email,
    )


def with_more(letter: Letter, **more: Any) -> Letter:
    """Return a letter that knows more."""
    return replace(letter, context={**letter.context, **more})

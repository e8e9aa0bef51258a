"""Mail to speakers and their assistants: invitation, what is missing, proposed times."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from innovfest import mail, planning
from innovfest.breakouts import is_soon
from innovfest.database import db
from innovfest.events import Event
from innovfest.mail import Letter, OutboxMessage
from innovfest.programme import Speaker, agenda_time
from innovfest.speakers import rules
from innovfest.speakers.links import find_own, link_of
from innovfest.speakers.models import SpeakerLink
from innovfest.speakers.queries import Part, SpeakerRow, row_of
from innovfest.tokens import digest


def queue_invitation(link: SpeakerLink, *, by: str, now: datetime, network: str | None = None) -> None:
    """Mail a speaker their link for the first time, or again."""
    _queue("speakers.invitation", link, _minute(now), {"by": by}, now=now, network=network)


def queue_assistant(link: SpeakerLink, *, by: str, now: datetime, network: str | None = None) -> None:
    """Mail an assistant their own link for the first time, or again.

    `network` is from where it was asked for behind a link: who has one must not mail strangers without end.
    """
    _queue("speakers.assistant", link, _minute(now), {"by": by}, now=now, network=network)


def queue_reminder(link: SpeakerLink, *, now: datetime) -> None:
    """Mail a speaker everything that is missing from them, at most once in a minute."""
    _queue("speakers.reminder", link, _minute(now), {}, now=now)


def queue_times(link: SpeakerLink, parts: Sequence[Part], *, now: datetime) -> None:
    """Mail a speaker the times that they are asked to confirm; the same ones once, until they answer."""
    times = "|".join(f"{part.session.id}:{part.time}:{part.part.answered_at}" for part in parts)
    priority = mail.URGENT if is_soon(db.session.get_one(Event, link.event_id), now=now) else mail.NORMAL
    _queue("speakers.times", link, digest(times)[:16], {}, now=now, priority=priority)


def compose_invitation(message: OutboxMessage) -> Letter | None:
    """Write the invitation; None once the link is revoked."""
    return _letter(message, "speaker_invitation", _("You speak at %(event)s"))


def compose_assistant(message: OutboxMessage) -> Letter | None:
    """Write to an assistant; None once the link is revoked."""
    return _letter(message, "speaker_assistant", _("Help %(speaker)s prepare %(event)s"))


def compose_reminder(message: OutboxMessage) -> Letter | None:
    """Write what is missing when the mail goes; None when nothing is any more."""
    letter = _letter(message, "speaker_reminder", _("What we still need from you for %(event)s"))
    return letter if letter and letter.context["missing"] else None


def compose_times(message: OutboxMessage) -> Letter | None:
    """Write the times that are not answered when the mail goes; None when all are."""
    letter = _letter(message, "speaker_times", _("Your times at %(event)s"))
    if letter is None:
        return None
    letter.context["asked"] = [
        part for part in letter.context["parts"] if part.part.state == "asked" and part.time
    ]
    return letter if letter.context["asked"] else None


def compose_release(message: OutboxMessage) -> Letter | None:
    """Write what a release changed for a speaker, with their link where they are asked for a time."""
    letter = planning.compose_release(message)
    if letter is None or not letter.context.get("asked"):
        return letter
    link = find_own(db.session.get_one(Speaker, message.about["speaker"]))
    return replace(letter, context={**letter.context, "own_link": link_of(link) if link else ""})


def reminder_of(link: SpeakerLink, row: SpeakerRow) -> tuple[str, dict[str, Any]]:
    """Return subject and context of a reminder as it would go now, for a preview of rows that were read."""
    context = letter_context(link, row)
    subject = _("What we still need from you for %(event)s") % {"event": context["event"].name}
    return subject, context


def letter_context(link: SpeakerLink, row: SpeakerRow | None = None) -> dict[str, Any]:
    """Return what every letter tells of: the speaker, their parts, what is missing, and the link."""
    event = db.session.get_one(Event, link.event_id)
    row = row or row_of(link.speaker, link)
    return {
        "event": event,
        "speaker": link.speaker,
        "greeting": link.name if link.is_assistants else link.speaker.name,
        "parts": [part for part in row.parts if part.part.state != "declined"],
        "missing": row.theirs,
        "without_slides": [part for part in row.parts if rules.owes_slides(part.facts)],
        "link": link_of(link),
        "time_of": agenda_time,
        "by": "",
    }


def _letter(message: OutboxMessage, template: str, subject: str) -> Letter | None:
    link = db.session.get(SpeakerLink, message.about.get("link", 0))
    if link is None or link.revoked_at is not None:
        return None
    context = {**letter_context(link), "by": message.about.get("by", "")}
    named = subject % {"event": context["event"].name, "speaker": link.speaker.name}
    return Letter(named, template, context, reply_to=context["event"].organiser_email)


def _minute(now: datetime) -> str:
    return str(int(now.timestamp() // 60))


def _queue(
    kind: str,
    link: SpeakerLink,
    suffix: str,
    about: dict[str, Any],
    *,
    now: datetime,
    network: str | None = None,
    priority: int = mail.NORMAL,
) -> None:
    db.session.flush()
    link.mailed_at = now
    mail.queue(
        mail.Mail(
            kind,
            to=link.email if link.is_assistants else link.speaker.email,
            key=f"{kind}:{link.id}:{suffix}",
            language=link.speaker.language,
            event_id=link.event_id,
            about={"link": link.id, **about},
            priority=priority,
        ),
        now=now,
        network=network,
    )

"""Queueing mail about a person's place; `innovfest.breakouts.letters` writes it when it is sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from innovfest import mail
from innovfest.breakouts.models import WaitlistEntry
from innovfest.events import Event
from innovfest.mail import BULK, NORMAL, URGENT, Mail
from innovfest.programme import Session
from innovfest.registration import Registration

SOON = timedelta(hours=36)
"""How long before the day mail about one's place overtakes other mail."""


LONGEST_BEFORE = timedelta(days=7)
"""How long before the start a mail to everybody may have to begin, with a slow provider and many people."""

EVERYTHING = ("badge", "invitation")
"""What a mail about the day carries along."""

CARRIES = {"morning": ("badge",)}
"""What a mail to everybody carries along."""


WEIGHTS = {
    "confirmation": 8,
    "allocation": 7,
    "overlap": 6,
    "session_merged": 5,
    "session_cancelled": 4,
    "in_line": 3,
    "change": 3,
    "promotion": 2,
    "offer": 1,
}
"""Which mail goes when one cause makes several for a person; it tells of the others (`mail.one_each`)."""


@dataclass(frozen=True)
class Parting:
    """Where someone can be reached whose place went to somebody else."""

    email: str | None
    language: str

    @classmethod
    def of(cls, registration: Registration) -> "Parting":
        """Note it before the registration is rewritten."""
        return cls(registration.email, registration.language)


@dataclass(frozen=True)
class Promotion:
    """Someone who moved up: the seat they have now, and the one they gave for it."""

    registration: Registration
    session: Session
    gave: Session | None


def queue_confirmation(
    registration: Registration, *, now: datetime, network: str | None, again: bool = False
) -> None:
    """Tell someone that they have a place, with badge and calendar entry, or that they stand in line."""
    suffix = f":{int(now.timestamp() // 60)}" if again else ""
    if registration.status == "waitlisted":
        _queue(registration, "in_line", suffix, attachments=(), now=now, network=network)
    else:
        _queue(registration, "confirmation", suffix, now=now, network=network)


def queue_change(registration: Registration, *, now: datetime, network: str | None) -> None:
    """Tell someone that their break-outs changed."""
    _queue(registration, "change", now=now, network=network)


def queue_line_change(
    registration: Registration, number: int, *, left: int | None = None, now: datetime
) -> None:
    """Tell someone that they were put in line (a number), or taken out of that for the session they `left`.

    Who waits for the day itself hears where they stand in all lines.
    """
    if registration.status == "waitlisted":
        return queue_confirmation(registration, now=now, network=None, again=True)
    suffix, about = f":{number}:{left or ''}", {"left": left}
    return _queue(registration, "change", suffix, about=about, now=now, network=None)


def queue_released(people: Iterable[Registration], session: Session, *, now: datetime) -> None:
    """Tell those who were not in that their seat was released; what their calendar says of it goes along."""
    suffix, about = f":released-{session.id}", {"released": session.id}
    mails = [_mail(person, "change", suffix, about=about, now=now) for person in people if person.email]
    mail.queue_all(mails, now=now)


def queue_promotions(promotions: Sequence[Promotion], *, now: datetime) -> None:
    """Tell those who stood in line that the seat is theirs, and which one they gave for it."""
    mails = [
        _mail(
            p.registration,
            "promotion",
            about={"session": p.session.id, "gave": p.gave.id if p.gave else None},
            now=now,
        )
        for p in promotions
        if p.registration.email
    ]
    mail.queue_all(mails, now=now)


def queue_news(people: Iterable[Registration], kind: str, *, about: dict[str, Any], now: datetime) -> None:
    """Tell many people the same of a session; a calendar entry goes along."""
    suffix = ":".join(["", *(str(value) for value in about.values()), str(int(now.timestamp()))])
    mails = [
        _mail(person, kind, suffix, about=about, attachments=("invitation",), now=now)
        for person in people
        if person.email
    ]
    mail.queue_all(mails, now=now)


def queue_release(
    told: Mapping[Registration, Mapping[str, Sequence[int]]], number: int, *, now: datetime
) -> None:
    """Tell people all that a release, by its number, means for them; one mail each, whatever it is.

    Who holds two seats at one time now, the `sessions`, is asked in it which they keep.
    """
    news = [
        _release_mail(registration, about, number, now=now)
        for registration, about in told.items()
        if registration.email
    ]
    mail.queue_all(news, now=now)


def _release_mail(
    registration: Registration, about: Mapping[str, Sequence[int]], number: int, *, now: datetime
) -> Mail:
    kind, attachments = ("overlap", ["invitation"]) if "sessions" in about else ("change", EVERYTHING)
    if registration.status == "waitlisted":
        kind, attachments = "in_line", []
    lists = {what: list(ids) for what, ids in about.items()}
    return _mail(registration, kind, f":release-{number}", about=lists, attachments=attachments, now=now)


def queue_offer(registration: Registration, number: int, *, now: datetime) -> None:
    """Ask someone in line, by their number, whether they still want what came free."""
    _queue(
        registration,
        "offer",
        f":{number}",
        attachments=(),
        about={"entry": number},
        now=now,
        network=None,
    )


def queue_expiry(registration: Registration, entry: WaitlistEntry, *, now: datetime) -> None:
    """Tell someone that what was offered went to the next in line."""
    _queue(
        registration,
        "expiry",
        f":{entry.id}",
        attachments=(),
        about={"entry": entry.id},
        now=now,
        network=None,
    )


def queue_cancellation(registration: Registration, *, now: datetime, network: str | None) -> None:
    """Tell someone that their place is cancelled, and take the entry out of their calendar."""
    _queue(registration, "cancellation", attachments=("withdrawal",), now=now, network=network)


def queue_parting(registration: Registration, old: Parting, *, now: datetime, network: str | None) -> None:
    """Tell the person who gave their place to a colleague; it holds no link and nothing of the colleague."""
    if old.email:
        parting = Mail(
            "registration.parting",
            to=old.email,
            key=f"parting:{registration.uid}:{registration.sequence}:{registration.link_version}",
            language=old.language,
            event_id=registration.event_id,
            about={"registration": registration.id},
            attachments=("withdrawal",),
            priority=URGENT if is_soon(registration.event, now=now) else NORMAL,
        )
        mail.queue(parting, now=now, network=network)


def queue_mailing(people: Sequence[Registration], kind: str, *, now: datetime) -> None:
    """Write to everybody; who was written to with this mailing before is not again, whatever changed."""
    mails = [
        Mail(
            f"registration.{kind}",
            to=registration.email or "",
            key=f"{kind}:{registration.uid}",
            language=registration.language,
            event_id=registration.event_id,
            registration_id=registration.id,
            attachments=CARRIES.get(kind, ()),
            priority=BULK,
        )
        for registration in people
    ]
    mail.queue_all(mails, now=now)


def is_soon(event: Event, *, now: datetime) -> bool:
    """Tell whether the day is so near that mail about it overtakes other mail."""
    return soon_from(event) < now


def soon_from(event: Event) -> datetime:
    """Return from when on the day is so near, which is when the banner about changes begins to look, too."""
    return event.starts_at - SOON


def _queue(
    registration: Registration,
    kind: str,
    suffix: str = "",
    *,
    now: datetime,
    network: str | None,
    **more: Any,
) -> None:
    if registration.email:
        mail.queue(_mail(registration, kind, suffix, now=now, **more), now=now, network=network)


def _mail(
    registration: Registration,
    kind: str,
    suffix: str = "",
    *,
    now: datetime,
    attachments: Sequence[str] = EVERYTHING,
    about: dict[str, Any] | None = None,
) -> Mail:
    return Mail(
        f"registration.{kind}",
        to=registration.email or "",
        key=f"{kind}:{registration.uid}:{registration.sequence}{suffix}",
        language=registration.language,
        event_id=registration.event_id,
        registration_id=registration.id,
        about=about or {},
        attachments=attachments,
        priority=URGENT if is_soon(registration.event, now=now) else NORMAL,
        weight=WEIGHTS.get(kind, 0),
    )

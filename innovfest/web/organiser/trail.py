"""The audit trail of a registration as sentences."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from innovfest.audit import AuditEntry
from innovfest.programme import ReleaseDocument
from innovfest.web.formatting import listing, spoken_time
from innovfest.web.languages import current_language
from innovfest.web.organiser import words
from innovfest.wording import choose


@dataclass(frozen=True)
class Deed:
    """One line of what happened."""

    at: datetime
    who: str
    what: str


def told(entries: Iterable[AuditEntry], document: ReleaseDocument, *, needs: bool) -> list[Deed]:
    """Say what happened, newest first; without `needs` nothing tells of diet or access needs."""
    teller = _Teller(document, needs=needs)
    return [Deed(e.at, _who(e), what) for e in entries if (what := teller.say(e))]


def _who(entry: AuditEntry) -> str:
    if entry.actor_kind == "visitor":
        return str(_("on the website"))
    if entry.actor_kind == "device":
        return str(_("%(name)s at the door", name=entry.actor_label))
    return entry.actor_label


def _moment(written: str) -> str:
    return spoken_time(datetime.fromisoformat(written))


class _Teller:
    def __init__(self, document: ReleaseDocument, *, needs: bool) -> None:
        self.document, self.needs = document, needs

    def say(self, entry: AuditEntry) -> str | None:
        """Return the sentence of a deed; None for one that this reader does not get to see."""
        known: dict[str, Callable[[dict[str, Any]], str | None]] = {
            "registration.created": self._created,
            "registration.updated": self._updated,
            "registration.cancelled": lambda _d: _("Cancelled."),
            "registration.restored": self._restored,
            "registration.transferred": lambda _d: _("The place went to a colleague."),
            "consents.changed": self._consents,
            "email.verified": lambda _d: _("The address is verified."),
            "link.replaced": lambda _d: _("The personal link was replaced."),
            "calendar.replaced": lambda _d: _("The address of their calendar was replaced."),
            "calendar.reminder": lambda _d: _("Another reminder for their calendar."),
            "badge.replaced": lambda d: _("A new badge; the old one: %(why)s.", why=_ended(d)),
            "badge.bound": lambda _d: _("A spare badge became theirs."),
            "door.note": lambda _d: _("The note for the door was changed.") if self.needs else None,
            "access.carer": lambda _d: _("Who takes care was noted.") if self.needs else None,
            "signup.created": self._took,
            "signup.given_back": self._gave_back,
            "signup.released": lambda d: _(
                "Was not there: the seat in %(title)s was released.", title=self._title(d["session"])
            ),
            "signup.changed": self._chose,
            "signup.promoted": self._promoted,
            "signup.held_seat": self._held_seat,
            "signup.allocated": lambda d: _(
                "Got a seat in %(title)s by wishes.", title=self._title(d["session"])
            ),
            "wishes.ranked": self._ranked,
            "wishes.together": lambda _d: _("Wishes together with others."),
            "wishes.apart": lambda _d: _("Wishes alone again."),
            "wishes.opened": lambda d: _("Wishes opened, until %(when)s.", when=_moment(d["closes"])),
            "wishes.moved": lambda d: _(
                "The closing time of the wishes became %(when)s.", when=_moment(d["closes"])
            ),
            "wishes.called_off": lambda _d: _("Back to first come, first served."),
            "wishes.published": lambda d: _("Seats given by wishes: %(rule)s.", rule=words.RULE[d["rule"]]),
            "registration.promoted": lambda _d: _("Got a place from the line."),
            "line.joined": lambda d: _("Stood in line for %(title)s.", title=self._line(d)),
            "line.left": lambda d: _("Left the line for %(title)s.", title=self._line(d)),
            "line.offered": lambda d: _("Was offered %(title)s.", title=self._line(d)),
            "signup.session_cancelled": lambda d: _(
                "Lost the seat in %(title)s, which is cancelled.", title=self._line(d)
            ),
            "signup.merged": lambda d: _(
                "Moved from %(old)s to %(title)s, into which it went.",
                old=self._title(d["gave"]),
                title=self._line(d),
            ),
            "line.closed": lambda d: _("The line for %(title)s ended.", title=self._line(d)),
            "line.merged": lambda d: _(
                "The line for %(old)s went into that for %(title)s.",
                old=self._title(d["old"]),
                title=self._line(d),
            ),
            "session.held": lambda _d: _("Sign-up was paused."),
            "session.closed": lambda _d: _("Sign-up was closed."),
            "session.reopened": lambda _d: _("Sign-up was opened again."),
            "session.ready": lambda _d: _("Marked as ready to be released."),
            "session.not_ready": lambda _d: _("The ready mark was taken back."),
            "session.cancelled": lambda _d: _("The session was cancelled."),
            "session.reinstated": lambda _d: _("The session takes place after all."),
            "session.merged": lambda d: _("Went into %(title)s.", title=self._title(d["into"])),
            "session.received": lambda d: _("%(title)s went into this one.", title=self._title(d["old"])),
            "session.capacity": lambda d: _(
                "Seats to give: %(now)s, before %(was)s.", now=d["now_is"], was=d["was"]
            ),
            "session.line_policy": lambda d: _(
                "The line: %(policy)s.", policy=words.LINE_POLICY.get(d["now_is"], d["now_is"])
            ),
            "line.expired": lambda d: _("The offer of %(title)s lapsed.", title=self._line(d)),
        }
        tell = known.get(entry.action)
        what = tell(entry.details) if tell else entry.action
        if what and (reason := entry.details.get("reason")):
            return str(_("%(what)s Reason: %(reason)s", what=what, reason=reason))
        return what

    def _ranked(self, details: dict[str, Any]) -> str:
        if not details["wishes"]:
            return str(_("Took the wishes back."))
        titles = [self._title(slug) for slug in details["wishes"]]
        return str(_("Wished for %(titles)s, in this order.", titles=", ".join(titles)))

    def _held_seat(self, details: dict[str, Any]) -> str:
        title = self._titles([details.get("session", "")])
        held_for = words.HELD_FOR.get(details.get("purpose", ""), "")
        return str(
            _("Got a seat in %(title)s that was held back: %(held_for)s.", title=title, held_for=held_for)
        )

    def _created(self, details: dict[str, Any]) -> str | None:
        titles = self._titles(details.get("sessions", ()))
        if titles:
            return str(_("Registered, with a seat in %(titles)s.", titles=titles))
        return str(_("Registered."))

    def _updated(self, details: dict[str, Any]) -> str | None:
        shown = [f for f in details.get("fields", ()) if self.needs or f not in words.NEEDS]
        if not shown:
            return None
        return str(_("Changed: %(fields)s.", fields=listing([str(words.FIELD.get(f, f)) for f in shown])))

    def _restored(self, details: dict[str, Any]) -> str | None:
        if gone := self._titles(details.get("gone", ())):
            return str(_("Restored; no seat was left in %(titles)s.", titles=gone))
        return str(_("Restored."))

    def _consents(self, details: dict[str, Any]) -> str | None:
        shown = [p for p in details.get("purposes", ()) if self.needs or p not in words.NEEDS]
        if not shown:
            return None
        purposes = listing([str(words.PURPOSE.get(p, p)) for p in shown])
        return str(_("Changed the consent for %(purposes)s.", purposes=purposes))

    def _took(self, details: dict[str, Any]) -> str | None:
        return str(_("Took a seat in %(title)s.", title=self._title(details["session"])))

    def _gave_back(self, details: dict[str, Any]) -> str | None:
        return str(_("Gave back the seat in %(title)s.", title=self._title(details["session"])))

    def _chose(self, details: dict[str, Any]) -> str | None:
        if details.get("session"):
            return str(_("Chose %(title)s.", title=self._title(details["session"])))
        return str(_("Gave the break-out back."))

    def _promoted(self, details: dict[str, Any]) -> str | None:
        title = self._title(details["session"])
        if gave := details.get("gave"):
            return str(_("Moved up to %(title)s and gave %(old)s back.", title=title, old=self._title(gave)))
        return str(_("Moved up to %(title)s.", title=title))

    def _line(self, details: dict[str, Any]) -> str:
        return self._title(details["session"]) if details.get("session") else str(_("the day"))

    def _titles(self, slugs: Sequence[str]) -> str:
        return listing([self._title(slug) for slug in slugs]) if slugs else ""

    def _title(self, slug: str) -> str:
        session = self.document.session(slug)
        return choose(session.title, current_language()).text if session else slug


def _ended(details: dict[str, Any]) -> str:
    because = str(details.get("because", ""))
    return str(words.BADGE_ENDED.get(because, because))

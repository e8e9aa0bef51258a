"""The desk's rail: at most eight entries, those that the login's role covers."""

from dataclasses import dataclass
from typing import Any

from flask import g, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from innovfest import mail
from innovfest.web import access
from innovfest.web.organiser import rehearsals


@dataclass(frozen=True)
class Entry:
    """One entry: what it opens, the role it needs, and the resources for which it is the current one."""

    label: LazyString
    endpoint: str
    needs: str
    resources: frozenset[str]


PROGRAMME = frozenset(
    {
        *("schedule", "placements", "sessions", "strands", "clashes", "availability", "plan"),
        *("releases", "drafts", "today", "speakers", "speaker", "exchange"),
    }
)
"""The resources of the programme: whatever stands in its tabs (templates/organiser/_programme_tabs.html)."""

ENTRIES = (
    Entry(_l("Overview"), "overview.show", "viewer", frozenset({"overview"})),
    Entry(
        _l("Registrations"),
        "registrations.index",
        "viewer",
        frozenset({"registrations", "details", "seats", "cancellation", "badge", "letters", "needs"}),
    ),
    Entry(
        _l("Break-outs"),
        "breakouts.index",
        "viewer",
        frozenset({"breakouts", "verbs", "capacity", "seating", "held", "rooms", "wishes"}),
    ),
    Entry(_l("Programme"), "schedule.show", "viewer", PROGRAMME),
    Entry(
        _l("The door"),
        "board.show",
        "viewer",
        frozenset({"board", "gates", "phones", "messages", "conflicts", "paper", "rehearsals"}),
    ),
    Entry(_l("Badges"), "badges.index", "desk", frozenset({"badges"})),
    Entry(_l("Mail"), "mails.index", "organiser", frozenset({"mails", "mailbox"})),
    Entry(_l("Team"), "team.index", "organiser", frozenset({"team", "invitations"})),
)


def rail() -> list[dict[str, Any]]:
    """Return the entries as the frame of the desk draws them."""
    resource = (request.blueprint or "").rpartition(".")[2]
    return [
        {
            "label": entry.label,
            "href": url_for(f"organiser.{entry.endpoint}"),
            "current": resource in entry.resources,
            "count": _failed() if entry.endpoint == "mails.index" else None,
        }
        for entry in ENTRIES
        if access.may(entry.needs) and not rehearsals.is_closed(f"organiser.{entry.endpoint}")
    ]


def _failed() -> int | None:
    """Count the mails that were not delivered, once for a page; none is nothing to show."""
    if "failed_mails" not in g:
        g.failed_mails = mail.count_failed(access.event().id)
    return g.failed_mails or None

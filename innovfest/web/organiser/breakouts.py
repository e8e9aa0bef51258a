"""Every break-out side by side, and one of them with its people, its line and its history."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for

from innovfest import audit, breakouts, clock, programme, registration, reports
from innovfest.audit import AuditEntry
from innovfest.errors import NotFound
from innovfest.registration import Registration
from innovfest.reports import PAGE_SIZE
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser import trail
from innovfest.web.organiser.filters import page_from

blueprint = Blueprint("breakouts", __name__, url_prefix="/breakouts")

MOST_SHOWN = 50
"""People who are listed on a page without pages."""


@blueprint.get("")
@role("viewer")
def index() -> str:
    """Show each slot as columns, and who is in two places at once."""
    event, document = access.event(), access.document()
    overlaps = breakouts.list_overlaps(document)
    return render_template(
        "organiser/breakouts.html",
        document=document,
        slots=reports.slot_states(event, document, now=clock.now()),
        overlaps=overlaps[:MOST_SHOWN],
        more_overlaps=max(0, len(overlaps) - MOST_SHOWN),
    )


@blueprint.get("/<slug>")
@role("viewer")
def show(slug: str) -> str:
    """Show who holds a seat, who stands in line, how that came about, and what can be done."""
    event, document, now = access.event(), access.document(), clock.now()
    session = programme.get_session(event.id, slug)
    state = reports.session_state(event, document, session, now=now)
    if state is None:
        raise NotFound
    seats = _pages("page", state.held)
    line = _pages("line", state.waiting + state.offered)
    history = audit.history_of(session)
    return render_template(
        "organiser/breakout.html",
        document=document,
        state=state,
        holders=reports.list_holders(session, page=seats["page"]) if state.held else [],
        line=reports.list_line(session, document, page=line["page"]) if line["total"] else [],
        seat_pages=seats,
        line_pages=line,
        verbs=breakouts.verbs_for(session) if state.facts.ends_at > now else [],
        deeds=trail.told(history, document, needs=False),
        by_phone=_by_phone(history),
    )


def _pages(name: str, total: int) -> dict[str, Any]:
    """Return where one is in a list, as the pager draws it; a page beyond the last is the last."""
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page_from(request.args, name), pages)
    kept = {key: value for key, value in request.args.items() if key in ("page", "line")}

    def address(to: int) -> str:
        return url_for("organiser.breakouts.show", **{**kept, **(request.view_args or {}), name: to})

    return {"page": page, "pages": pages, "total": total, "address": address}


def _by_phone(history: Sequence[AuditEntry]) -> list[Registration]:
    """List whom the latest deed that met somebody without an address met."""
    uids: list[str] = next((e.details["by_phone"] for e in history if e.details.get("by_phone")), [])
    return list(registration.list_by_uid(access.event().id, uids)) if uids else []

"""The organiser's desk."""

from typing import Any

from flask import Blueprint, request

from innovfest.errors import NotFound
from innovfest.web import access
from innovfest.web.organiser import (
    availability,
    badge,
    badge_tables,
    badges,
    board,
    breakouts,
    calendar,
    cancellation,
    capacity,
    clashes,
    conflicts,
    details,
    drafts,
    exchange,
    exports,
    gates,
    held,
    invitations,
    letters,
    mailbox,
    mails,
    messages,
    needs,
    overview,
    paper,
    phones,
    placements,
    plan,
    registrations,
    rehearsals,
    releases,
    rooms,
    schedule,
    seating,
    seats,
    sessions,
    speaker,
    speakers,
    strands,
    team,
    today,
    verbs,
    wishes,
    words,
)
from innovfest.web.organiser.rail import rail
from innovfest.web.person_forms import KIND_LABELS

blueprint = Blueprint("organiser", __name__, url_prefix="/<event_slug>/desk")
blueprint.url_value_preprocessor(access.spare_the_views)
for resource in (
    overview,
    registrations,
    exports,
    exchange,
    details,
    seats,
    breakouts,
    wishes,
    verbs,
    cancellation,
    badge,
    letters,
    capacity,
    seating,
    held,
    rooms,
    sessions,
    strands,
    clashes,
    availability,
    schedule,
    placements,
    plan,
    releases,
    drafts,
    today,
    calendar,
    needs,
    speakers,
    speaker,
    board,
    gates,
    phones,
    messages,
    conflicts,
    paper,
    rehearsals,
    badges,
    badge_tables,
    team,
    invitations,
    mails,
    mailbox,
):
    blueprint.register_blueprint(resource.blueprint)


@blueprint.before_request
def _keep_rehearsals_apart() -> None:
    if rehearsals.is_closed(request.endpoint or ""):
        raise NotFound


@blueprint.context_processor
def _frame() -> dict[str, Any]:
    return {
        "rail": rail() if access.may("viewer") else [],
        "words": words,
        "kinds": KIND_LABELS,
        "rehearsed": rehearsals.rehearsed_slug(),
    }

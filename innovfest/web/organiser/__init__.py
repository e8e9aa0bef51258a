"""The organiser's desk."""

from typing import Any

from flask import Blueprint

from innovfest.web import access
from innovfest.web.organiser import (
    badge,
    badges,
    breakouts,
    cancellation,
    capacity,
    details,
    exports,
    gates,
    held,
    invitations,
    letters,
    mailbox,
    mails,
    needs,
    overview,
    phones,
    registrations,
    rooms,
    seating,
    seats,
    team,
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
    needs,
    gates,
    phones,
    badges,
    team,
    invitations,
    mails,
    mailbox,
):
    blueprint.register_blueprint(resource.blueprint)


@blueprint.context_processor
def _frame() -> dict[str, Any]:
    return {"rail": rail() if access.may("viewer") else [], "words": words, "kinds": KIND_LABELS}

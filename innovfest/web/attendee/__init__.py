"""Registering, and everything that one does behind the personal link."""

from flask import Blueprint

from innovfest.web import access
from innovfest.web.attendee import (
    badge,
    breakouts,
    calendar,
    cancellation,
    changes,
    colleague,
    day_line,
    details,
    lines,
    link,
    lost_link,
    mails,
    offers,
    registration,
    seats,
    show,
    transfer,
    wishes,
)

blueprint = Blueprint("attendee", __name__, url_prefix="/<event_slug>")
blueprint.url_value_preprocessor(access.spare_the_views)
for resource in (
    registration,
    lost_link,
    show,
    details,
    breakouts,
    wishes,
    lines,
    day_line,
    offers,
    seats,
    cancellation,
    transfer,
    colleague,
    badge,
    calendar,
    mails,
    changes,
    link,
):
    blueprint.register_blueprint(resource.blueprint)

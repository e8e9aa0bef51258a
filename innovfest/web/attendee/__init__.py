"""Registering, and everything that one does behind the personal link."""

from flask import Blueprint

from innovfest.web import access
from innovfest.web.attendee import (
    badge,
    breakouts,
    calendar,
    cancellation,
    colleague,
    details,
    link,
    lost_link,
    mails,
    registration,
    show,
    transfer,
)

blueprint = Blueprint("attendee", __name__, url_prefix="/<event_slug>")
blueprint.url_value_preprocessor(access.spare_the_views)
for resource in (
    registration,
    lost_link,
    show,
    details,
    breakouts,
    cancellation,
    transfer,
    colleague,
    badge,
    calendar,
    mails,
    link,
):
    blueprint.register_blueprint(resource.blueprint)

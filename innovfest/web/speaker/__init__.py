"""What speakers, and whoever helps them, see and do behind their link."""

from flask import Blueprint

from innovfest.web import access
from innovfest.web.speaker import (
    assistants,
    availability,
    calendar,
    changes,
    link,
    parts,
    photo,
    practical,
    profile,
    recording,
    show,
    slides,
)

blueprint = Blueprint("speaker", __name__, url_prefix="/<event_slug>/speaker/<own_link>")
blueprint.url_value_preprocessor(access.spare_the_views)
for resource in (
    show,
    parts,
    profile,
    photo,
    slides,
    availability,
    practical,
    recording,
    assistants,
    calendar,
    changes,
    link,
):
    blueprint.register_blueprint(resource.blueprint)

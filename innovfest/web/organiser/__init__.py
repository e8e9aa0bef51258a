"""The organiser's desk."""

from flask import Blueprint

from innovfest.web import access
from innovfest.web.organiser import overview

blueprint = Blueprint("organiser", __name__, url_prefix="/<event_slug>/desk")
blueprint.url_value_preprocessor(access.spare_the_views)
for resource in (overview,):
    blueprint.register_blueprint(resource.blueprint)

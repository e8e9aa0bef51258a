"""Pages for everyone: the day, its programme and speakers, the way there, what is kept about people."""

from flask import Blueprint, Flask

from innovfest.web import access
from innovfest.web.public import (
    allocation,
    announcements,
    calendar_pages,
    calendars,
    draft,
    embed,
    home,
    lines,
    own_calendar,
    photos,
    practical,
    privacy,
    programme,
    root,
    screens,
    sessions,
    speakers,
)

blueprint = Blueprint("public", __name__)
blueprint.url_value_preprocessor(access.spare_the_views)
blueprint.register_blueprint(root.blueprint)
for resource in (
    *(home, programme, sessions, speakers, photos, practical, privacy, allocation),
    *(calendars, calendar_pages, own_calendar),
    *(announcements, draft, screens, embed),
):
    blueprint.register_blueprint(resource.blueprint, url_prefix="/<event_slug>")


def init_app(app: Flask) -> None:
    """Register the pages, and the geometry that components draw with."""
    app.jinja_env.globals["lines"] = lines
    app.register_blueprint(blueprint)

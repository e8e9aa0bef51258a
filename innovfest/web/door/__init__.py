"""The door: enrolling a phone, and the scanner, which is an application in one page."""

from flask import Blueprint

from innovfest.web.door import enrolment, scan, worker

blueprint = Blueprint("door", __name__, url_prefix="/door")
for resource in (enrolment, scan, worker):
    blueprint.register_blueprint(resource.blueprint)

"""Spare badges given to people at the door."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from innovfest import clock, registration
from innovfest.checkin import Phone
from innovfest.database import unit_of_work
from innovfest.registration import Registration
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.api.schemas import BindingSent

blueprint = Blueprint("bindings", __name__, url_prefix="/bindings")


@blueprint.post("")
@phone
def create() -> ResponseReturnValue:
    """Make a spare badge a person's own; sent twice, it is done once."""
    sent = bearer.read(BindingSent)
    with unit_of_work():
        who = bearer.phone(after_shift=True)
        person = _person(who, sent)
        registration.bind_spare(person, sent.spare_code, by=who.actor, now=clock.now())
    return jsonify({"id": str(sent.id), "registration": person.uid, "name": person.name})


def _person(who: Phone, sent: BindingSent) -> Registration:
    if sent.registration is not None:
        return registration.get_registration(who.event_id, str(sent.registration))
    return registration.get_by_number(who.event_id, sent.person or 0)

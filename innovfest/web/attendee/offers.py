"""An offer from a line: one page that says what it is, with a button to accept and one to decline."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.mail.rules import network_of
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import PressForm

blueprint = Blueprint("offers", __name__, url_prefix="/my/<link>/offers/<int:number>")


@blueprint.get("")
@owner
def show(number: int) -> ResponseReturnValue:
    """Show what is offered and until when, or what became of it."""
    return _page(number)


@blueprint.post("")
@owner
def create(number: int) -> ResponseReturnValue:
    """Accept."""
    if not PressForm().validate():
        return _page(number, _("Please press the button once more.")), 422
    try:
        with unit_of_work():
            network = network_of(request.remote_addr)
            breakouts.accept(access.me(), number, by=access.actor(), now=clock.now(), network=network)
    except Refusal as refusal:
        return _page(number, sentence_of(refusal)), status_of(refusal)
    flash(_("It is yours. This is your day now."), "good")
    return redirect(url_for("attendee.show.show"), 303)


@blueprint.post("/decline")
@owner
def destroy(number: int) -> ResponseReturnValue:
    """Decline: it goes to the next in line."""
    if not PressForm().validate():
        return _page(number, _("Please press the button once more.")), 422
    with unit_of_work():
        breakouts.decline(access.me(), number, by=access.actor(), now=clock.now())
    flash(_("Thank you. It goes to the next in line."), "info")
    return redirect(url_for("attendee.show.show"), 303)


def _page(number: int, wrong: str = "") -> str:
    entry = breakouts.get_place(access.me(), number)
    document = access.document()
    places = breakouts.places_in_line(access.me(), document)
    return render_template(
        "attendee/offer.html",
        me=access.me(),
        document=document,
        entry=entry,
        stands=entry.has_offer(now=clock.now()),
        session=document.session_by_id(entry.session_id or 0),
        place=next((place for place in places if place.entry == number), None),
        wrong=wrong,
    )

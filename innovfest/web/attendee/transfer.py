"""Sending a colleague instead."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from innovfest import breakouts, clock
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.mail.rules import network_of
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.attendee.forms import TransferForm
from innovfest.web.errors import status_of
from innovfest.web.refusals import put_in_place

blueprint = Blueprint("transfer", __name__, url_prefix="/my/<link>/transfer")


@blueprint.get("")
@owner
def new() -> ResponseReturnValue:
    """Ask who comes instead; the organisation is most likely the same."""
    me = access.me()
    return _page(TransferForm(data={"organisation": me.organisation, "kind": me.kind}))


@blueprint.post("")
@owner
def create() -> ResponseReturnValue:
    """Hand the place over; from now on this link opens nothing."""
    form = TransferForm()
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            breakouts.transfer(
                access.me(),
                form.details(),
                by=access.actor(),
                now=clock.now(),
                network=network_of(request.remote_addr),
            )
    except Refusal as refusal:
        put_in_place(form, refusal)
        return _page(form), status_of(refusal)
    return redirect(url_for("attendee.lost_link.transferred"), 303)


def _page(form: TransferForm) -> str:
    return render_template("attendee/transfer.html", form=form, me=access.me())

"""My registration: everything at a glance, and the button that verifies the address."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, registration
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.tokens import same
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.forms import PressForm

blueprint = Blueprint("show", __name__, url_prefix="/my/<link>")


@blueprint.get("/")
@owner
def show() -> ResponseReturnValue:
    """Show the place, the QR, the agenda and what can be done."""
    document = access.document()
    return render_template(
        "attendee/show.html",
        me=access.me(),
        document=document,
        agenda=breakouts.agenda_of(access.me(), document),
        welcome="welcome" in request.args,
        now=clock.now(),
        form=PressForm(),
    )


@blueprint.get("/verify/<token>")
@owner
def verify(token: str) -> ResponseReturnValue:
    """Show the button: a mail scanner opens links, and must not verify anything."""
    _check(token)
    if access.me().email_verified_at:
        return redirect(url_for("attendee.show.show"), 303)
    return render_template("attendee/verify.html", me=access.me(), form=PressForm())


@blueprint.post("/verify/<token>")
@owner
def create_verification(token: str) -> ResponseReturnValue:
    """Note that the person reads mail at the address."""
    _check(token)
    form = PressForm()
    if not form.validate():
        return render_template("attendee/verify.html", me=access.me(), form=form), 422
    with unit_of_work():
        registration.verify_email(access.me(), by=access.actor(), now=clock.now())
    flash(_("Thank you. We know now that this address is yours."), "good")
    return redirect(url_for("attendee.show.show"), 303)


def _check(token: str) -> None:
    if not same(token, registration.verification_of(access.me())):
        raise NotFound

"""My registration: everything at a glance, and the button that verifies the address."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from innovfest import badges, breakouts, checkin, clock, registration
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.programme import SessionFacts
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
        full=access.event().places_left == 0,
        agenda=_agenda(),
        clashes=breakouts.pairs_at_once(breakouts.held_sessions(access.me(), document)),
        places=breakouts.places_in_line(access.me(), document),
        released=_released(),
        rankings=breakouts.wishes.rankings_of(access.me(), document),
        qr=own_qr(),
        welcome="welcome" in request.args,
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


def own_qr() -> Markup:
    """Draw the code that opens the door; nothing for a place that is cancelled."""
    badge = access.me().badge
    return Markup(badges.svg(badge.code, title=_("The QR code of your badge")) if badge else "")  # noqa: S704 - drawn here


def _agenda() -> list[dict[str, Any]]:
    items = breakouts.agenda_of(access.me(), access.document())
    return [
        {
            **asdict(item),
            "href": url_for("public.sessions.show", slug=item.slug),
            "state": _("Cancelled") if item.cancelled else "",
        }
        for item in items
    ]


def _released() -> list[tuple[SessionFacts, datetime]]:
    """List the sessions that still run in which the seat was released at the door, and when."""
    document, now = access.document(), clock.now()
    found = [(document.session_by_id(id_), at) for id_, at in checkin.list_released(access.me())]
    return [(session, at) for session, at in found if session and now < session.ends_at]


def _check(token: str) -> None:
    if not same(token, registration.verification_of(access.me())):
        raise NotFound

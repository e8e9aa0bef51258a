"""Adding a colleague; what they consent to they say through their own link."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.mail.rules import network_of
from innovfest.programme import list_bookable
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.attendee.forms import ColleagueForm
from innovfest.web.errors import status_of
from innovfest.web.languages import current_language
from innovfest.web.person_forms import Choices
from innovfest.web.refusals import put_in_place

blueprint = Blueprint("colleague", __name__, url_prefix="/my/<link>/colleague")


@blueprint.get("")
@owner
def new() -> ResponseReturnValue:
    """Ask who comes along."""
    me = access.me()
    choices = Choices(access.document(), current_language())
    known = {"organisation": me.organisation, "kind": me.kind}
    return _page(choices.added_to(ColleagueForm, lines=True)(data=known), choices)


@blueprint.post("")
@owner
def create() -> ResponseReturnValue:
    """Register the colleague, who gets a mail with a link of their own."""
    choices = Choices(access.document(), current_language())
    form = choices.added_to(ColleagueForm, lines=True)()
    if not form.validate():
        return _page(form, choices), 422
    try:
        with unit_of_work():
            colleague, _is_new = breakouts.add_colleague(
                access.me(),
                form.details(),
                breakouts.Wishes(
                    [session.id for session in choices.chosen(form)],
                    [session.id for session in choices.lines_chosen(form)],
                ),
                form_id=form.form_id.data,
                by=access.actor(),
                now=clock.now(),
                network=network_of(request.remote_addr),
                in_line=bool(form.in_line.data),
            )
    except Refusal as refusal:
        put_in_place(form, refusal, choices)
        return _page(form, choices), status_of(refusal)
    flash(_said(colleague.status), "good")
    return redirect(url_for("attendee.show.show"), 303)


def _page(form: ColleagueForm, choices: Choices) -> str:
    seats = {session.id: session for session in list_bookable(access.event().id)}
    full = access.event().places_left == 0
    form.in_line.data = "1" if full else ""
    return render_template(
        "attendee/colleague.html", form=form, choices=choices, seats=seats, me=access.me(), full=full
    )


def _said(status: str) -> str:
    if status == "waitlisted":
        return str(_("Your colleague is in line. A mail with their own link is on its way to them."))
    return str(_("Your colleague has a place. A mail with their own link and badge is on its way to them."))

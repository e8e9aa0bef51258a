"""Adding a colleague; what they consent to they say through their own link."""

from dataclasses import replace

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
from innovfest.web.attendee.slots import Questions, ask_again, questions_asked
from innovfest.web.errors import status_of

blueprint = Blueprint("colleague", __name__, url_prefix="/my/<link>/colleague")


@blueprint.get("")
@owner
def new() -> ResponseReturnValue:
    """Ask who comes along."""
    me = access.me()
    questions = questions_asked()
    known = {"organisation": me.organisation, "kind": me.kind}
    return _page(questions.added_to(ColleagueForm)(data=known), questions)


@blueprint.post("")
@owner
def create() -> ResponseReturnValue:
    """Register the colleague, who gets a mail with a link of their own."""
    questions = questions_asked()
    form = questions.added_to(ColleagueForm)()
    if not form.validate():
        return _page(form, questions), 422
    try:
        with unit_of_work():
            colleague, _is_new = breakouts.add_colleague(
                access.me(),
                form.details(),
                _selection(form, questions),
                form_id=form.form_id.data,
                by=access.actor(),
                now=clock.now(),
                network=network_of(request.remote_addr),
                in_line=bool(form.in_line.data),
            )
    except Refusal as refusal:
        form, questions = ask_again(form, ColleagueForm, questions, refusal)
        return _page(form, questions), status_of(refusal)
    flash(_said(colleague.status), "good")
    return redirect(url_for("attendee.show.show"), 303)


def _selection(form: ColleagueForm, questions: Questions) -> breakouts.Selection:
    """Return what the colleague would like, or that they share the host's wishes."""
    selection = questions.selection(form)
    if not form.together.data or not questions.rankings.open:
        return selection
    companion = form.together.data == "companion"
    return replace(selection, rankings={}, beside=access.me(), companion=companion)


def _page(form: ColleagueForm, questions: Questions) -> str:
    seats = {session.id: session for session in list_bookable(access.event().id)}
    full = access.event().places_left == 0
    form.in_line.data = "1" if full else ""
    return render_template(
        "attendee/colleague.html",
        form=form,
        choices=questions.choices,
        rankings=questions.rankings,
        seats=seats,
        me=access.me(),
        full=full,
    )


def _said(status: str) -> str:
    if status == "waitlisted":
        return str(_("Your colleague is in line. A mail with their own link is on its way to them."))
    return str(_("Your colleague has a place. A mail with their own link and badge is on its way to them."))

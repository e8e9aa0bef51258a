"""Registering: one page, sent once or twice, with the same answer."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock, events, registration
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.events import RegistrationState
from innovfest.mail.rules import network_of
from innovfest.programme import list_bookable
from innovfest.registration import AlreadyRegistered, Registration
from innovfest.web import access
from innovfest.web.access import public
from innovfest.web.attendee.forms import RegistrationForm
from innovfest.web.attendee.slots import Questions, ask_again, questions_asked
from innovfest.web.errors import status_of
from innovfest.web.languages import current_language

blueprint = Blueprint("registration", __name__, url_prefix="/register")


@blueprint.get("")
@public
def new() -> ResponseReturnValue:
    """Show the form, or why there is none now; `?session=` chooses a break-out in advance.

    Once every place is taken it is the form of the line.
    """
    event = access.event()
    state = events.registration_state(event, now=clock.now())
    if state not in (RegistrationState.OPEN, RegistrationState.FULL):
        return render_template("attendee/not_open.html", event=event, state=state.value)
    questions = questions_asked()
    wanted = access.document().session(request.args.get("session", ""))
    chosen = {wanted.slot: wanted.slug} if wanted and wanted.slot else {}
    return _page(_form(questions, chosen), questions)


@blueprint.post("")
@public
def create() -> ResponseReturnValue:
    """Register; a form sent twice shows the registration that it made."""
    questions = questions_asked()
    form = _form(questions)
    if not form.validate():
        return _page(form, questions), 422
    try:
        mine, is_new = _register(form, questions)
    except AlreadyRegistered as refusal:
        return _mail_link(refusal.facts["known"])
    except Refusal as refusal:
        form, questions = ask_again(form, RegistrationForm, questions, refusal)
        form.offer_clusters(access.document().clusters)
        return _page(form, questions), status_of(refusal)
    if not is_new and not mine.is_as_registered:
        return _mail_link(mine)
    if not is_new and mine.first_name != form.first_name.data:
        flash(_("This form was sent before, and this is what it made. Start a new form for someone else."))
    return redirect(url_for("attendee.show.show", link=registration.link_of(mine), welcome=1), 303)


def _register(form: RegistrationForm, questions: Questions) -> tuple[Registration, bool]:
    with unit_of_work():
        return breakouts.register(
            access.document().event.slug,
            form.details(),
            replace(questions.selection(form), consents=form.consents),
            form_id=form.form_id.data,
            language=current_language(),
            by=access.actor(),
            now=clock.now(),
            network=network_of(request.remote_addr),
            in_line=bool(form.in_line.data),
        )


def _mail_link(known: Registration) -> ResponseReturnValue:
    """Mail the link and show nothing: whoever typed a name and an address may be anyone."""
    with unit_of_work():
        registration.queue_link(known, now=clock.now(), network=network_of(request.remote_addr))
    return render_template("attendee/already.html", event=access.event())


def _form(questions: Questions, chosen: dict[str, str] | None = None) -> RegistrationForm:
    form = questions.added_to(RegistrationForm, chosen)()
    form.offer_clusters(access.document().clusters)
    return form


def _page(form: RegistrationForm, questions: Questions) -> str:
    event = access.event()
    seats = {session.id: session for session in list_bookable(event.id)}
    full = event.places_left == 0
    form.in_line.data = "1" if full else ""
    return render_template(
        "attendee/register.html",
        event=event,
        document=access.document(),
        form=form,
        choices=questions.choices,
        rankings=questions.rankings,
        seats=seats,
        full=full,
        people_in_line=breakouts.day_line_length(event.id) if full else 0,
    )

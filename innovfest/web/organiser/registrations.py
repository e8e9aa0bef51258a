"""The list of registrations, one of them with all that happened to it, and registering at the desk."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import audit, breakouts, checkin, clock, mail, registration, reports
from innovfest.database import unit_of_work
from innovfest.errors import Refusal
from innovfest.programme import list_bookable
from innovfest.registration import Registration
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import status_of
from innovfest.web.languages import current_language
from innovfest.web.organiser import trail
from innovfest.web.organiser.filters import filter_from, page_from
from innovfest.web.organiser.people_forms import DeskRegistrationForm
from innovfest.web.person_forms import Choices
from innovfest.web.refusals import put_in_place
from innovfest.wording import choose

blueprint = Blueprint("registrations", __name__, url_prefix="/registrations")


@blueprint.get("")
@role("viewer")
def index() -> str:
    """List the registrations."""
    wanted, kept = filter_from(request.args)
    document = access.document()
    people = reports.list_people(access.event(), document, wanted, page=page_from(request.args))

    def address(**changed: Any) -> str:
        return url_for("organiser.registrations.index", **{**kept, **changed})

    return render_template(
        "organiser/registrations.html",
        people=people,
        wanted=wanted,
        kept=kept,
        sessions=_session_choices(),
        address=address,
        page_address=lambda page: address(page=page),
    )


@blueprint.get("/new")
@role("desk")
def new() -> str:
    """Ask whom to register."""
    choices = Choices(access.document(), current_language())
    return _form_page(choices.added_to(DeskRegistrationForm)(), choices)


@blueprint.post("")
@role("desk")
def create() -> ResponseReturnValue:
    """Register someone, with or without an address; a form sent twice is one registration."""
    choices = Choices(access.document(), current_language())
    form = choices.added_to(DeskRegistrationForm)()
    form.offer_clusters(access.document().clusters)
    if not form.validate():
        return _form_page(form, choices), 422
    try:
        person = _register(form, choices)
    except Refusal as refusal:
        put_in_place(form, refusal, choices)
        return _form_page(form, choices), status_of(refusal)
    flash(_("%(name)s is registered.", name=person.name), "good")
    return redirect(url_for("organiser.registrations.show", uid=person.uid), 303)


@blueprint.get("/<uid>")
@role("viewer")
def show(uid: str) -> str:
    """Show one registration and all that happened to it."""
    person = registration.get_registration(access.event().id, uid)
    document = access.document()
    return render_template(
        "organiser/registration.html",
        person=person,
        document=document,
        seats=breakouts.held_sessions(person, document),
        places=breakouts.places_in_line(person, document),
        deeds=trail.told(audit.history_of(person), document, needs=access.may("desk")),
        scans=checkin.list_scans(person),
        mails=mail.list_messages_of(person.id),
    )


def _session_choices() -> list[tuple[str, str]]:
    bookable = (session for session in access.document().sessions if session.bookable)
    titles = [(session.slug, choose(session.title, current_language()).text) for session in bookable]
    return [*titles, ("none", _("Plenary only"))]


def _register(form: DeskRegistrationForm, choices: Choices) -> Registration:
    with unit_of_work():
        person, _is_new = breakouts.register(
            access.event().slug,
            form.details(),
            breakouts.Selection(
                [s.id for s in choices.chosen(form)], consents=form.consents, asked=form.asked
            ),
            form_id=form.form_id.data,
            language=form.language.data,
            source="desk",
            part=form.part.data,
            by=access.actor(),
            now=clock.now(),
        )
    return person


def _form_page(form: DeskRegistrationForm, choices: Choices) -> str:
    form.offer_clusters(access.document().clusters)
    seats = {session.id: session for session in list_bookable(access.event().id)}
    return render_template("organiser/new_registration.html", form=form, choices=choices, seats=seats)

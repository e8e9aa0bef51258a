"""One speaker at the desk: what is kept, what they handed in, their links and their badge."""

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import audit, clock, programme, speakers
from innovfest.database import unit_of_work
from innovfest.errors import Conflict, NotFound
from innovfest.programme import Speaker
from innovfest.speakers import Focus, SpeakerKnown
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.file_answers import send_stored
from innovfest.web.organiser.speaker_forms import AssistantForm, SpeakerForm

blueprint = Blueprint("speaker", __name__, url_prefix="/speakers")


@blueprint.get("/new")
@role("organiser")
def new() -> str:
    """Ask whom to add."""
    return render_template("organiser/speaker_form.html", form=SpeakerForm(), speaker=None)


@blueprint.post("")
@role("organiser")
def create() -> ResponseReturnValue:
    """Add a speaker to the draft."""
    form = SpeakerForm()
    if not form.validate():
        return render_template("organiser/speaker_form.html", form=form, speaker=None), 422
    try:
        with unit_of_work():
            added = speakers.add_speaker(access.event(), form.facts(), by=access.actor(), now=clock.now())
            slug = added.slug
    except SpeakerKnown as refusal:
        form.add_error("name", sentence_of(refusal))
        return render_template("organiser/speaker_form.html", form=form, speaker=None), status_of(refusal)
    flash(_("%(name)s is added. Invite them when you are ready.", name=form.name.data), "good")
    return redirect(url_for("organiser.speaker.show", slug=slug), 303)


@blueprint.get("/<slug>")
@role("organiser")
def show(slug: str) -> str:
    """Show everything about a speaker."""
    return _page(_speaker(slug))


@blueprint.get("/<slug>/edit")
@role("organiser")
def edit(slug: str) -> str:
    """Show what the desk keeps, to change it."""
    who = _speaker(slug)
    return render_template("organiser/speaker_form.html", form=SpeakerForm.filled(who), speaker=who)


@blueprint.post("/<slug>/edit")
@role("organiser")
def update(slug: str) -> ResponseReturnValue:
    """Change it."""
    form = SpeakerForm()
    if not form.validate():
        return render_template("organiser/speaker_form.html", form=form, speaker=_speaker(slug)), 422
    try:
        with unit_of_work():
            speakers.change_speaker(_speaker(slug), form.facts(), by=access.actor(), now=clock.now())
    except SpeakerKnown as refusal:
        form.add_error("name", sentence_of(refusal))
        page = render_template("organiser/speaker_form.html", form=form, speaker=_speaker(slug))
        return page, status_of(refusal)
    flash(_("Saved."), "good")
    return redirect(url_for("organiser.speaker.show", slug=slug), 303)


@blueprint.post("/<slug>/registration")
@role("organiser")
def register(slug: str) -> ResponseReturnValue:
    """Give a speaker their place at the day and their badge."""
    try:
        with unit_of_work():
            speakers.register_speaker(_speaker(slug), by=access.actor(), now=clock.now())
    except Conflict as refusal:
        flash(sentence_of(refusal), "stop")
    else:
        flash(_("They are registered as a speaker, with a badge."), "good")
    return redirect(url_for("organiser.speaker.show", slug=slug), 303)


@blueprint.post("/<slug>/links/<int:link_id>/replace")
@role("organiser")
def replace_link(slug: str, link_id: int) -> ResponseReturnValue:
    """End a link, and mail another one to whom it belongs."""
    with unit_of_work():
        link = speakers.get_link(_speaker(slug), link_id)
        speakers.replace_and_mail(link, by=access.actor(), now=clock.now())
    flash(_("The old link opens nothing any more, and the new one is on its way."), "good")
    return redirect(url_for("organiser.speaker.show", slug=slug), 303)


@blueprint.post("/<slug>/links/<int:link_id>/revoke")
@role("organiser")
def revoke_link(slug: str, link_id: int) -> ResponseReturnValue:
    """End a link."""
    with unit_of_work():
        link = speakers.get_link(_speaker(slug), link_id)
        speakers.revoke_link(link, by=access.actor(), now=clock.now())
    flash(_("That link opens nothing any more."), "good")
    return redirect(url_for("organiser.speaker.show", slug=slug), 303)


@blueprint.post("/<slug>/assistants")
@role("organiser")
def invite_assistant(slug: str) -> ResponseReturnValue:
    """Mail a speaker's assistant a link of their own."""
    form = AssistantForm()
    if not form.validate():
        return _page(_speaker(slug), form), 422
    with unit_of_work():
        speakers.invite_assistant(
            _speaker(slug), form.name.data, form.email.data, by=access.actor(), now=clock.now()
        )
    flash(_("A link of their own is on its way to %(name)s.", name=form.name.data), "good")
    return redirect(url_for("organiser.speaker.show", slug=slug), 303)


@blueprint.get("/<slug>/slides/<session>")
@role("organiser")
def slides(slug: str, session: str) -> Response:
    """Send the slides of a speaker for a session."""
    who = _speaker(slug)
    return send_stored(speakers.get_slides(who, speakers.get_part(who, session).session))


@blueprint.get("/<slug>/photo.jpg")
@role("organiser")
def photo(slug: str) -> Response:
    """Send the photograph as it would be public."""
    who = _speaker(slug)
    kept = speakers.photo_bytes(access.event().slug, who.photo) if who.photo else None
    if kept is None:
        raise NotFound
    square = speakers.cropped(kept, Focus(who.focus_x, who.focus_y), 320)
    answer = Response(square, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _page(who: Speaker, form: AssistantForm | None = None) -> str:
    links = speakers.list_links(who)
    own = next((link for link in links if not link.is_assistants), None)
    more: dict[str, Any] = {
        "row": speakers.row_of(who, own),
        "links": links,
        "registration": speakers.find_registration(who),
        "history": audit.history_of(who),
    }
    return render_template(
        "organiser/speaker.html",
        speaker=who,
        form=form or AssistantForm(None),
        who_did=speakers.who_did,
        find_slides=speakers.find_slides,
        **more,
    )


def _speaker(slug: str) -> Speaker:
    return programme.get_speaker(access.event().id, slug)

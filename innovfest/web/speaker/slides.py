"""The slides of a session: handing them in, looking at them again, taking them away."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.errors import Invalid
from innovfest.web import access, uploads
from innovfest.web.access import speaker
from innovfest.web.errors import sentence_of
from innovfest.web.file_answers import send_stored
from innovfest.web.forms import PressForm
from innovfest.web.speaker.forms import SlidesForm
from innovfest.web.speaker.own import my_part

blueprint = Blueprint("slides", __name__, url_prefix="/slides/<slug>")


@blueprint.get("")
@speaker
def edit(slug: str) -> str:
    """Show what was handed in for a session, and ask for slides."""
    return _page(slug, SlidesForm())


@blueprint.post("")
@speaker
@uploads.takes("slides")
def update(slug: str) -> ResponseReturnValue:
    """Keep a file in place of the one before."""
    part = my_part(slug)
    form = SlidesForm()
    if not form.validate():
        return _page(slug, form), 422
    try:
        content = uploads.received(form.slides.data)
        kind = speakers.kind_of_slides(content, form.slides.data.filename)
    except Invalid as refusal:
        form.add_error("slides", sentence_of(refusal))
        return _page(slug, form), 422
    with unit_of_work():
        link, now = access.my_link(), clock.now()
        speakers.note_opened(link, now=now)
        speakers.keep_slides(
            link.speaker,
            part.session,
            content,
            form.slides.data.filename,
            kind=kind,
            by=access.actor(),
            now=now,
        )
    flash(_("Your slides are here. Until the day you can hand in newer ones."), "good")
    return redirect(url_for("speaker.slides.edit", slug=slug), 303)


@blueprint.get("/file")
@speaker
def show(slug: str) -> Response:
    """Send the slides as they were handed in."""
    me = access.my_link().speaker
    return send_stored(speakers.get_slides(me, my_part(slug).session))


@blueprint.post("/remove")
@speaker
def destroy(slug: str) -> ResponseReturnValue:
    """Take the slides away."""
    if PressForm().validate():
        with unit_of_work():
            me = access.my_link().speaker
            session = my_part(slug).session
            speakers.drop_slides(me, session, by=access.actor(), now=clock.now())
        flash(_("Your slides are taken away."), "info")
    return redirect(url_for("speaker.slides.edit", slug=slug), 303)


def _page(slug: str, form: SlidesForm) -> str:
    me = access.my_link().speaker
    part = my_part(slug)
    return render_template(
        "speaker/slides.html",
        me=me,
        part=part,
        form=form,
        stored=speakers.find_slides(me, part.session),
        who_did=speakers.who_did,
        most_mib=uploads.most_mib("slides"),
    )

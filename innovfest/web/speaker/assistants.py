"""Who helps a speaker: letting them in, and taking their link away."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.mail.rules import network_of
from innovfest.speakers.errors import OnlyTheSpeaker
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.forms import PressForm
from innovfest.web.speaker.forms import AssistantForm

blueprint = Blueprint("assistants", __name__, url_prefix="/assistants")


@blueprint.get("")
@speaker
def index() -> str:
    """List who helps, and ask whom to let in."""
    return _page(AssistantForm(None))


@blueprint.post("")
@speaker
def create() -> ResponseReturnValue:
    """Mail an assistant a link of their own."""
    form = AssistantForm()
    if access.my_link().is_assistants:
        raise OnlyTheSpeaker
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        link = access.my_link()
        speakers.invite_assistant(
            link.speaker,
            form.name.data,
            form.email.data,
            by=access.actor(),
            now=clock.now(),
            with_link=link,
            network=network_of(request.remote_addr),
        )
    flash(_("A link of their own is on its way to %(name)s.", name=form.name.data), "good")
    return redirect(url_for("speaker.assistants.index"), 303)


@blueprint.post("/<int:link_id>/revoke")
@speaker
def destroy(link_id: int) -> ResponseReturnValue:
    """Take an assistant's link away."""
    if access.my_link().is_assistants:
        raise OnlyTheSpeaker
    if PressForm().validate():
        with unit_of_work():
            theirs = speakers.get_link(access.my_link().speaker, link_id)
            if not theirs.is_assistants:
                raise NotFound
            speakers.revoke_link(theirs, by=access.actor(), now=clock.now())
        flash(_("That link opens nothing any more."), "good")
    return redirect(url_for("speaker.assistants.index"), 303)


def _page(form: AssistantForm) -> str:
    link = access.my_link()
    theirs = [each for each in speakers.list_links(link.speaker) if each.is_assistants]
    return render_template(
        "speaker/assistants.html", link=link, me=link.speaker, form=form, assistants=theirs
    )

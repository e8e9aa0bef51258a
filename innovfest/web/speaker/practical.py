"""How to reach a speaker, and what they need."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.speaker.forms import PracticalForm

blueprint = Blueprint("practical", __name__, url_prefix="/practical")


@blueprint.get("")
@speaker
def edit() -> str:
    """Show what is known, to change it."""
    return _page(_standing())


@blueprint.post("")
@speaker
def update() -> ResponseReturnValue:
    """Keep it."""
    form = PracticalForm()
    if not form.validate():
        return _page(form), 422
    with unit_of_work():
        link, now = access.my_link(), clock.now()
        speakers.note_opened(link, now=now)
        form.keep_untouched(_standing())
        speakers.tell_practical(link.speaker, form.practical(), by=access.actor(), now=now)
    flash(_("Saved."), "good")
    return redirect(url_for("speaker.show.show"), 303)


def _standing() -> PracticalForm:
    me = access.my_link().speaker
    return PracticalForm.filled(me.phone, me.language, me.needs)


def _page(form: PracticalForm) -> str:
    return render_template("speaker/practical.html", me=access.my_link().speaker, form=form)

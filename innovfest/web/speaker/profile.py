"""What is public of a speaker: photograph, job title and biography, with a preview before it is saved."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.errors import Invalid
from innovfest.web import access, uploads
from innovfest.web.access import speaker
from innovfest.web.errors import sentence_of
from innovfest.web.speaker.forms import OWN_NAMES, ProfileForm

blueprint = Blueprint("profile", __name__, url_prefix="/profile")


@blueprint.get("")
@speaker
def edit() -> str:
    """Show what is known, to change it."""
    return _page(_standing())


@blueprint.post("")
@speaker
@uploads.takes("photo")
def update() -> ResponseReturnValue:
    """Save it, or show how it would look; a photograph that is not right leaves everything typed in place."""
    form = ProfileForm()
    drawn = _drawn(form)
    if not form.validate() or form.refused:
        if form.refused:
            form.add_error("photo", form.refused)
        return _page(form), 422
    if "preview" in request.form:
        return _page(form, preview=True, forgets_photo=drawn is not None)
    with unit_of_work():
        link, by, now = access.my_link(), access.actor(), clock.now()
        speakers.note_opened(link, now=now)
        form.keep_untouched(_standing())
        speakers.tell_profile(link.speaker, form.profile(), by=by, now=now)
        if drawn:
            speakers.keep_photo(link.speaker, drawn, by=by, now=now)
    flash(_("Saved. It becomes public with the next release of the programme."), "good")
    return redirect(url_for("speaker.photo.edit" if drawn else "speaker.show.show"), 303)


def _standing() -> ProfileForm:
    me = access.my_link().speaker
    form: ProfileForm = ProfileForm.filled(me.affiliation, me.job_title, me.biography)
    return form


def _drawn(form: ProfileForm) -> bytes | None:
    """Return the photograph as it is kept; None when none was sent, or it was refused beside its field."""
    if not form.photo.data:
        return None
    try:
        return speakers.redrawn(uploads.received(form.photo.data))
    except Invalid as refusal:
        form.refused = sentence_of(refusal)
        return None


def _page(form: ProfileForm, *, preview: bool = False, forgets_photo: bool = False) -> str:
    return render_template(
        "speaker/profile.html",
        me=access.my_link().speaker,
        form=form,
        languages_known=OWN_NAMES,
        most_mib=uploads.most_mib("photo"),
        preview=list(form.biographies()) if preview else None,
        forgets_photo=forgets_photo,
    )

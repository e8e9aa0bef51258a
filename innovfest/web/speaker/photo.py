"""The photograph as it is shown: its point of focus, and taking it away."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, speakers
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.speakers import SIZES, Focus
from innovfest.web import access
from innovfest.web.access import speaker
from innovfest.web.forms import PressForm
from innovfest.web.speaker.forms import FocusForm

BOX = (280, 360)
"""CSS pixels that the whole picture takes at most: a touch is told in these, and a small phone has them."""

blueprint = Blueprint("photo", __name__, url_prefix="/photo")


@blueprint.get("")
@speaker
def edit() -> str:
    """Show the photograph and how it is cropped."""
    me = access.my_link().speaker
    return _page(FocusForm(None, data={"x": round(me.focus_x / 10), "y": round(me.focus_y / 10)}))


@blueprint.post("")
@speaker
def update() -> ResponseReturnValue:
    """Set the point that stays in view: the one that was touched, else the one that was typed."""
    form, shown = FocusForm(), _shown_size()
    focus = form.focus(shown, _touched()) if form.validate() else None
    if focus is None:
        return _page(form), 422
    with unit_of_work():
        speakers.set_focus(access.my_link().speaker, focus, by=access.actor(), now=clock.now())
    flash(_("Saved. It becomes public with the next release of the programme."), "good")
    return redirect(url_for("speaker.photo.edit"), 303)


@blueprint.post("/remove")
@speaker
def destroy() -> ResponseReturnValue:
    """Take the photograph away."""
    if PressForm().validate():
        with unit_of_work():
            speakers.drop_photo(access.my_link().speaker, by=access.actor(), now=clock.now())
        flash(_("Your photograph is taken away. The public page follows with the next release."), "info")
    return redirect(url_for("speaker.profile.edit"), 303)


@blueprint.get("/whole.jpg")
@speaker
def whole() -> Response:
    """Send the photograph as it was handed in, as large as the page shows it."""
    return _picture(speakers.fitted(_kept(), (2 * BOX[0], 2 * BOX[1])))


@blueprint.get("/<int:size>.jpg")
@speaker
def square(size: int) -> Response:
    """Send the photograph as it is cropped."""
    if size not in SIZES:
        raise NotFound
    me = access.my_link().speaker
    return _picture(speakers.cropped(_kept(), Focus(me.focus_x, me.focus_y), size))


def _page(form: FocusForm) -> str:
    me = access.my_link().speaker
    if not me.photo:
        return render_template("speaker/photo.html", me=me, form=form, shown=None)
    return render_template("speaker/photo.html", me=me, form=form, shown=_shown_size())


def _kept() -> bytes:
    me = access.my_link().speaker
    kept = speakers.photo_bytes(access.event().slug, me.photo) if me.photo else None
    if kept is None:
        raise NotFound
    return kept


def _shown_size() -> tuple[int, int]:
    width, height = speakers.size_of(_kept())
    scale = min(BOX[0] / width, BOX[1] / height)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _touched() -> tuple[int, int] | None:
    x, y = request.form.get("point.x", type=int), request.form.get("point.y", type=int)
    return (x, y) if x is not None and y is not None else None


def _picture(body: bytes) -> Response:
    answer = Response(body, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer

"""What two phones disagreed on, and what it turned out to be."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_babel import gettext as _

from innovfest import checkin, clock
from innovfest.checkin import Conflict
from innovfest.database import unit_of_work
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser import words
from innovfest.web.organiser.door_forms import SettleForm

blueprint = Blueprint("conflicts", __name__, url_prefix="/conflicts")


@blueprint.get("")
@role("desk")
def index() -> str:
    """List what is to settle, and below what was settled."""
    event_id = access.event().id
    return render_template(
        "organiser/conflicts.html",
        open=checkin.list_conflicts(event_id),
        settled=checkin.list_settled(event_id),
        outcomes=_outcomes,
        now=clock.now(),
    )


@blueprint.post("/<scan_id>")
@role("desk")
def update(scan_id: str) -> ResponseReturnValue:
    """Note what a conflict turned out to be."""
    form = SettleForm()
    if not form.validate():
        flash(_("Please press one of the buttons."), "warn")
        return redirect(url_for("organiser.conflicts.index"), 303)
    with unit_of_work():
        scan = checkin.get_conflict(access.event().id, scan_id)
        checkin.settle(scan, form.outcome.data, by=access.actor(), now=clock.now())
    flash(_("Settled."), "good")
    return redirect(url_for("organiser.conflicts.index"), 303)


def _outcomes(conflict: Conflict) -> dict[str, LazyString]:
    """Return what a conflict can turn out to be, in words that fit its kind."""
    return words.SETTLED if conflict.kind == "admitted_twice" else words.SETTLED_OTHERWISE

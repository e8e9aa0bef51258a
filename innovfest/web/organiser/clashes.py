"""The clashes of the draft: by how bad they are, each with its reason where somebody lives with it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import clock, planning
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.programme.clashes import KINDS, SEVERITIES
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser import clash_words
from innovfest.web.organiser.availability_forms import AcceptForm

blueprint = Blueprint("clashes", __name__, url_prefix="/clashes")


@blueprint.get("")
@role("viewer")
def index() -> str:
    """Show what does not fit together, and what is lived with."""
    return _page()


@blueprint.post("/accepted")
@role("organiser")
def create() -> ResponseReturnValue:
    """Accept a clash with a reason."""
    form = AcceptForm()
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            planning.accept_clash(
                access.event(), form.key.data, reason=form.reason.data, by=access.actor(), now=clock.now()
            )
    except NotFound:
        flash(_("This clash is gone: something changed meanwhile."), "info")
    else:
        flash(
            _("You live with it. It stands under “Accepted”, and shows again if it gets much worse."), "good"
        )
    return redirect(url_for("organiser.clashes.index"), 303)


@blueprint.post("/accepted/withdrawn")
@role("organiser")
def destroy() -> ResponseReturnValue:
    """Take an acceptance back."""
    with unit_of_work():
        key = request.form.get("key", "")
        planning.withdraw_acceptance(access.event(), key, by=access.actor(), now=clock.now())
    flash(_("It is an open clash again."), "good")
    return redirect(url_for("organiser.clashes.index"), 303)


def _page(wrong: AcceptForm | None = None) -> str:
    """Show the list, with the one reason that was not right where it was typed."""
    found = planning.list_clashes(access.event(), now=clock.now())
    kinds = [kind for kind in KINDS if any(clash.kind == kind for clash in found.open)]
    kind = request.args.get("kind")
    kind = kind if kind in kinds else None
    shown = [clash for clash in found.open if kind in (None, clash.kind)]
    by_severity: dict[str, list[Any]] = {severity: [] for severity in SEVERITIES}
    for clash in shown:
        by_severity[clash.severity].append(clash)
    return render_template(
        "organiser/clashes.html",
        found=found,
        by_severity=by_severity,
        all_kinds=kinds,
        kind=kind,
        say=clash_words,
        wrong=wrong,
        fresh=AcceptForm(None),
    )

"""“Plan it for me”: ask for a plan of the draft, watch the search, read what it would change, take it."""

from collections.abc import Collection
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange

from innovfest import clock, planning
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.planning import Options, PlanRun
from innovfest.programme import drafting
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.formatting import day
from innovfest.web.forms import Form
from innovfest.web.organiser import plan_words
from innovfest.web.organiser.schedule_view import told

blueprint = Blueprint("plan", __name__, url_prefix="/plan")

MOST_SECONDS = 300
MOST_SEED = 999_999
MOST_STEPS_TOLD = 5


def _number(label: Any, least: int, most: int, default: int) -> IntegerField:
    wrong = NumberRange(least, most, message=_l("Enter a whole number from %(min)s to %(max)s."))
    return IntegerField(label, [InputRequired(_l("Enter a whole number.")), wrong], default=default)


class PlanForm(Form):
    """What is to be planned."""

    what = RadioField(_l("What may move"), default="all")
    starts = RadioField(
        _l("When sessions may start"), choices=list(plan_words.STARTS.items()), default="known"
    )
    keep = RadioField(
        _l("How much may change of what people know"), choices=list(plan_words.KEEP.items()), default="usual"
    )
    seconds = _number(_l("Seconds to search, at most"), 1, MOST_SECONDS, 20)
    seed = _number(_l("Number of the draw"), 0, MOST_SEED, 1)

    @property
    def options(self) -> Options:
        """What it asks for."""
        return Options(self.what.data, self.starts.data, self.keep.data, self.seconds.data)


@blueprint.get("")
@role("organiser")
def show() -> str:
    """Offer to plan, show the search that goes on, or what the last one found."""
    run = planning.find_run(access.event().id)
    return _page(run, _form(run, empty=True))


@blueprint.post("")
@role("organiser")
def create() -> ResponseReturnValue:
    """Ask for a plan; the worker makes it."""
    event = access.event()
    form = _form(None)
    if not form.validate():
        return _page(planning.find_run(event.id), form), 422
    try:
        with unit_of_work():
            planning.ask(event, form.options, seed=form.seed.data, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        run = planning.find_run(event.id)
        if run and not run.is_over:
            return _page(run, form, refused=sentence_of(refusal)), status_of(refusal)
        form.form_errors.append(sentence_of(refusal))
        return _page(run, form), status_of(refusal)
    return redirect(url_for("organiser.plan.show"), 303)


@blueprint.get("/<int:run_id>/progress")
@role("organiser")
def progress(run_id: int) -> Response:
    """Send how far the search is, alone; once it is over, the page is to be read anew."""
    answer = make_response(render_template("organiser/_plan.html", **_state(_run(run_id)), alone=True))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


@blueprint.post("/<int:run_id>/stop")
@role("organiser")
def stop(run_id: int) -> ResponseReturnValue:
    """Ask the search to end with the best that it has."""
    with unit_of_work():
        planning.stop(_run(run_id), now=clock.now())
    return redirect(url_for("organiser.plan.show"), 303)


@blueprint.post("/<int:run_id>/take")
@role("organiser")
def take(run_id: int) -> ResponseReturnValue:
    """Put the changes that were ticked into the draft, or all of them, as one step."""
    chosen = (
        None
        if "all" in request.form
        else {
            int(each)
            for each in request.form.getlist("change")
            if each.isascii() and each.isdigit() and len(each) < 10
        }
    )
    try:
        with unit_of_work():
            run = _run(run_id)
            taken = planning.take(access.event(), run, chosen, by=access.actor(), now=clock.now())
    except NotFound:
        raise
    except Refusal as refusal:
        run = _run(run_id)
        page = _page(run, _form(run, empty=True), chosen=chosen or (), refused=sentence_of(refusal))
        return page, status_of(refusal)
    flash(_taken(len(taken), chosen), "good")
    return redirect(url_for("organiser.plan.show"), 303)


def _taken(count: int, chosen: Collection[int] | None) -> str:
    sentences = [
        ngettext("One change is in the draft.", "%(num)s changes are in the draft.", count),
        _("Nothing is public before a release, and the schedule takes it back with Undo."),
    ]
    more = count - len(chosen) if chosen is not None else 0
    if more > 0:
        hung = ngettext("One more went along.", "%(num)s more went along.", more)
        sentences.insert(1, hung)
    return " ".join(str(sentence) for sentence in sentences)


def _form(run: PlanRun | None, *, empty: bool = False) -> PlanForm:
    """Return the form as it was sent, or with what was asked for last."""
    data = {**run.options, "seed": run.seed} if run else None
    form = PlanForm(None, data=data) if empty else PlanForm()
    event = access.event()
    days = drafting.edition_days(event)
    form.what.choices = [("all", _("All sessions")), ("unplaced", _("Only sessions without a time"))]
    if len(days) > 1:
        form.what.choices += [
            (each.date.isoformat(), _("Only %(day)s", day=day(each.opens_at))) for each in days
        ]
    return form


def _page(run: PlanRun | None, form: PlanForm, *, chosen: Collection[int] = (), refused: str = "") -> str:
    state = _state(run) if run else {"run": None, "running": False, "proposal": None}
    found = _found(run, state) if run and state["proposal"] else {}
    return render_template(
        "organiser/plan.html", form=form, chosen=chosen, refused=refused, alone=False, **state, **found
    )


def _state(run: PlanRun) -> dict[str, Any]:
    """Return what the page and its refreshed part show of a search."""
    silent = planning.is_silent(run, now=clock.now())
    return {
        "run": run,
        "running": not run.is_over and not silent,
        "why": plan_words.why(run, silent=silent),
        "doing": plan_words.doing(run),
        "said": plan_words.state_of(run, silent=silent),
        "proposal": planning.read_proposal(run.outcome) if run.outcome else None,
    }


def _found(run: PlanRun, state: dict[str, Any]) -> dict[str, Any]:
    """Return what the page shows of a plan: its changes in words, and what was done to the draft since."""
    event = access.event()
    sessions = {session.id: session for session in drafting.list_draft(event.id)}
    since: list[str] = []
    if run.draft_number != event.draft_number:
        steps = drafting.list_steps(event.id, run.draft_number)[:MOST_STEPS_TOLD]
        since = [told(event, step, sessions) for step in steps]
    proposal = state["proposal"]
    return {
        "since": since,
        "sessions": sessions,
        "changes": plan_words.changes(event, proposal, sessions),
        "figures": plan_words.figures(proposal),
        "how_good": plan_words.how_good(run, proposal),
    }


def _run(run_id: int) -> PlanRun:
    return planning.get_run(access.event().id, run_id)

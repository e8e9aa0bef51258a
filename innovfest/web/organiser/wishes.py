"""The wishes of a slot at the desk: open them, see what they would give under each rule, give the seats."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import audit, clock, programme
from innovfest.breakouts import wishes
from innovfest.breakouts.allocation import Rule
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.programme import Slot
from innovfest.reports import standing_of
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.organiser import trail
from innovfest.web.organiser.breakouts import MOST_SHOWN
from innovfest.web.organiser.fields import at_venue, instant
from innovfest.web.organiser.wish_forms import RoundForm, RuleForm

blueprint = Blueprint("wishes", __name__, url_prefix="/wishes/<slot>")


@blueprint.get("")
@role("viewer")
def show(slot: str) -> str:
    """Show how far the wishes are, and what they would give, or gave."""
    return _page(_slot(slot))


@blueprint.post("")
@role("organiser")
def create(slot: str) -> ResponseReturnValue:
    """Take wishes for a slot from now on."""
    return _close_at(slot, _("Wishes are taken from now on."))


@blueprint.post("/closing")
@role("organiser")
def update(slot: str) -> ResponseReturnValue:
    """Move the closing time."""
    return _close_at(slot, _("The closing time is changed."))


@blueprint.post("/call-off")
@role("organiser")
def destroy(slot: str) -> ResponseReturnValue:
    """Go back to first come, first served, while nobody has wished."""
    try:
        with unit_of_work():
            opened = wishes.get_round(access.event().id, slot)
            wishes.call_off(opened, by=access.actor(), now=clock.now())
    except wishes.PeopleRanked as refusal:
        flash(sentence_of(refusal), "stop")
        return _back(slot)
    flash(_("It is first come, first served again."), "good")
    return _back(slot)


@blueprint.post("/publish")
@role("organiser")
def publish(slot: str) -> ResponseReturnValue:
    """Give the seats under a rule, if what it gives now is what was seen."""
    form = RuleForm()
    if not form.validate():
        return _page(_slot(slot), publishing=form), 422
    try:
        with unit_of_work():
            rule = Rule(form.rule.data)
            opened = wishes.get_round(access.event().id, slot)
            seen = request.form.get(f"seen-{rule.value}", "")
            wishes.publish(opened, rule, seen=seen, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        form.form_errors.append(sentence_of(refusal))
        return _page(_slot(slot), publishing=form), status_of(refusal)
    flash(_("The seats are given, and everybody is told."), "good")
    return _back(slot)


def _close_at(slug: str, done: str) -> ResponseReturnValue:
    slot, form = _slot(slug), RoundForm()
    if not form.validate():
        return _page(slot, closing=form), 422
    closes_at = instant(form.closes_at.data, access.event().zone)
    try:
        with unit_of_work():
            _set(_slot(slug), closes_at)
    except Refusal as refusal:
        form.add_error("closes_at", sentence_of(refusal))
        return _page(_slot(slug), closing=form), status_of(refusal)
    flash(done, "good")
    return _back(slug)


def _set(slot: Slot, closes_at: datetime) -> None:
    opened = wishes.find_round(slot.id)
    if opened is None:
        wishes.open_round(slot, closes_at=closes_at, by=access.actor(), now=clock.now())
    else:
        wishes.move_closing(opened, closes_at=closes_at, by=access.actor(), now=clock.now())


def _page(slot: Slot, *, closing: RoundForm | None = None, publishing: RuleForm | None = None) -> str:
    event, document, now = access.event(), access.document(), clock.now()
    opened = wishes.find_round(slot.id)
    if closing is None:
        closing = RoundForm(None)
        closing.closes_at.data = at_venue(opened.closes_at, event.zone) if opened else None
    trial = wishes.try_out(opened, now=now) if opened and opened.published_at is None else None
    return render_template(
        "organiser/wishes.html",
        document=document,
        slot=slot,
        opened=opened,
        takes=bool(opened and opened.takes_wishes(now=now)),
        latest=wishes.latest_closing(slot),
        standing=standing_of(opened, document, trial, now=now) if opened else None,
        deeds=trail.told(audit.history_of(slot), document, needs=False),
        most=MOST_SHOWN,
        closing=closing,
        publishing=publishing or RuleForm(None),
    )


def _slot(slug: str) -> Slot:
    found = next((slot for slot in programme.list_slots(access.event().id) if slot.slug == slug), None)
    if found is None or not any(slot.slug == slug for slot in access.document().slots):
        raise NotFound
    return found


def _back(slot: str) -> ResponseReturnValue:
    return redirect(url_for("organiser.wishes.show", slot=slot), 303)

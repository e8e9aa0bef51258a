"""One's own wishes in a slot: ranked until they close, with whom, and what became of them."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import breakouts, clock
from innovfest.breakouts import wishes
from innovfest.breakouts.wishes import WishRound
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.web import access
from innovfest.web.access import owner
from innovfest.web.attendee.forms import TogetherForm
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import PressForm
from innovfest.web.languages import current_language
from innovfest.web.ranking_forms import Rankings

blueprint = Blueprint("wishes", __name__, url_prefix="/my/<link>/wishes/<slot>")


@blueprint.get("")
@owner
def edit(slot: str) -> ResponseReturnValue:
    """Show the wishes and with whom; once they are answered, what came of them and why."""
    opened = _round(slot)
    rankings = _rankings(opened)
    return _page(
        opened, rankings, rankings.added_to(PressForm, _wished(opened))(formdata=None), TogetherForm(None)
    )


@blueprint.post("")
@owner
def update(slot: str) -> ResponseReturnValue:
    """Rank; the same again changes nothing."""
    opened = _round(slot)
    rankings = _rankings(opened)
    form = rankings.added_to(PressForm)()
    if not form.validate():
        return _page(opened, rankings, form, TogetherForm(None)), 422
    try:
        with unit_of_work():
            told = rankings.ranked(form).get(slot, [])
            changed = wishes.rank(access.me(), _round(slot), told, by=access.actor(), now=clock.now())
    except Refusal as refusal:
        about = rankings.field_of(refusal.facts.get("session", ""))
        if about and isinstance(refusal, wishes.WishedTwice):
            form.add_error(about, sentence_of(refusal))
        else:
            form.form_errors.append(sentence_of(refusal))
        return _page(_round(slot), rankings, form, TogetherForm(None)), status_of(refusal)
    flash(_("Your wishes are kept.") if changed else _("Nothing has changed."), "good" if changed else "info")
    return _back(slot)


@blueprint.post("/together")
@owner
def create_together(slot: str) -> ResponseReturnValue:
    """Stay together with whoever's code it is; their wishes are one's own then."""
    form = TogetherForm()
    try:
        if form.validate():
            with unit_of_work():
                opened = _round(slot)
                wishes.join_party(access.me(), opened, form.code.data, by=access.actor(), now=clock.now())
            flash(_("You are kept together now, and have one list of wishes."), "good")
            return _back(slot)
        status = 422
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        form.add_error("code", sentence_of(refusal))
        status = status_of(refusal)
    opened = _round(slot)
    rankings = _rankings(opened)
    blank = rankings.added_to(PressForm, _wished(opened))(formdata=None)
    return _page(opened, rankings, blank, form), status


@blueprint.post("/apart")
@owner
def destroy_together(slot: str) -> ResponseReturnValue:
    """Wish for oneself again."""
    if PressForm().validate():
        try:
            with unit_of_work():
                wishes.leave_party(access.me(), _round(slot), by=access.actor(), now=clock.now())
            flash(_("You wish for yourself now. Your list is a copy of the group's."), "info")
        except Refusal as refusal:
            if isinstance(refusal, NotFound):
                raise
            flash(sentence_of(refusal), "stop")
    return _back(slot)


def _page(opened: WishRound, rankings: Rankings, form: PressForm, together: TogetherForm) -> str:
    document, me = access.document(), access.me()
    ranking = wishes.ranking_in(opened, me, document)
    held = [s for s in breakouts.held_sessions(me, document) if s.slot == opened.slot.slug]
    return render_template(
        "attendee/wishes.html",
        me=me,
        document=document,
        opened=opened,
        slot=next(slot for slot in document.slots if slot.slug == opened.slot.slug),
        open=opened.takes_wishes(now=clock.now()),
        rankings=rankings,
        ranking=ranking,
        code=wishes.code_of(ranking.party) if ranking else "",
        most=wishes.MOST_TOGETHER,
        held=held,
        answer=wishes.answer_for(me, opened, document),
        places=breakouts.places_in_line(me, document) if opened.published_at else [],
        form=form,
        together=together,
    )


def _round(slot: str) -> WishRound:
    return wishes.get_round(access.event().id, slot)


def _rankings(opened: WishRound) -> Rankings:
    return Rankings([opened], access.document(), current_language(), now=clock.now())


def _wished(opened: WishRound) -> list[str]:
    ranking = wishes.ranking_in(opened, access.me(), access.document())
    return [session.slug for session in ranking.wishes] if ranking else []


def _back(slot: str) -> ResponseReturnValue:
    return redirect(url_for("attendee.wishes.edit", slot=slot), 303)

"""Rooms that follow demand: a proposal for the draft, one press that applies it, who must know, a release."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from innovfest import breakouts, checkin, clock, programme
from innovfest.breakouts import PlanChanged, RoomChange, RoomsChanged
from innovfest.checkin import Gate, PhoneRow
from innovfest.database import unit_of_work
from innovfest.programme import Session
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.errors import sentence_of
from innovfest.web.organiser.capacity_forms import NeedsForm

T = TypeVar("T")

blueprint = Blueprint("rooms", __name__, url_prefix="/rooms")


@blueprint.get("")
@role("organiser")
def show() -> str:
    """Show what is proposed, and what the draft has that is not public yet."""
    return _page()


@blueprint.post("/apply")
@role("organiser")
def apply() -> ResponseReturnValue:
    """Put the draft's break-outs where the proposal has them."""
    return _apply(breakouts.apply_rooms)


@blueprint.post("/overflow")
@role("organiser")
def overflow() -> ResponseReturnValue:
    """Give the draft's plenaries the rooms into which they overflow."""
    return _apply(breakouts.apply_overflow)


@blueprint.post("/release")
@role("organiser")
def release() -> ResponseReturnValue:
    """Make these rooms public, and nothing else of the draft; feeds, mails, seats and lines follow."""
    if (changes := _carry_out(breakouts.release_rooms)) is None:
        return _page(), 409
    if changes:
        flash(_("The new rooms are public. Feeds follow by themselves, and mails are on their way."), "good")
    else:
        flash(_("Every room is public already."), "info")
    return redirect(url_for("organiser.rooms.show"), 303)


@blueprint.post("/needs/<slug>")
@role("organiser")
def update_needs(slug: str) -> ResponseReturnValue:
    """Set what a session needs its room to have."""
    form = NeedsForm(prefix=f"needs-{slug}-")
    if not form.validate():
        return _page({slug: form}), 422
    with unit_of_work():
        session = programme.get_session(access.event().id, slug)
        programme.change_needs(session, form.words, by=access.actor(), now=clock.now())
    flash(_("Saved."), "good")
    return redirect(url_for("organiser.rooms.show"), 303)


def _carry_out(action: Callable[..., list[T]]) -> list[T] | None:
    """Do what was shown; None, with a notice, when it is not what it was."""
    try:
        with unit_of_work():
            return action(
                access.event(), seen=request.form.get("seen", ""), by=access.actor(), now=clock.now()
            )
    except (PlanChanged, RoomsChanged) as refusal:
        flash(sentence_of(refusal), "warn")
        return None


def _apply(action: Callable[..., list[Session]]) -> ResponseReturnValue:
    if (moved := _carry_out(action)) is None:
        return _page(), 409
    said = ngettext(
        "One session moved in the draft. Nothing is public yet.",
        "%(num)s sessions moved in the draft. Nothing is public yet.",
        len(moved),
    )
    flash(said, "good")
    return redirect(url_for("organiser.rooms.show", _anchor="must-know"), 303)


@dataclass(frozen=True)
class _AtDoors:
    """A gate at a room that a session leaves or gets, and the phones there."""

    gate: Gate
    phones: list[PhoneRow]


def _page(wrong: dict[str, NeedsForm] | None = None) -> str:
    event, now = access.event(), clock.now()
    proposal = breakouts.propose(event, now=now)
    placed = list(proposal.sessions.values())
    changes = breakouts.list_room_changes(event, placed, proposal.held, now=now)
    forms = {
        session.slug: NeedsForm(
            None, prefix=f"needs-{session.slug}-", data={"needs": ", ".join(session.needs)}
        )
        for session in placed
    }
    return render_template(
        "organiser/rooms.html",
        event=event,
        proposal=proposal,
        overfull=[list(alike) for _key, alike in groupby(proposal.overfull, lambda one: one.spread)],
        seen=breakouts.seen_word(proposal.moves, proposal.plan.gain),
        seen_spreads=breakouts.seen_word(proposal.spreads),
        changes=changes,
        seen_changes=breakouts.seen_changes(changes),
        edition_rooms={room.slug: room.name for room in proposal.rooms.values()},
        walks=breakouts.list_walks([change.session for change in changes], placed),
        doors=_doors(event.id, changes) if changes else [],
        forms=forms | (wrong or {}),
        wrong=next(iter(wrong.values()), None) if wrong else None,
    )


def _doors(event_id: int, changes: Iterable[RoomChange]) -> list[_AtDoors]:
    concerned = {slug for change in changes for slug in (*change.was, *(room.slug for room in change.rooms))}
    phones = [row for row in checkin.list_phones(event_id) if not row.device.revoked_at]
    return [
        _AtDoors(gate, [row for row in phones if row.device.gate_id == gate.id])
        for gate in checkin.list_gates(event_id)
        if gate.room and gate.room.slug in concerned
    ]

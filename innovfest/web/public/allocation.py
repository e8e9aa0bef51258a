"""The outcome of wishes as everybody can read and check it: a page, and the file that a check repeats."""

from typing import Any

from flask import Blueprint, Response, json, render_template

from innovfest import clock
from innovfest.breakouts import wishes
from innovfest.breakouts.wishes import WishRound
from innovfest.errors import NotFound
from innovfest.web import access
from innovfest.web.access import public

blueprint = Blueprint("allocation", __name__)


@blueprint.get("/allocation/<slot>")
@public
def show(slot: str) -> str:
    """Show how the seats are given; once they are, to how many, by what seed, and how to check it."""
    opened, document = _round(slot), access.document()
    outcome = opened.outcome or {}
    sessions = {session.slug: session for session in document.sessions}
    return render_template(
        "public/allocation.html",
        document=document,
        slot=next(found for found in document.slots if found.slug == slot),
        opened=opened,
        open=opened.takes_wishes(now=clock.now()),
        outcome=outcome,
        sessions=[(sessions.get(told["slug"]), told) for told in outcome.get("sessions", ())],
        ranks=_ranks(outcome),
        given=_given(outcome),
    )


@blueprint.get("/allocation/<slot>.json")
@public
def download(slot: str) -> Response:
    """Return the published outcome, as `check-allocation` reads it."""
    opened = _round(slot)
    if opened.outcome is None:
        raise NotFound
    body = json.dumps(opened.outcome, ensure_ascii=False, indent=1, sort_keys=False)
    return Response(body, mimetype="application/json", headers={"Cache-Control": "public, max-age=300"})


def _round(slot: str) -> WishRound:
    opened = wishes.get_round(access.event().id, slot)
    if not any(found.slug == slot for found in access.document().slots):
        raise NotFound
    return opened


def _ranks(outcome: dict[str, Any]) -> list[int]:
    """Return how many people got their first wish, their second and so on."""
    return list(outcome["profile"]["by_rank"]) if outcome else []


def _given(outcome: dict[str, Any]) -> dict[str, int]:
    """Count the people who got a seat in each session."""
    given: dict[str, int] = {}
    for party in outcome.get("parties", ()):
        if party["seat"]:
            given[party["seat"]] = given.get(party["seat"], 0) + party["size"]
    return given

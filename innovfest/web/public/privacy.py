"""What is kept about people, why, and until when: read from the list that the erasing job obeys."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response
from flask_babel import LazyString

from innovfest.planning import retention as planning
from innovfest.programme.document import ReleaseDocument
from innovfest.registration import retention
from innovfest.speakers import retention as speakers
from innovfest.web.access import public
from innovfest.web.public.pages import answer

blueprint = Blueprint("privacy", __name__)


@dataclass(frozen=True)
class Keeping:
    """Fields that share a reason and a date."""

    what: LazyString
    why: LazyString
    until: datetime


@blueprint.get("/privacy")
@public
def show() -> Response:
    """Show the privacy notice of an edition."""
    return answer("public/privacy.html", _keeping)


def _keeping(document: ReleaseDocument) -> dict[str, Any]:
    return {
        "keeping": [
            Keeping(rule.label, rule.why, retention.kept_until(document.event, rule))
            for rule in (*retention.RULES[:-1], speakers.RULE, retention.RULES[-1], planning.RULE)
        ]
    }

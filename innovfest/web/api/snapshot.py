"""What a phone decides by: everything at first, then what changed since its cursor."""

import json

from flask import Blueprint, Response, request

from innovfest import checkin, clock
from innovfest.web.access import phone
from innovfest.web.api import bearer
from innovfest.web.assets import encoded, preferred_encoding
from innovfest.web.languages import current_language

blueprint = Blueprint("snapshot", __name__, url_prefix="/snapshot")

QUALITY = 5
"""Of the compression: a list of 5,000 people takes milliseconds, and is not sent twice."""

LONGEST_CURSOR = 200


@blueprint.get("")
@phone
def show() -> Response:
    """Send what changed; 304 and nothing else when nothing did."""
    now = clock.now()
    since = request.args.get("since", "")[:LONGEST_CURSOR]
    snapshot = checkin.take_snapshot(bearer.phone(), since, language=current_language(), now=now)
    time = checkin.epoch_ms(now)
    if snapshot.body is None:
        answer = Response(status=304)
    else:
        body = json.dumps({**snapshot.body, "time": time}, ensure_ascii=False, separators=(",", ":")).encode()
        encoding = preferred_encoding()
        answer = Response(encoded(body, encoding, quality=QUALITY), mimetype="application/json")
        if encoding != "identity":
            answer.content_encoding = encoding
    answer.headers["Innovfest-Time"] = str(time)
    return answer

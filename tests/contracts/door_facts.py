"""The facts of a verdict as the table writes them, and as both sets of rules take and answer them."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from config import ROOT
from innovfest.checkin import rules
from innovfest.programme.document import SessionFacts

TABLE = json.loads(Path(__file__).with_name("verdicts.json").read_text(encoding="utf-8"))
CASES = TABLE["cases"]

PHONE_RULES = ROOT / "static" / "door" / "verdict.js"
ASKING = Path(__file__).with_name("decide.mjs")


def whole(facts: dict[str, Any]) -> dict[str, Any]:
    """Lay the facts of a case over the table's defaults."""
    return {**TABLE["defaults"], **facts}


def server_says(facts: dict[str, Any]) -> dict[str, Any]:
    """Decide by the server's rules and answer as the table does."""
    verdict = rules.decide(facts_of(facts))
    return {
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "session": verdict.session,
        "go_to": verdict.go_to,
        "draws": verdict.draws,
    }


class PhoneRules:
    """The phone's rules in a Node process that stays, asked with a line of JSON and answering with one."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def say(self, facts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Decide about each of these facts."""
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        to.write(json.dumps(facts) + "\n")
        to.flush()
        answer: list[dict[str, Any]] = json.loads(back.readline())
        return answer


@contextmanager
def phone_rules(module: Path = PHONE_RULES) -> Iterator[PhoneRules]:
    """Start the rules of a phone; they go when the block ends."""
    node = shutil.which("node")
    assert node, "these tests need Node 20 or newer"
    pipe = subprocess.PIPE
    with subprocess.Popen([node, ASKING, module], stdin=pipe, stdout=pipe, text=True) as process:
        yield PhoneRules(process)
        assert process.stdin
        process.stdin.close()


def facts_of(raw: dict[str, Any]) -> rules.Facts:
    """Read the facts of one case."""
    return rules.Facts(
        at=_time(raw["at"]),
        event_starts_at=_time(raw["event"]["starts_at"]),
        event_ends_at=_time(raw["event"]["ends_at"]),
        direction=raw["direction"],
        badge=raw["badge"],
        status=raw["status"],
        room=raw["room"],
        sessions=[_session(session) for session in raw["sessions"]],
        holds=raw["holds"],
        check_ins={
            each["session"]: rules.Presence(
                _time(each["entered_at"]), each["left_at"] and _time(each["left_at"]), each.get("room")
            )
            for each in raw["check_ins"]
        },
        inside=raw["inside"],
        limits=raw["limits"],
        released=raw["released"],
        override=raw["override"],
        supervisor=raw["supervisor"],
        lent=raw["lent"],
    )


def _session(raw: dict[str, Any]) -> SessionFacts:
    return SessionFacts(
        id=raw["id"],
        uid=str(raw["id"]),
        slug=str(raw["id"]),
        kind=raw["kind"],
        title={},
        abstract={},
        note={},
        track=None,
        slot=raw["slot"],
        starts_at=_time(raw["starts_at"]),
        ends_at=_time(raw["ends_at"]),
        rooms=tuple(raw["rooms"]),
        speakers=(),
        sequence=0,
        changed_at=_time(raw["starts_at"]),
        cancelled=raw["cancelled"],
        bookable=raw["bookable"],
    )


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)

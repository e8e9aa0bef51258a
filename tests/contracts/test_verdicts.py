"""The table of verdicts, run against the rules of the server; the phone runs it in JavaScript."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from innovfest.checkin import rules
from innovfest.programme.document import SessionFacts

TABLE = json.loads(Path(__file__).with_name("verdicts.json").read_text(encoding="utf-8"))
CASES = TABLE["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_door_answers_as_the_table_says(case):
    verdict = rules.decide(facts_of({**TABLE["defaults"], **case["facts"]}))
    assert {
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "session": verdict.session,
        "go_to": verdict.go_to,
    } == case["expected"]


def test_the_table_knows_every_verdict_and_nothing_else():
    assert {case["expected"]["verdict"] for case in CASES} == set(rules.VERDICTS)


def test_each_case_has_a_name_of_its_own_and_facts_that_exist():
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert not [case["name"] for case in CASES if set(case["facts"]) - set(TABLE["defaults"])]


def test_every_verdict_and_reason_stands_in_the_docs():
    """An answer that nobody can look up is no answer."""
    page = Path(__file__).parents[2].joinpath("docs", "door.md").read_text(encoding="utf-8")
    words = {case["expected"][kind] for case in CASES for kind in ("verdict", "reason")} - {None}
    words |= {"no_such_gate", "id_taken", "admitted_twice", "decided_otherwise"}
    assert sorted(word for word in words if f"`{word}`" not in page) == []


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
                _time(each["entered_at"]), each["left_at"] and _time(each["left_at"])
            )
            for each in raw["check_ins"]
        },
        inside=raw["inside"],
        limits=raw["limits"],
        released=raw["released"],
        override=raw["override"],
        supervisor=raw["supervisor"],
        decided=raw["decided"],
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

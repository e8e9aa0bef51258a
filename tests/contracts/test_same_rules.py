"""The server's rules and the phone's are the same: held against each other on facts that nobody thought of.

`INNOVFEST_TEST_FACTS` sets how many facts, and how many scans of histories, are tried;
`INNOVFEST_TEST_SEED` which ones.
"""

import os
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from tests.contracts.door_facts import PHONE_RULES, PhoneRules, phone_rules, server_says
from tests.contracts.made_up_facts import facts, programme

NUMBER = int(os.environ.get("INNOVFEST_TEST_FACTS", "4000"))
SEED = int(os.environ.get("INNOVFEST_TEST_SEED", "1"))
AT_ONCE = 200
"""Facts in one line to the phone's process."""


@pytest.fixture(scope="module")
def phone():
    """The phone's rules, running."""
    with phone_rules() as running:
        yield running


def test_both_say_the_same_of_any_facts(phone, capsys):
    tried: Counter[str] = Counter()
    for asked, server, answer in _compared(phone, Random(SEED), NUMBER):
        assert answer == server, asked
        tried[f"{answer['verdict']}/{answer['reason'] or '-'}"] += 1
    with capsys.disabled():
        told = ", ".join(f"{word} {number}" for word, number in tried.most_common())
        print(f"\n{tried.total()} facts of seed {SEED}, the same on both sides: {told}")
    assert len(tried) >= 20, "facts that lead nowhere prove nothing"


def test_both_tell_the_same_story_of_any_history(phone, capsys):
    """People go from gate to gate all day; each answer changes what the next one rests on."""
    rng, told = Random(SEED), Counter[str]()
    while told.total() < NUMBER:
        sessions, holds, stays = programme(rng), rng.sample(range(1, 8), 2), {}
        for scan in sorted((facts(rng, sessions) for _ in range(12)), key=lambda scan: scan["at"]):
            asked = {**scan, "badge": "active", "holds": holds, "check_ins": list(stays.values())}
            answer = server_says(asked)
            assert phone.say([asked]) == [answer], asked
            _move(stays, answer, scan["at"], scan["room"])
            told[answer["verdict"]] += 1
    with capsys.disabled():
        print(f"\n{told.total()} scans in histories of seed {SEED}, the same on both sides: {dict(told)}")
    assert {"admitted", "already_in", "left", "room_full", "wrong_gate"} <= set(told)


PLANTED = {
    "a second of the half hour": ("30 * MINUTE", "30 * MINUTE - 1000"),
    "the seat elsewhere of a cancelled session": (" && !other.cancelled", ""),
    "a limit that lets one more in": ("< limit", "<= limit"),
    "a lent place more than there is": ("facts.lent < 1", "facts.lent < 0"),
    "the house counted as a room": ("room !== HOUSE", "true"),
    "another room taken for this one": ("presence.room !== room", "false"),
    "a seat asked for of who only changes rooms": (" && !changesRooms(facts, place) && ", " && "),
    "who changes rooms taken for back": (") && !changesRooms(facts, place)) return", ")) return"),
}


@pytest.mark.parametrize("difference", PLANTED)
def test_a_difference_that_is_planted_is_found(tmp_path, difference):
    """The control: rules of a phone that drifted by one word don't pass."""
    source = PHONE_RULES.read_text(encoding="utf-8")
    right, wrong = PLANTED[difference]
    assert right in source
    drifted = tmp_path / "verdict.mjs"
    drifted.write_text(source.replace(right, wrong), encoding="utf-8")
    with phone_rules(drifted) as phone:
        assert any(answer != server for _, server, answer in _compared(phone, Random(SEED), 4000))


def _compared(
    phone: PhoneRules, rng: Random, number: int
) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Make facts up; return each with what the server and what the phone say of it."""
    for _ in range(max(1, number // AT_ONCE)):
        asked = [facts(rng) for _ in range(AT_ONCE)]
        yield from zip(asked, map(server_says, asked), phone.say(asked), strict=True)


def _move(stays: dict[int | None, dict[str, Any]], answer: dict[str, Any], at: str, room: str | None) -> None:
    """Note what an answer did: one goes from other rooms into this one, and by the entrance out of all."""
    place = answer["session"]
    if answer["verdict"] == "admitted":
        _close(stays, [other for other in stays if place is not None and other not in (None, place)], at)
        stays[place] = {"session": place, "entered_at": at, "left_at": None, "room": room}
    if answer["verdict"] == "left" and answer["reason"] is None:
        _close(stays, list(stays) if place is None else [place], at)


def _close(stays: dict[int | None, dict[str, Any]], places: list[int | None], at: str) -> None:
    for place in places:
        stays[place]["left_at"] = stays[place]["left_at"] or at

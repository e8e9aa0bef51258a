"""The table of verdicts, run against the rules of the server and, in a real browser, those of the phone."""

from pathlib import Path

import pytest

from innovfest.checkin import rules
from tests.contracts.door_facts import CASES, PHONE_RULES, TABLE, server_says, whole
from tests.support.browser import launch

ORIGIN = "http://door.test"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_door_answers_as_the_table_says(case):
    assert server_says(whole(case["facts"])) == case["expected"]


@pytest.mark.journey
def test_a_phones_browser_answers_as_the_table_says(playwright):
    """One page asks all rows of the module that the scanner's page imports."""
    browser = launch(playwright)
    try:
        page = browser.new_page()
        page.route(f"{ORIGIN}/", lambda route: route.fulfill(content_type="text/html", body="<p>The door"))
        page.route(f"{ORIGIN}/*.js", lambda route: route.fulfill(path=str(_module(route.request.url))))
        page.goto(f"{ORIGIN}/")
        answers = page.evaluate(
            "async (asked) => { const { decide } = await import('/verdict.js'); return asked.map(decide); }",
            [whole(case["facts"]) for case in CASES],
        )
    finally:
        browser.close()
    expected = {case["name"]: case["expected"] for case in CASES}
    assert dict(zip(expected, answers, strict=True)) == expected


def test_the_table_knows_every_verdict_and_nothing_else():
    assert {case["expected"]["verdict"] for case in CASES} == set(rules.VERDICTS)


def test_the_table_has_several_hundred_rows_with_names_and_facts_of_their_own():
    assert len(CASES) >= 500
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert len({repr(sorted(whole(case["facts"]).items())) for case in CASES}) == len(CASES)


def test_each_case_has_facts_that_exist_and_says_all_of_its_answer():
    assert [case["name"] for case in CASES if set(case["facts"]) - set(TABLE["defaults"])] == []
    said = {"verdict", "reason", "session", "go_to", "draws"}
    assert [case["name"] for case in CASES if set(case["expected"]) != said] == []


def test_every_verdict_and_reason_stands_in_the_docs():
    """An answer that nobody can look up is no answer."""
    page = Path(__file__).parents[2].joinpath("docs", "door.md").read_text(encoding="utf-8")
    words = {case["expected"][kind] for case in CASES for kind in ("verdict", "reason")} - {None}
    words |= {"no_such_gate", "id_taken", "admitted_twice", "decided_otherwise"}
    assert sorted(word for word in words if f"`{word}`" not in page) == []


def _module(url: str) -> Path:
    return PHONE_RULES.with_name(url.rpartition("/")[2])

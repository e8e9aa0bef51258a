"""The steward's page and the screen know every answer that the rules can give."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests/contracts/verdicts.json").read_text(encoding="utf-8"))["cases"]

BEFORE_THE_RULES = {"no_such_gate", "id_taken", "incomplete"}
"""Reasons that a scan gets before the rules are asked, so that no case of theirs has them."""
AFTER_THE_RULES = {"earlier"}
"""What the answer adds when another scan came later (checkin/answers.py)."""
OF_OTHER_KINDS = {"counted"}
"""Verdicts of scans without a badge, which no rule decides."""


def test_the_guide_names_every_verdict_and_reason():
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", (ROOT / "docs/door.md").read_text(encoding="utf-8"), re.M)
    told = {verdict: set(re.findall(r"`(\w+)`", reasons)) for verdict, reasons in rows}
    expected = [case["expected"] for case in CASES]
    assert set(told) - OF_OTHER_KINDS == {each["verdict"] for each in expected}
    for verdict, reasons in told.items():
        ruled = {e["reason"] for e in expected if e["verdict"] == verdict and e["reason"]}
        assert reasons - BEFORE_THE_RULES - AFTER_THE_RULES == ruled, verdict


def test_every_sentence_that_the_scanner_says_is_in_the_template_and_every_one_there_is_said():
    template = (ROOT / "templates/door/_words.html").read_text(encoding="utf-8")
    written = set(re.findall(r'^  "(\w+)":', template, re.M))
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "static/door").glob("*.js"))
    quoted = set(re.findall(r'"([a-z_]+)"', scripts))
    built = re.compile(r"^(word|do|why|status)_")
    assert {key for key in written if key not in quoted and not built.match(key)} == set()
    said = set(re.findall(r'say\("([a-z_]+)"', scripts))
    assert said - written == set()

"""Mallory makes codes up: none of them is let in, by the server or by a phone that is on its own.

`INNOVFEST_TEST_FORGERIES` sets how many, `INNOVFEST_TEST_SEED` which.
"""

import itertools
import json
import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from config import ROOT
from innovfest.checkin import MOST_SCANS, CheckIn, Scan
from innovfest.checkin.listing import hash_code
from innovfest.database import db
from innovfest.tokens import normalise_code
from tests.support.door import ARRIVAL, forget
from tests.support.forging import forgeries

NUMBER = int(os.environ.get("INNOVFEST_TEST_FORGERIES", "3000"))
SEED = int(os.environ.get("INNOVFEST_TEST_SEED", "1"))
CODES_OF_A_PHONE = ROOT / "static" / "door" / "engine" / "codes.js"


@pytest.fixture
def codes(an_attendee):
    """The codes of twenty people who attend."""
    return [an_attendee(f"Attendee{number}").badge.code for number in range(20)]


def test_no_forged_code_is_let_in(entrance, codes, capsys):
    told: Counter[str] = Counter()
    made = itertools.islice(forgeries(Random(SEED), codes), NUMBER)
    while batch := list(itertools.islice(made, MOST_SCANS)):
        answers = entrance.record(*(entrance.sent(text) for text in batch), now=ARRIVAL)
        told.update(f"{answer['verdict']}/{answer['reason']}" for answer in answers)
    with capsys.disabled():
        print(f"\n{NUMBER} forged codes of seed {SEED}: {dict(told)}")
    assert told == {"unknown/no_such_code": NUMBER}
    forget()
    assert db.session.scalar(select(func.count()).select_from(Scan)) == NUMBER
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 0


def test_a_phone_that_decided_otherwise_lets_no_forged_code_count(entrance, codes):
    """Whatever the phone says of it: nobody is in by a badge that nobody has."""
    made = itertools.islice(forgeries(Random(SEED), codes), 200)
    sent = [entrance.sent(text, decided="admitted", acted="admitted") for text in made]
    assert {answer["verdict"] for answer in entrance.record(*sent, now=ARRIVAL)} == {"unknown"}
    assert db.session.scalar(select(func.count()).select_from(CheckIn)) == 0


def test_a_real_code_is_let_in_however_it_is_written(entrance, codes):
    """The control: what forgeries are made of opens the door."""
    one, two, three = codes[:3]
    written = [one.lower(), f" {two[:13]}-{two[13:]}\n", three]
    answers = entrance.record(*(entrance.sent(text) for text in written), now=ARRIVAL)
    assert [answer["verdict"] for answer in answers] == ["admitted"] * 3


@pytest.mark.on_sqlite
def test_a_printed_handle_is_nobodys_badge_to_a_phone(event, codes, tmp_path):
    """Mallory prints `ID:` and everybody's number: on the page, only a name that is chosen stands as that."""
    people = range(1, len(codes) + 1)
    printed = [f"{handle}{n}" for n in people for handle in ("ID:", "id:", " ID: ", "\ufeffID:", "ID:ID:")]
    assert _on_the_phone(tmp_path, event.uid, printed, "numberIn(asRead(text))") == [None] * len(printed)
    assert _on_the_phone(tmp_path, event.uid, ["ID:7"], "numberIn(text)") == [7], "as it is chosen"


@pytest.mark.on_sqlite
def test_no_forged_code_is_on_a_phones_list(event, codes, tmp_path):
    """A phone on its own looks up the hash of a code; it reads one as the server does, and finds nobody."""
    texts = list(itertools.islice(forgeries(Random(SEED), codes), NUMBER))
    on_the_list = [hash_code(event.uid, code) for code in codes]
    answers = _on_the_phone(tmp_path, event.uid, [*texts, *(code.lower() for code in codes)])
    assert set(answers[: len(texts)]) & set(on_the_list) == set()
    assert answers[len(texts) :] == on_the_list
    read = [normalise_code(text) for text in texts]
    assert [answer for answer in answers[: len(texts)] if answer] == [
        hash_code(event.uid, code) for code in read if 0 < len(code) <= 64
    ]


def _on_the_phone(
    folder: Path, event_uid: str, texts: list[str], asked_of_each: str = "hashOf(event, asRead(text))"
) -> list[Any]:
    """Return what a phone makes of each text that it read: unless told otherwise, the hash of a code."""
    asked, script = folder / "texts.json", folder / "hashes.mjs"
    asked.write_text(json.dumps(texts))
    script.write_text(
        f"import {{ asRead, hashOf, numberIn }} from {json.dumps(CODES_OF_A_PHONE.as_uri())};\n"
        "import { readFileSync } from 'node:fs';\n"
        "const [texts, event] = [JSON.parse(readFileSync(process.argv[2])), process.argv[3]];\n"
        f"console.log(JSON.stringify(texts.map((text) => {asked_of_each})));\n"
    )
    node = shutil.which("node")
    assert node, "this test needs Node 20 or newer"
    done = subprocess.run([node, script, asked, event_uid], capture_output=True, text=True, check=True)
    answers: list[Any] = json.loads(done.stdout)
    return answers

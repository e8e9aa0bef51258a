"""The phone folds names and hashes badges as the server does, or it would find and know nobody."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from innovfest.checkin.listing import hash_code
from innovfest.registration import fold
from innovfest.tokens import normalise_code

ENGINE = Path(__file__).parents[2] / "static/door/engine"
NAMES = [
    "Zoë D'Hoore",
    "Łukasz Nowak-Østergård",
    "  Van   den  BERG ",
    "Straße Æsir Œuvre Þór Đặng Ðuro",
    "IJsbrand Ĳsselmonde",
    "L’Hermitte `t Hooft",
    "Ωμέγας Ιωάννης",
    "İsmail Işık",
    "Ｆｕｌｌ ①② ﬁne",
    "王小明 (Wang)",
    "E\u0301milie\u00a0\u2013 Noël/Ann_Lee",
]
CODES = ["MFRGGZDFMZTWQ2LKNNWG23TPOA", "mfrg gzdf-mztw", "é'à 5", "ß", "A" * 64]
SCRIPT = """
import {{ fold }} from "{engine}/names.js";
import {{ hashOf, normaliseCode }} from "{engine}/codes.js";
const {{ names, codes }} = JSON.parse(process.argv[1]);
const hashes = codes.map((code) => hashOf("an-event", code));
console.log(JSON.stringify([names.map(fold), codes.map(normaliseCode), hashes]));
"""


@pytest.fixture(scope="module")
def said_by_the_phone():
    node = shutil.which("node")
    assert node, "this test needs Node 20 or newer"
    told = json.dumps({"names": NAMES, "codes": CODES})
    script = SCRIPT.format(engine=ENGINE)
    command = [node, "--input-type=module", "-e", script, told]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_names_are_folded_alike(said_by_the_phone):
    assert said_by_the_phone[0] == [fold(name) for name in NAMES]


def test_codes_are_written_and_hashed_alike(said_by_the_phone):
    written = [normalise_code(code) for code in CODES]
    assert said_by_the_phone[1] == written
    assert said_by_the_phone[2] == [hash_code("an-event", code) for code in written]

"""The scanner's modules, run by Node's own test runner."""

import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parent / "units").glob("*.test.mjs"))


@pytest.mark.parametrize("unit", UNITS, ids=[unit.name.removesuffix(".test.mjs") for unit in UNITS])
def test_the_scanners_modules(unit):
    node = shutil.which("node")
    assert node, "these tests need Node 20 or newer"
    done = subprocess.run([node, "--test", unit], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

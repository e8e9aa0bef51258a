"""The panels' pure modules, run by Node's own test runner, and the sentences that their scripts say."""

import re
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPTS = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "static/door/panels").glob("*.js"))
BUILT = re.compile(r"^(deed|conflict|outcome|trouble)_")


def written_in(name: str) -> set[str]:
    """Return the keys of a template's sentences."""
    template = (ROOT / "templates/door" / name).read_text(encoding="utf-8")
    return set(re.findall(r'^  "(\w+)":', template, re.M))


def test_the_panels_modules():
    node = shutil.which("node")
    assert node, "these tests need Node 20 or newer"
    units = sorted((Path(__file__).parent / "units").glob("*.test.mjs"))
    done = subprocess.run([node, "--test", *units], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_sentence_that_the_panels_say_is_written_and_every_one_written_is_said():
    written = written_in("_panel_words.html")
    quoted = set(re.findall(r'"([a-z_]+)"', SCRIPTS))
    assert {key for key in written if key not in quoted and not BUILT.match(key)} == set()
    said = set(re.findall(r'say\("([a-z_]+)"', SCRIPTS))
    assert said - written - written_in("_words.html") == set()

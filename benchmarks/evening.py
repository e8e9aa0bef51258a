"""The shipped programme with two more sessions in a slot of their own, full while lines are measured."""

from pathlib import Path

from innovfest import programme

EVENING = """
[[slots]]
slug = "evening"
name = { nl = "Avond", en = "Evening", fr = "Soir" }
closes = "19:00"
"""
SESSION = """
[[sessions]]
slug = "%s"
kind = "breakout"
starts = "19:00"
ends = "20:00"
slot = "evening"
rooms = ["%s"]
title = { nl = "%s", en = "%s", fr = "%s" }
"""
FULL = ("evening-one", "evening-two")


def with_an_evening(folder: Path) -> Path:
    """Write the programme file and return it."""
    text = programme.shipped_programme().read_text(encoding="utf-8") + EVENING
    for slug in FULL:
        text += SESSION % (slug, "urban-foyer", slug, slug, slug)
    file = folder / "programme.toml"
    file.write_text(text, encoding="utf-8")
    return file

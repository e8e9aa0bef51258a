"""The shipped programme with one more break-out that overlaps the others and belongs to a slot of its own."""

from pathlib import Path

from innovfest import programme

LATE = """
[[slots]]
slug = "late"
name = { nl = "Laat", en = "Late", fr = "Tard" }
closes = "17:00"

[[sessions]]
slug = "tour"
kind = "breakout"
starts = "17:00"
ends = "18:30"
slot = "late"
rooms = ["urban-foyer"]
title = { nl = "Rondleiding", en = "Tour", fr = "Visite" }
"""


def with_an_overlap(folder: Path) -> Path:
    """Write the programme file and return it."""
    file = folder / "programme.toml"
    file.write_text(programme.shipped_programme().read_text(encoding="utf-8") + LATE, encoding="utf-8")
    return file

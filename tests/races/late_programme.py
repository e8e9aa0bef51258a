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


def with_a_tour_after(folder: Path) -> Path:
    """Write the programme file in which the tour begins when the other break-outs end, and return it."""
    file = with_an_overlap(folder)
    text = file.read_text(encoding="utf-8")
    after = text.replace('starts = "17:00"\nends = "18:30"', 'starts = "18:00"\nends = "19:00"')
    file.write_text(after.replace('closes = "17:00"', 'closes = "18:00"'), encoding="utf-8")
    return file

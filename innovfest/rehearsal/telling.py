"""What a report says: whether anything was lost, and all of it as lines for a terminal."""

from collections.abc import Iterator, Mapping
from typing import Any

WRONG = ("lost", "strange", "unlisted", "overlisted", "missing_inside", "strange_inside")
"""The counts of a report that are 0 when nothing was lost."""


def is_clean(report: Mapping[str, Any]) -> bool:
    """Tell whether nothing was lost: every scan is on the server, every double is listed, everybody is in."""
    return not any(report[name] for name in WRONG) and not report["refused"] and not report.get("broken")


def list_overfull(report: Mapping[str, Any]) -> list[str]:
    """List the rooms that held more people at some time than their fire limit allows."""
    return [
        room["room"]
        for room in report["rooms"]
        if max((inside for _, inside in room["fill"]), default=0) > room["limit"]
    ]


def told(report: Mapping[str, Any]) -> Iterator[str]:
    """Write what a play showed, a figure or two a line."""
    yield f"{report['scans']} scans made, {report['stored']} on the server, {report['lost']} lost."
    yield (
        f"{report['let_in']} people let in; the server's books miss {report['missing_inside']} of them "
        f"and have {report['strange_inside']} others."
    )
    yield (
        f"{report['doubles']} let in twice by phones that could not see each other; "
        f"{report['unlisted']} of them not listed, {report['overlisted']} listed without."
    )
    for line in report["lines"]:
        yield (
            f"{line['line']}: {line['people']} people waited {line['middle']:.0f} s (half of them), "
            f"{line['high']:.0f} s (95 %), {line['longest']:.0f} s at most; at most {line['queue']} in line."
        )
    if report["unserved"]:
        yield f"{report['unserved']} people were still waiting when the play was ended."
    for room in report["rooms"]:
        inside = room["fill"][-1][1] if room["fill"] else 0
        yield f"{room['room']}: {inside:.0f} inside of {room['limit']}."
    for name in list_overfull(report):
        yield f"{name} had more people inside than its limit."
    server = report["server"]
    yield (
        f"{server['requests']} requests in {report['seconds']:.0f} s ({server['per_second']}/s), "
        f"{server['busiest_second']} scans in the busiest second; "
        f"{server['unanswered']} unanswered, {server['errors']} errors."
    )
    for kind, took in server["kinds"].items():
        yield f"  {kind}: {took['requests']}, {took['middle']} ms (half), {took['high']} ms (95 %)."
    advice = report["advice"]
    yield (
        f"Foreseen with {advice['lanes']} lanes: at most {advice['longest']} s; "
        f"with one more {advice['longest_with_more']} s."
    )
    for sentence in (*report["refused"], *report.get("broken", ())):
        yield f"Refused: {sentence}"
    yield "Nothing was lost." if is_clean(report) else "Something was lost."

"""What a small rehearsal showed, as it is kept: nothing lost, one badge let in twice."""

from typing import Any

REPORT: dict[str, Any] = {
    "scans": 30,
    "stored": 30,
    "lost": 0,
    "lost_ids": [],
    "strange": 0,
    "doubles": 1,
    "unlisted": 0,
    "overlisted": 0,
    "let_in": 18,
    "missing_inside": 0,
    "strange_inside": 0,
    "by_effect": {"admitted": 18},
    "overruled": 0,
    "seconds": 31.0,
    "unserved": 0,
    "lines": [
        {"line": "entrance", "people": 20, "middle": 3.0, "high": 30.4, "longest": 40.2, "queue": 4,
         "lengths": [[10, 1], [12, 4], [20, 0]]},
        {"line": "desk", "people": 3, "middle": 0.0, "high": 5.0, "longest": 5.0, "queue": 1, "lengths": []},
    ],
    "rooms": [{"room": "Break-out A", "limit": 100, "fill": [[700, 1], [720, 12]]}],
    "house": [[10, 1], [600, 18]],
    "server": {"kinds": {"scans": {"requests": 12, "middle": 9.1, "high": 20.0, "longest": 31.0}},
               "requests": 40, "unanswered": 0, "errors": 0, "per_second": 1.3, "busiest_second": 4},
    "refused": [],
    "advice": {"lanes": 2, "longest": 40, "longest_with_more": 15, "high": 30, "high_with_more": 8},
    "broken": [],
    "stopped": False,
}  # fmt: skip

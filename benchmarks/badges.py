"""The cost of a thousand badges as one PDF, in seconds of processor time, in a process of its own."""

import importlib
import json
import resource
import subprocess
import sys
import uuid
from typing import Any

BADGES = 1000
DATA = {
    "first": ("Zoë", "Łukasz", "Emma", "Noah", "Louise", "Arthur", "李", "Bo"),
    "last": ("D'Hoore", "Peeters", "Van den Berg", "Janssens", "Maes", "Vanderstraeten-Vandenbroucke"),
}


def cost() -> dict[str, Any]:
    """Draw them and tell the seconds, the megabytes of memory and the size of the file."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.badges"], stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def draw() -> bytes:
    """Draw a thousand different badges with their codes."""
    from config import ROOT
    from innovfest.badges import BadgeEvent, BadgeFace, BadgeTrack, render_badges
    from innovfest.tokens import new_code

    tracks = tuple(
        BadgeTrack(slug, slug.capitalize(), slug) for slug in ("sustainability", "energy", "labour")
    )
    faces = [
        BadgeFace(
            code=new_code(),
            first_name=DATA["first"][i % 8],
            last_name=f"{DATA['last'][i % 6]} {uuid.uuid4().hex[:4]}",
            organisation=f"Company {i % 97} of the North",
            kind_label="Company",
            tracks=(tracks[i % 3].slug,),
            photo_ok=i % 10 != 0,
        )
        for i in range(BADGES)
    ]
    event = BadgeEvent("InnovFest", "20 February 2027, Lamot, Mechelen", tracks)
    return render_badges(faces, event, language="nl", fonts=ROOT / "static" / "vendor" / "paper")


def _seconds() -> float:
    """The processor time of this process and of the one that it had the pile typeset by."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in used)


def _peak_mb() -> int:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return round(sum(use.ru_maxrss for use in used) / 1024)


if __name__ == "__main__":
    importlib.import_module("innovfest.badges")  # a server has it loaded

    before = _seconds()
    size = len(draw())
    print(json.dumps({"cpu_s": round(_seconds() - before, 2), "peak_mb": _peak_mb(), "bytes": size}))

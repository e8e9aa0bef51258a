"""Print how long a second start takes until the first page is there: `python -m tests.tools.start_time`."""

import time
import urllib.request
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.serve import serving


def measure(instance: Path) -> float:
    """Return the seconds from the command to the whole home page."""
    begun = time.perf_counter()
    with serving(instance) as site, urllib.request.urlopen(site.address, timeout=30) as answer:
        answer.read()
        return time.perf_counter() - begun


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        first, *others = [measure(Path(folder)) for _ in range(4)]
    print(f"with a new database {first:.2f} s, after that " + ", ".join(f"{s:.2f} s" for s in others))

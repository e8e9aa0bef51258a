"""Checking one file in a process of its own, and what it took: `python -m tests.support.measuring FILE`.

A process's highest memory never falls, so it is measured where nothing else ran. With a name the file is
checked as slides, else as a photograph.
"""

import io
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from config import ROOT
from innovfest.errors import Invalid
from innovfest.speakers import kind_of_slides, redrawn
from tests.support.speaking import picture


def measured(content: bytes, name: str) -> dict[str, Any]:
    """Return what became of a file: `outcome`, `seconds`, and by how many `mib` the process grew."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        command = [sys.executable, "-m", "tests.support.measuring", file.name, name]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def main(path: str, name: str) -> None:
    """Check the file and print what it took."""
    redrawn(io.BytesIO(picture()))  # whatever is loaded once does not count
    before = highest_memory()
    began = time.perf_counter()
    with Path(path).open("rb") as file:
        try:
            if name:
                kind_of_slides(file, name)
            else:
                redrawn(file)
            outcome = "taken"
        except Invalid as refusal:
            outcome = f"refused ({refusal.code})"
    seconds = time.perf_counter() - began
    after = highest_memory()
    print(json.dumps({"outcome": outcome, "seconds": seconds, "mib": after - before, "whole_mib": after}))


def highest_memory() -> float:
    """Return the most memory that this process ever had, in MiB.

    Linux tells it of this program alone; `getrusage` also counts what the parent had before it started us.
    """
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:3])

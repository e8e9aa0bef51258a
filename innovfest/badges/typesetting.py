"""Set a template with data as PDF, a pile of pages in a process of its own.

The typesetter remembers what it laid out for as long as its process lives: a thousand badges cost the server
300 MB for good. Run as a program (`typesetting.py TEMPLATE FONTS`) this file reads the data from standard
input and writes the PDF to standard output; it imports nothing of ours, so that it starts at once.
"""

import json
import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import typst

PATIENCE_S = 300


def set_page(template: Path, data: dict[str, Any], *, fonts: Path) -> bytes:
    """Set a few pages here and now, tagged so that a screen reader can read them (ISO 14289)."""
    return _compile(template, _written(data), fonts, tagged=True)


def set_pile(template: Path, data: dict[str, Any], *, fonts: Path) -> bytes:
    """Set many pages for a printer in a process of their own, on one thread and without tags.

    Raises subprocess.CalledProcessError or TimeoutExpired: nothing that is typed by people can cause them.
    """
    answer = subprocess.run(  # noqa: S603 - our own program, no shell
        [sys.executable, __file__, str(template), str(fonts)],
        input=_written(data).encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, "RAYON_NUM_THREADS": "1"},  # threads that wait for work burn a tenth more
        timeout=PATIENCE_S,
        check=True,
    )
    return answer.stdout


def _written(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _compile(template: Path, data: str, fonts: Path, *, tagged: bool) -> bytes:
    import typst

    pdf = typst.compile(
        template, font_paths=_font_book(fonts), sys_inputs={"data": data}, pdf_tags=tagged, timestamp=0
    )
    assert isinstance(pdf, bytes)  # noqa: S101 - a list would be the pages of another format
    return pdf


@lru_cache(maxsize=2)
def _font_book(fonts: Path) -> "typst.Fonts":
    """List the fonts once for the process; where there are none, the system's must do, so that it prints."""
    import typst

    there = any(fonts.glob("*.ttf"))
    return typst.Fonts(
        include_system_fonts=not there, include_embedded_fonts=not there, font_paths=[fonts] if there else []
    )


if __name__ == "__main__":
    page = _compile(Path(sys.argv[1]), sys.stdin.buffer.read().decode(), Path(sys.argv[2]), tagged=False)
    sys.stdout.buffer.write(page)
    sys.stdout.flush()
    os._exit(0)  # nothing is left to do but to tear down a heap of layouts, which takes time

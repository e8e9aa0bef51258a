"""Measure the phone with a list of 5,000 people: `python -m tests.door.measure_phone [PEOPLE] [BADGES]`.

From frame to verdict is from the moment a frame is taken out of the film until the verdict is in the frame
that the screen shows next; finding a name is from a letter typed until the people stand in the panel.
"""

import base64
import hashlib
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.door.conftest import PHONE, start
from tests.door.stub import TOKEN, Person, StubServer
from tests.support.browser import launch
from tests.support.film import make_film

FIRST = ("Zoë", "Łukasz", "Anneleen", "Björn", "Imane", "Søren", "Marie-Laure", "Jan", "Fatima", "Wouter")
LAST = (
    "D'Hoore",
    "Nowak",
    "Peeters",
    "Van den Broeck",
    "El Amrani",
    "Øvergård",
    "Janssens",
    "De Smet",
    "Claes",
)
LETTERS = (
    "an",
    "zoe",
    "van den",
    "peeters 4",
    "soren ov",
    "person nobody",
    "org 12",
    "d'h",
    "el am",
    "marie cl",
)

WATCH = """
  window.times = [];
  let taken = 0;
  const draw = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...given) {
    taken = performance.now();
    return draw.apply(this, given);
  };
  document.addEventListener("DOMContentLoaded", () => {
    new MutationObserver(() => {
      const from = taken;
      const decided = performance.now() - from;
      requestAnimationFrame(() => { window.times.push([decided, performance.now() - from]); });
    }).observe(document.querySelector("[data-spoken]"), { childList: true });
  });
"""
FIND = """(letters) => {
  const input = document.querySelector("#search-letters");
  const times = [];
  for (const text of letters) {
    for (let i = 2; i <= text.length; i += 1) {
      const from = performance.now();
      input.value = text.slice(0, i);
      input.dispatchEvent(new Event("input"));
      times.push(performance.now() - from);
    }
  }
  return times;
}"""


def main(people: int = 5000, badges: int = 40) -> None:
    """Measure and print a line for each figure."""
    with StubServer() as server, sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        door = server.fresh()
        door.people = [_person(n) for n in range(1, people + 1)]
        codes = [door.people[n * people // badges].code for n in range(badges)]
        shots = [shot for code in codes for shot in ((code, 0.5), (None, 0.2))]
        browser = launch(playwright, make_film(Path(folder) / "film.mjpeg", shots))
        context: dict[str, Any] = {**PHONE, "service_workers": "block"}
        page = browser.new_context(**context).new_page()
        page.add_init_script(f"localStorage.setItem('innovfest.door.token', '{TOKEN}'); {WATCH}")
        page.goto(f"{door.address}/door/")
        start(page)
        _measure(page, badges)
        browser.close()
        print(f"{sum(scan['decided'] == 'admitted' for scan in door.scans)} of {badges} were let in")


def _measure(page: Page, badges: int) -> None:
    page.wait_for_timeout(700 * badges)
    decided, shown = zip(*page.evaluate("window.times"), strict=True)
    _tell("frame to decision", decided)
    _tell("frame to verdict", shown)
    # At once, before the film shows the next badge.
    page.evaluate("""for (const button of ["[data-verdict] [data-close]", "[data-open=search]"]) {
      document.querySelector(button).click();
    }""")
    _tell("letter to people", page.evaluate(FIND, LETTERS))


def _tell(name: str, times: tuple[float, ...]) -> None:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    print(
        f"{name}: {len(times)} times, p50 {cuts[49]:.1f} ms, p95 {cuts[94]:.1f} ms, most {max(times):.1f} ms"
    )


def _person(n: int) -> Person:
    digest = hashlib.sha256(str(n).encode()).digest()[:16]
    code = base64.b32encode(digest).decode().rstrip("=")
    return Person(n, code, f"{FIRST[n % 10]} {LAST[n % 9]}", f"Person {n} of Organisation {n % 300}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

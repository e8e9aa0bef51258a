"""Chromium as the tests drive it: quiet, as a phone or a desktop, with a camera that plays a film."""

import gettext
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright

from config import ROOT

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
"""A container has no sandbox of its own, and a closed network nobody to call."""

CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]

DEVICES: dict[str, dict[str, Any]] = {
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "device_scale_factor": 2},
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "small phone": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
}
LOCALES = {"nl": "nl-BE", "en": "en-GB", "fr": "fr-BE"}
"""What a browser in each language asks for."""

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

OVERFLOWING = """() => [...document.querySelectorAll('body *')]
  .filter((e) => !e.closest('.visually-hidden, .table, .schedule__frame, .schedule__waiting, svg, .skip'))
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.right > innerWidth + 1 || box.left < -1))
  .map(([e]) => `${e.tagName}.${e.className}`)"""
"""What sticks out of the window; a table and the schedule may scroll in their own frame (WCAG 2.2 1.4.10)."""

CLIPPED = """() => [...document.querySelectorAll('body *')]
  .filter((e) => !e.closest('.visually-hidden, svg, iframe, textarea, select, .block'))
  .filter((e) => e.textContent.trim())
  .filter((e) => /hidden|clip/.test(getComputedStyle(e).overflow) && e.clientWidth > 2)
  .filter((e) => e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)
  .map((e) => `${e.tagName}.${e.className}: ${e.textContent.trim().slice(0, 40)}`)"""
"""Whose text is cut off by its own box; what is 1 px wide is there for screen readers.

A block of the schedule is as tall as its session lasts: its whole text stands in the bar and in the list.
"""


GALLERY = os.environ.get("INNOVFEST_GALLERY")
"""A folder for pictures of every page, for whoever wants to look at them beside each other."""


def launch(playwright: Playwright, film: Path | None = None) -> Browser:
    """Start Chromium, the system's where there is one; with `film` its camera plays that over and over."""
    camera = [*CAMERA, f"--use-file-for-fake-video-capture={film}"] if film else []
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET, *camera])


def words(language: str) -> Callable[[str], str]:
    """Return the catalogue of a language: the sentence that a page shows for an English one."""
    folder = ROOT / "innovfest" / "translations"
    return gettext.translation("messages", folder, [language], fallback=True).gettext


def breaches(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """Return what axe finds on a page as (rule, elements), by every rule unless some are named.

    The page's context has to bypass the policy: axe is the tests' own script.
    """
    if not page.evaluate("Boolean(window.axe)"):
        page.add_script_tag(path=str(AXE))
    options = {"resultTypes": ["violations"], **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]


def cut(page: Page) -> list[str]:
    """Return what does not fit the window's width, or its own box."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    found: list[str] = [*page.evaluate(OVERFLOWING), *page.evaluate(CLIPPED)]
    return [*(["the page scrolls sideways"] if wide else []), *found]


def hang(page: Page, name: str) -> None:
    """Put a picture of the page into the gallery, where one is wanted."""
    if GALLERY:
        safe = "".join(sign if sign.isalnum() or sign in ".-" else "_" for sign in name)
        page.screenshot(path=Path(GALLERY) / f"{safe}.png", full_page=True)

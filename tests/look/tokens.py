"""Reading the token file and measuring contrast as WCAG 2.2 defines it ("contrast ratio")."""

import re
from collections.abc import Iterator
from pathlib import Path

STATIC = Path(__file__).resolve().parents[2] / "static"
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\b")


def colours(scheme: str, *, only_own: bool = False) -> dict[str, str]:
    """Return the colours of a scheme by name; dark ones stand over light ones unless only they are asked."""
    light, _, dark = (STATIC / "tokens.css").read_text().partition("@media (prefers-color-scheme: dark)")
    if scheme == "light":
        return dict(_TOKEN.findall(light))
    own = dict(_TOKEN.findall(dark))
    return own if only_own else {**dict(_TOKEN.findall(light)), **own}


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours written as #rrggbb, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def stylesheets() -> Iterator[tuple[str, str]]:
    """List our own stylesheets besides the token file: path under static/, text."""
    for path in sorted(STATIC.rglob("*.css")):
        name = path.relative_to(STATIC).as_posix()
        if name != "tokens.css" and not name.startswith("vendor/"):
            yield name, path.read_text()


def without_comments(css: str) -> str:
    """Leave out comments."""
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

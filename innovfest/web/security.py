"""What every answer carries so that browsers defend our people."""

import re

from flask import Response, request

POLICY = (
    "default-src 'self'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; worker-src 'self'{wasm_worker}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = POLICY.format(wasm="", wasm_worker="")
DOOR = POLICY.format(wasm=" 'wasm-unsafe-eval'", wasm_worker=" blob:")


EVERYWHERE = (("X-Content-Type-Options", "nosniff"),)


def _of_pages(policy: str, camera: str) -> tuple[tuple[str, str], ...]:
    return (
        *EVERYWHERE,
        ("Content-Security-Policy", policy),
        # The personal link stands in the address: it must not leave the site with a click.
        ("Referrer-Policy", "same-origin"),
        ("X-Frame-Options", "DENY"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Permissions-Policy", f"camera=({camera}), geolocation=(), microphone=()"),
    )


IN_FRAMES = (
    *EVERYWHERE,
    # The one page that other sites may frame: nothing on it can be pressed that acts, and no script runs.
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'self'; "
        "form-action 'none'; frame-ancestors *",
    ),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)
ON_PAGES = _of_pages(PAGES, "")
AT_THE_DOOR = _of_pages(DOOR, "self")


def harden(response: Response) -> Response:
    """Add the security headers; API answers and calendars go without those of pages, to stay small."""
    headers = response.headers
    present = {name.lower() for name, _ in headers}
    wanted = _wanted(request.path, response.status_code)
    headers.extend([(name, value) for name, value in wanted if name.lower() not in present])
    if wanted is EVERYWHERE:
        return response
    if request.is_secure and "strict-transport-security" not in present:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if "cache-control" not in present and headers.get("Content-Type", "").startswith("text/html"):
        headers["Cache-Control"] = "private, no-cache"
    return response


_FRAMED = re.compile(r"/[^/]+/embed/")


def _wanted(path: str, status: int) -> tuple[tuple[str, str], ...]:
    # No browser shows a calendar, and programs ask for it for months; a refusal there is a page.
    if path.startswith("/api/") or (path.endswith(".ics") and status in {200, 304}):
        return EVERYWHERE
    if _FRAMED.fullmatch(path):
        return IN_FRAMES
    # A worker lives under the policy of its own file, not of the page that started it.
    at_the_door = path.startswith("/door/") or path.endswith("/door/detector-worker.js")
    return AT_THE_DOOR if at_the_door else ON_PAGES

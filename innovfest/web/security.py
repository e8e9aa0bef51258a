"""What every answer carries so that browsers defend our people."""

from flask import Response, request

POLICY = (
    "default-src 'self'; script-src 'self'{wasm}; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; media-src 'self' blob:; connect-src 'self'; worker-src 'self'{wasm_worker}; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
PAGES = POLICY.format(wasm="", wasm_worker="")
DOOR = POLICY.format(wasm=" 'wasm-unsafe-eval'", wasm_worker=" blob:")


def harden(response: Response) -> Response:
    """Add the security headers; API answers go without the page's policy, to stay small."""
    headers = response.headers
    headers.setdefault("X-Content-Type-Options", "nosniff")
    if request.path.startswith("/api/"):
        return response
    # A worker lives under the policy of its own file, not of the page that started it.
    door = request.path.startswith("/door/") or request.path.endswith("/door/detector-worker.js")
    headers.setdefault("Content-Security-Policy", DOOR if door else PAGES)
    # The personal link stands in the address: it must not leave the site with a click.
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault(
        "Permissions-Policy", f"camera=({'self' if door else ''}), geolocation=(), microphone=()"
    )
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if response.mimetype == "text/html" and "Cache-Control" not in headers:
        headers["Cache-Control"] = "private, no-cache"
    return response

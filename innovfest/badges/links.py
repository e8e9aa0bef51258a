"""The QR of an address, for phones to open; a badge's code has its own drawing in `qr`.

An address needs the byte mode of ISO/IEC 18004 and more modules than a badge; it is read from a screen or a
sign at arm's length, so level M is enough.
"""

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4
"""Light modules on each side (ISO/IEC 18004, 9.1)."""

MASK = 2


def address_svg(address: str) -> str:
    """Draw an address as an SVG element that passes a policy without inline styles."""
    symbol = QRCode(error_correction=ERROR_CORRECT_M, mask_pattern=MASK)
    symbol.add_data(address)
    symbol.make(fit=True)
    side = len(symbol.modules) + 2 * QUIET_ZONE
    path = "".join(
        f"M{QUIET_ZONE + x} {QUIET_ZONE + y}h1v1h-1z"
        for y, row in enumerate(symbol.modules)
        for x, dark in enumerate(row)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges" '
        f'aria-hidden="true" focusable="false"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )

"""What can't be drawn."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Invalid


class CodeNotDrawable(Invalid):
    """The text is no badge code: a QR code of 25 × 25 modules does not hold it."""

    code = "code-not-drawable"
    sentence = _l("This text is not a badge code, so there is no QR code for it.")

"""Why a change to an edition is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid


class CapacityBelowRegistered(Conflict):
    """More people are registered than the new capacity has places; whoever wants that confirms it."""

    code = "capacity-below-registered"
    sentence = _l(
        "Places taken: %(registered)s. With %(capacity)s to give everybody keeps theirs, and none is given "
        "until %(back)s came back."
    )


class ClosesBeforeOpening(Invalid):
    """Registration would close before it opens."""

    code = "closes-before-opening"
    sentence = _l("Registration has to open before it closes.")

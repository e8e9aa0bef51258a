"""Why a change to an edition is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid


class CapacityBelowRegistered(Conflict):
    """More people are registered than the new capacity has places."""

    code = "capacity-below-registered"
    sentence = _l("%(registered)s people are registered already, so there can not be fewer places than that.")


class ClosesBeforeOpening(Invalid):
    """Registration would close before it opens."""

    code = "closes-before-opening"
    sentence = _l("Registration has to open before it closes.")

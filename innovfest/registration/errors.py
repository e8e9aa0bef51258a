"""Why a registration is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.database import refuse_with
from innovfest.errors import Conflict


class RegistrationNotOpen(Conflict):
    """It is too early."""

    code = "registration-not-open"
    sentence = _l("Registration is not open yet. It opens on %(opens)s.")


class RegistrationClosed(Conflict):
    """It is too late."""

    code = "registration-closed"
    sentence = _l("Registration closed on %(closed)s.")


class EventFull(Conflict):
    """No place is left at the edition."""

    code = "event-full"
    sentence = _l("All places for the day are taken.")


class AlreadyRegistered(Conflict):
    """The same person at the same address has an active registration; `known` is its row."""

    code = "already-registered"
    sentence = _l("Someone with this name is already registered at this address.")


class ChangedMeanwhile(Conflict):
    """Someone else changed the registration after the editor had read it."""

    code = "changed-meanwhile"
    sentence = _l("This registration was changed while you were editing it. Compare, and save again.")


class TooManyForAddress(Conflict):
    """One address registers up to ten people."""

    code = "too-many-for-address"
    sentence = _l("Ten people are already registered with this address. Use another address for more people.")


class SpareUnusable(Conflict):
    """The scanned code is no spare badge of this edition, or it is somebody's already."""

    code = "spare-unusable"
    sentence = _l("This is not a spare badge, or it already belongs to someone.")


refuse_with("uq_registration_active_person", AlreadyRegistered)

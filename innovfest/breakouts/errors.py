"""Why a seat is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid


class SessionFull(Conflict):
    """No seat is left in the session."""

    code = "session-full"
    sentence = _l("“%(title)s” is full. Please choose another session.")


class SignupClosed(Conflict):
    """It is too late to change this choice."""

    code = "signup-closed"
    sentence = _l("The choice for “%(title)s” is closed.")


class SessionCancelled(Conflict):
    """The session does not take place."""

    code = "session-cancelled"
    sentence = _l("“%(title)s” is cancelled. Please choose another session.")


class ClashesWith(Conflict):
    """The person holds a seat elsewhere at the same time."""

    code = "clashes-with"
    sentence = _l("“%(title)s” is at the same time as “%(other)s”, where you have a seat.")


class NotConfirmed(Conflict):
    """The registration is cancelled or not yet confirmed."""

    code = "not-confirmed"
    sentence = _l("This registration is not active, so it can not hold a seat.")


class WrongSlot(Invalid):
    """The session is not one of the alternatives of the slot."""

    code = "wrong-slot"
    sentence = _l("This session is not one of the choices here.")


class CapacityBelowTaken(Conflict):
    """More seats are taken than the new capacity has."""

    code = "capacity-below-taken"
    sentence = _l("%(taken)s seats are taken already, so the capacity can not be lower than that.")


class SeatHeldAlready(Conflict):
    """Nobody stands in line for what they have."""

    code = "seat-held-already"
    sentence = _l("You have a seat in “%(title)s” already.")


class OfferLapsed(Conflict):
    """The time to accept an offer is over, or it was never made."""

    code = "offer-lapsed"
    sentence = _l("This offer has lapsed: it went to the next in line.")


class MailingGone(Conflict):
    """A mail to everybody can not be called back."""

    code = "mailing-gone"
    sentence = _l("This mail is on its way already, so it can not be switched any more.")

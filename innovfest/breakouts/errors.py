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


class SignupPaused(Conflict):
    """The organiser keeps the seats that come free."""

    code = "signup-paused"
    sentence = _l("Sign-up for “%(title)s” is paused for now.")


class GivenByWishes(Conflict):
    """Nobody takes a seat in the slot by themselves until its wishes are answered."""

    code = "given-by-wishes"
    sentence = _l("The seats in “%(title)s” are given by wishes. Say what you would like; it is no race.")


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
    """More seats are taken than the new capacity has; whoever wants that confirms it."""

    code = "capacity-below-taken"
    sentence = _l(
        "Seats taken: %(taken)s. With %(capacity)s to give everybody keeps theirs, and none is given until "
        "%(back)s came back."
    )


class AskFirst(Conflict):
    """A change of seats is told before it is made: `facts["consequence"]` says what it does."""

    code = "ask-first"
    sentence = _l("Nothing has changed yet. Read what this does, and confirm it.")


class RoomsChanged(Conflict):
    """The rooms of the draft that were shown are not those that would be released now."""

    code = "rooms-changed"
    sentence = _l("The draft has other rooms now than those that you saw. Nothing was released.")


class PlanChanged(Conflict):
    """The rooms that were shown are not those that would be proposed now."""

    code = "plan-changed"
    sentence = _l(
        "Something changed since you looked, so the proposal is another one now. Nothing was applied."
    )


class NothingHeld(Conflict):
    """The seats that were held back are given or have returned to the pool."""

    code = "nothing-held"
    sentence = _l("These seats are not held back any more.")


class FireLimitReached(Conflict):
    """A seat held back can not be given: the session has none free, and its rooms hold no more people."""

    code = "fire-limit-reached"
    sentence = _l(
        "Every seat in “%(title)s” is taken, and its rooms may not hold more than %(limit)s people. This seat"
        " can be given once another came back."
    )


class SeatHeldAlready(Conflict):
    """Nobody stands in line for what they have."""

    code = "seat-held-already"
    sentence = _l("You have a seat in “%(title)s” already.")


class OfferLapsed(Conflict):
    """The time to accept an offer is over, or it was never made."""

    code = "offer-lapsed"
    sentence = _l("This offer has lapsed: it went to the next in line.")


class NotNow(Conflict):
    """The verb does not fit how the session stands."""

    code = "not-now"
    sentence = _l("“%(title)s” is not in a state in which that can be done.")


class HasNoTime(NotNow):
    """A cancelled session can't take place after all while the draft has no time for it."""

    code = "has-no-time"
    sentence = _l("“%(title)s” has no time in the draft. Give it one first; then let it take place.")


class TakesNobodyIn(NotNow):
    """Another session can't go into this one: it is not public, over, cancelled or closed."""

    code = "takes-nobody-in"
    sentence = _l(
        "Nobody can be moved to “%(title)s”: it is not in the public programme, it is over or cancelled, or "
        "its sign-up is closed."
    )


class MergeTooSmall(Conflict):
    """The session that people would move to has too few seats."""

    code = "merge-too-small"
    sentence = _l(
        "“%(title)s” lacks %(missing)s seats to take everybody in. Give it more seats under Capacity first."
    )


class ChangedMeanwhile(Conflict):
    """What a preview showed is true no more."""

    code = "changed-meanwhile"
    sentence = _l("This changed while you were reading. Look at the new numbers, then confirm once more.")


class MailingGone(Conflict):
    """A mail to everybody can not be called back."""

    code = "mailing-gone"
    sentence = _l("This mail is on its way already, so it can not be switched any more.")

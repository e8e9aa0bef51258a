"""Why the door refuses what organisers and stewards ask of it."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, NotAllowed, NotFound


class GateNameTaken(Conflict):
    """Two gates of one edition can't be told apart by the same name."""

    code = "gate-name-taken"
    sentence = _l("There is already a gate with this name.")


class NoSuchGate(NotFound):
    """No gate of the edition has this name, nor has a room."""

    code = "no-such-gate"
    sentence = _l("There is no gate named %(name)s.")


class EnrolmentClosed(Conflict):
    """The link is taken back, over, not yet open or mistyped."""

    code = "enrolment-closed"
    sentence = _l("This link does not enrol phones: it is outside its hours, was taken back, or is mistyped.")


class SupervisorOnly(NotAllowed):
    """A steward's phone may not do this."""

    code = "supervisor-only"
    sentence = _l("Only a supervisor’s phone can do this.")


class DeskOnly(NotAllowed):
    """Only the help desk's phones and supervisors' do more than scan and send people on."""

    code = "desk-only"
    sentence = _l("Only a phone of the help desk or a supervisor can do this.")


class NotReleasable(Conflict):
    """No session that people sign up for began at this door five minutes ago, or it is another one by now."""

    code = "not-releasable"
    sentence = _l("Seats can be released from five minutes after a break-out has begun, at its own door.")


class TablesAlike(Conflict):
    """Two badge tables that begin at the same letters hand out the same badges."""

    code = "tables-alike"
    sentence = _l("Two tables begin at the same letters.")


class NoEntrance(Conflict):
    """Arrivals from a paper list are recorded at an entrance, and there is none."""

    code = "no-entrance"
    sentence = _l("Make an entrance first: arrivals are recorded there.")

"""Why the programme refuses."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid, NotFound


class NothingReleased(NotFound):
    """The edition has no release yet."""

    code = "nothing-released"
    sentence = _l("The programme of this edition is not public yet.")


class BadProgramme(Invalid):
    """The programme file can't be right."""

    code = "bad-programme"
    sentence = _l("The programme file is not right: %(problem)s")


class RoomTooSmall(Conflict):
    """More seats are taken in a session than its rooms would have."""

    code = "room-too-small"
    sentence = _l("“%(title)s” has %(taken)s seats taken, so its rooms need at least that many.")

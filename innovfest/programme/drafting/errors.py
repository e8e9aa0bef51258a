"""Why a step of the draft is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid


class ChangedSince(Conflict):
    """Somebody moved the session after who moves it now had looked."""

    code = "session-moved"
    sentence = _l(
        "%(who)s moved “%(title)s” meanwhile (%(at)s): from %(was)s to %(now)s. It stays there; "
        "move it again if you still want to."
    )


class EditedSince(Conflict):
    """Something else of the session changed after who moves it now had looked."""

    code = "session-edited"
    sentence = _l(
        "“%(title)s” was changed meanwhile. It stands at %(now)s; move it again if you still want to."
    )


class MovedSince(Conflict):
    """A step can't be taken back, since somebody else moved its session afterwards."""

    code = "moved-since"
    sentence = _l(
        "%(who)s has moved “%(title)s” since (%(at)s), and it is now at %(now)s. Your step is not taken back."
    )


class SessionLeft(Conflict):
    """A step can't be taken back, since a session of it was deleted."""

    code = "session-left"
    sentence = _l("“%(title)s” was deleted, so what you did with it can not be taken back.")


class NothingToUndo(Conflict):
    """The person has no step that could be taken back."""

    code = "nothing-to-undo"
    sentence = _l("You have no step to take back.")


class NothingToRedo(Conflict):
    """The person has taken no step back since their last one."""

    code = "nothing-to-redo"
    sentence = _l("You have taken no step back that could be done again.")


class BadTime(Invalid):
    """A session ends before it starts, or lasts longer than a day."""

    code = "bad-time"
    sentence = _l("The end has to be after the start, and at most a day later.")


class NoRoom(Invalid):
    """A session with a time has to be somewhere."""

    code = "no-room"
    sentence = _l("Choose at least one room, and each room once.")


class OutsideEdition(Invalid):
    """The time is on none of the edition's days."""

    code = "outside-edition"
    sentence = _l("This edition runs from %(first)s to %(last)s. Choose a time between them.")

"""Why a rehearsal is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict


class RehearsalRuns(Conflict):
    """One rehearsal of an edition is played at a time: two would measure each other."""

    code = "rehearsal-runs"
    sentence = _l("A rehearsal is being played. Wait until it is over, or stop it.")

"""Why planning refuses."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid


class PlanRuns(Conflict):
    """One plan at a time is made for an edition."""

    code = "plan-runs"
    sentence = _l("A plan is being made already. Wait until it is over, or stop it.")


class NothingToPlan(Conflict):
    """No session is left that may move."""

    code = "nothing-to-plan"
    sentence = _l(
        "There is no session to plan: those that you chose are pinned, have begun, do not take place or are "
        "breaks."
    )


class NothingTicked(Invalid):
    """No change was chosen, or none that the plan has."""

    code = "nothing-ticked"
    sentence = _l("Tick at least one change.")


class DraftMovedOn(Conflict):
    """Somebody changed the draft after the plan had seen it."""

    code = "draft-moved-on"
    sentence = _l(
        "%(who)s changed “%(title)s” (%(at)s), after this plan was made. Nothing was taken; plan again."
    )


class NoLongerFits(Conflict):
    """What the plan rests on has changed, though nobody moved a session."""

    code = "no-longer-fits"
    sentence = _l(
        "“%(title)s” does not fit there any more: rooms, speakers’ times or seats changed after this plan "
        "was made. Nothing was taken; plan again."
    )

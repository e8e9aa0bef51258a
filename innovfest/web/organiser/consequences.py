"""What a change of seats does, and did, as sentences."""

from flask_babel import gettext as _
from flask_babel import ngettext

from innovfest.breakouts import Consequence
from innovfest.web.formatting import number


def sentences(consequence: Consequence) -> list[str]:
    """Say what a change will do, before it is made."""
    if consequence.capacity < consequence.was:
        return [_lowering(consequence)]
    told = [_raising(consequence) if consequence.capacity > consequence.was else _staying(consequence)]
    if consequence.elsewhere:
        told.append(
            ngettext(
                "One person moves up in another session, into a seat that comes free there.",
                "%(num)s people move up in other sessions, into seats that come free there.",
                consequence.elsewhere,
            )
        )
    return told + ([_lowering(consequence)] if consequence.to_give_back else [])


def done(consequence: Consequence) -> str:
    """Say what a change did."""
    saved = str(_("Saved: %(capacity)s seats can be booked.", capacity=number(consequence.capacity)))
    if not consequence.moves:
        return saved
    if consequence.asks:
        moved = ngettext(
            "One person in line has an offer.", "%(num)s people in line have an offer.", consequence.moves
        )
    else:
        moved = ngettext("One person moved up.", "%(num)s people moved up.", consequence.moves)
    return f"{saved} {moved}"


def _staying(consequence: Consequence) -> str:
    return str(_("The seats that can be booked stay %(capacity)s.", capacity=number(consequence.capacity)))


def _raising(consequence: Consequence) -> str:
    capacity = number(consequence.capacity)
    if not consequence.moves:
        return str(_("Raising to %(capacity)s promotes nobody: nobody is in line for it.", capacity=capacity))
    if consequence.asks:
        return str(
            ngettext(
                "Raising to %(capacity)s offers a seat to one person in line.",
                "Raising to %(capacity)s offers a seat to %(num)s people in line.",
                consequence.moves,
                capacity=capacity,
            )
        )
    return str(
        ngettext(
            "Raising to %(capacity)s promotes one person from the line.",
            "Raising to %(capacity)s promotes %(num)s people from the line.",
            consequence.moves,
            capacity=capacity,
        )
    )


def _lowering(consequence: Consequence) -> str:
    facts = {"capacity": number(consequence.capacity), "taken": number(consequence.taken)}
    if not consequence.to_give_back:
        return str(_("Lowering to %(capacity)s takes nobody’s seat: %(taken)s are taken.", **facts))
    return str(
        ngettext(
            "With %(capacity)s to give, %(taken)s stay seated: nobody loses a seat, and none is given until "
            "one was given back.",
            "With %(capacity)s to give, %(taken)s stay seated: nobody loses a seat, and none is given until "
            "%(num)s were given back.",
            consequence.to_give_back,
            **facts,
        )
    )

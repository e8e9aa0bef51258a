"""Why a wish, or what is done with wishes, is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid


class WishesClosed(Conflict):
    """The closing time is over, or the outcome is published."""

    code = "wishes-closed"
    sentence = _l("Wishes are closed. What you sent in before counts.")


class WishedTwice(Invalid):
    """A session stands twice among the wishes."""

    code = "wished-twice"
    sentence = _l("“%(title)s” stands twice among your wishes. Choose each session once.")


class NoSuchParty(Invalid):
    """No party of this slot has the code."""

    code = "no-such-party"
    sentence = _l("No group has this code. Check it with your colleague: it is on their page of wishes.")


class PartyFull(Conflict):
    """A party has as many people as may stay together."""

    code = "party-full"
    sentence = _l("This group has %(most)s people already. More can not be kept together.")


class RoundOpen(Conflict):
    """Wishes are still taken, so there is nothing to publish yet."""

    code = "round-open"
    sentence = _l("Wishes are taken until %(closes)s. The seats can be given after that.")


class RoundExists(Conflict):
    """The slot had its wishes already."""

    code = "round-exists"
    sentence = _l("This slot has, or had, its wishes already.")


class RoundPublished(Conflict):
    """The outcome is published and does not change any more."""

    code = "round-published"
    sentence = _l("The outcome is published, so this can not be changed any more.")


class PeopleRanked(Conflict):
    """Wishes that people sent in are not thrown away."""

    code = "people-ranked"
    sentence = _l("People with wishes: %(people)s. Move the closing time, or give the seats by their wishes.")


class WrongClosing(Invalid):
    """The closing time is over already, or leaves no time before the sessions."""

    code = "wrong-closing"
    sentence = _l("Choose a time after now and before sign-up closes, %(latest)s.")

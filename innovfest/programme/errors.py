"""Why the programme refuses."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid, NotAllowed, NotFound


class NothingReleased(NotFound):
    """The edition has no release yet."""

    code = "nothing-released"
    sentence = _l("The programme of this edition is not public yet.")


class BadProgramme(Invalid):
    """The programme file can't be right."""

    code = "bad-programme"
    sentence = _l("The programme file is not right: %(problem)s")

    def __init__(self, *, mistakes: Sequence[Any] = ()) -> None:
        """Keep every mistake, each a sentence with its place."""
        super().__init__(mistakes=tuple(mistakes))
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        """Name the mistakes in the reader's language."""
        return str(self.sentence).replace("%(problem)s", " ".join(map(str, self.mistakes)))


class RoomTooSmall(Conflict):
    """More seats are taken in a session than its rooms would have."""

    code = "room-too-small"
    sentence = _l("“%(title)s” has %(taken)s seats taken, so its rooms need at least that many.")


class EndsBeforeStart(Invalid):
    """A stretch of time has no length, or one of its ends is missing."""

    code = "ends-before-start"
    sentence = _l("Row %(row)s: enter a start, and an end after it.")


class NoSuchTime(Invalid):
    """A time in the hour that the clock skips in spring."""

    code = "no-such-time"
    sentence = _l("Row %(row)s: there is no %(time)s that night, because the clock skips an hour.")


class NoTimes(Invalid):
    """Somebody is available at certain times, and none was told."""

    code = "no-times"
    sentence = _l("Enter at least one stretch of time, or say that it is not known.")


class TooManyTimes(Invalid):
    """Somebody is available in more stretches of time than there can be."""

    code = "too-many-times"
    sentence = _l("Enter at most %(most)s stretches of time.")


class TimesChanged(Conflict):
    """Somebody else changed the times that one is about to replace."""

    code = "times-changed"
    sentence = _l(
        "These times were changed since you opened them. What stands now is shown below; save once more to "
        "put yours in its place."
    )


class SlugTaken(Conflict):
    """Another session of the edition has this short name."""

    code = "slug-taken"
    sentence = _l("Another session has the address “%(slug)s”. Choose another one.")


class SlugPublic(Conflict):
    """A session that was public keeps its address: links, calendars and badges have it."""

    code = "slug-public"
    sentence = _l("This session was public, so it keeps the address “%(slug)s”.")


class SessionChangedMeanwhile(Conflict):
    """Somebody else changed the session since it was read."""

    code = "session-changed"
    sentence = _l("Somebody else changed this session while you were editing it. Compare, and save again.")


class SessionReleased(Conflict):
    """A session that was public can't vanish."""

    code = "session-released"
    sentence = _l("“%(title)s” was public, so it can not be deleted. Cancel it: calendars follow.")


class SessionInUse(Conflict):
    """People or rows depend on a session."""

    code = "session-in-use"
    sentence = _l(
        "People have a seat in “%(title)s”, wait or wish for one, or something is kept for it. So this can "
        "not be done."
    )


class SpeakerTwice(Invalid):
    """A speaker stands twice in one session."""

    code = "speaker-twice"
    sentence = _l("%(name)s stands in this session twice.")


class SpeakerUnclear(Invalid):
    """A name that several speakers have, and nothing tells which of them is meant."""

    code = "speaker-unclear"
    sentence = _l("More than one speaker is called %(name)s. Choose one: %(choices)s.")


class StrandUsed(Conflict):
    """Sessions of the draft are in a track or slot that would go."""

    code = "strand-used"
    sentence = _l("“%(name)s” can not be deleted while sessions are in it: %(users)s. Move these out first.")


class StrandPublic(Conflict):
    """A slot that would go still stands in what is public."""

    code = "strand-public"
    sentence = _l("“%(name)s” is still public, with %(users)s. Release the draft first, then delete it.")


class StrandWished(Conflict):
    """Wishes were asked for a slot: what people wished, and the outcome, belong to it."""

    code = "strand-wished"
    sentence = _l("Wishes were asked for “%(name)s”, so it can not be deleted.")


class StrandChangedMeanwhile(Conflict):
    """Somebody else changed a track or slot since it was read."""

    code = "strand-changed"
    sentence = _l("Somebody else changed “%(name)s” while you were editing it. Compare, and save again.")


class ClosesBeforeWishes(Conflict):
    """A slot would close while wishes for it are taken."""

    code = "closes-before-wishes"
    sentence = _l("Wishes are taken until %(closes)s, so this can not close before.")


class LeftOut(Conflict):
    """Something that is taken from a file needs something else of it that is not."""

    code = "left-out"
    sentence = _l("“%(name)s” needs “%(needed)s”, which was left out. Take both, or neither.")


class ChangedMeanwhile(Conflict):
    """The draft is not what it was when the changes of a file were shown."""

    code = "changed-meanwhile"
    sentence = _l("Meanwhile somebody changed the draft. Look at what would change now, and confirm again.")


class StillUsed(Conflict):
    """What a file would take away has things that belong to it."""

    code = "still-used"
    sentence = _l("“%(name)s” can't go: files, a link or wishes belong to it.")


class NothingToAnnounce(Invalid):
    """An announcement has no words in any language."""

    code = "nothing-to-announce"
    sentence = _l("Write the announcement in at least one language.")


class NothingToRelease(Conflict):
    """What was chosen is public already, or is no change of the draft any more."""

    code = "nothing-to-release"
    sentence = _l("There is nothing to release: what you chose is public already, or is gone from the draft.")


class DraftChanged(Conflict):
    """What would be released is not what the preview showed."""

    code = "draft-changed"
    sentence = _l("The draft changed since you looked. Look at it once more; nothing is released yet.")


class ReadyForOther(Conflict):
    """What would be marked ready is not what was read."""

    code = "ready-for-other"
    sentence = _l("Something changed since you looked. Look once more; nothing is done yet.")


class NotYourSession(NotAllowed):
    """A cluster's link marks the sessions of that cluster only."""

    code = "not-your-session"
    sentence = _l("This session belongs to someone else, who says when it is ready.")


class NothingToDelay(Conflict):
    """No session that has not begun is there to be put off."""

    code = "nothing-to-delay"
    sentence = _l("Nothing is left there to begin later.")

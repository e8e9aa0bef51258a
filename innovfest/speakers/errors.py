"""Why something of speakers is refused."""

from flask_babel import lazy_gettext as _l

from innovfest.errors import Conflict, Invalid, NotAllowed


class OnlyTheSpeaker(NotAllowed):
    """An assistant can do almost everything, but consents for nobody and lets nobody else in."""

    code = "only-the-speaker"
    sentence = _l("Only the speaker can do this, with their own link. An assistant can do everything else.")


class TimeChanged(Conflict):
    """The time that someone answered is not the one that is proposed now."""

    code = "time-changed"
    sentence = _l(
        "The time of this session changed while you were reading. Look again, and answer once more."
    )


class NoTimeYet(Conflict):
    """A part can be confirmed once its session has a time."""

    code = "no-time-yet"
    sentence = _l("This session has no time yet. We will write to you when there is one to confirm.")


class NoAddress(Conflict):
    """Nobody can be written to without an address."""

    code = "speaker-no-address"
    sentence = _l("%(name)s has no e-mail address here. Fill it in first.")


class SpeakerKnown(Conflict):
    """Another speaker of the edition has this name."""

    code = "speaker-known"
    sentence = _l("There is a speaker with this name already.")


class AskedToday(Conflict):
    """Everybody chosen got a mail within the last day."""

    code = "asked-today"
    sentence = _l("They were written to within the last day. Confirm that you want to write again.")


class NoPlaceForSpeaker(Conflict):
    """The day is full and no seat is held back for speakers."""

    code = "no-place-for-speaker"
    sentence = _l(
        "Every place of the day is taken and no seat is held back for speakers, so %(name)s has no badge "
        "yet. Raise the capacity of the day or hold seats back for speakers, then press again."
    )


class FileTooLarge(Invalid):
    """More bytes than the operator allows."""

    code = "file-too-large"
    sentence = _l("This file is larger than %(most)s MB. Make it smaller and choose it again.")


class NoFile(Invalid):
    """Nothing was chosen."""

    code = "no-file"
    sentence = _l("Choose a file first.")


class NotAPhotograph(Invalid):
    """The content is no picture that we take, whatever the name says."""

    code = "not-a-photograph"
    sentence = _l("This is not a photograph we can use. Choose a JPEG, PNG or WebP picture.")


class PhotographTooLarge(Invalid):
    """More pixels than we draw."""

    code = "photograph-too-large"
    sentence = _l("This picture has more than %(most)s million pixels. Make it smaller and choose it again.")


class PhotographTooSmall(Invalid):
    """So few pixels that no face could be made out."""

    code = "photograph-too-small"
    sentence = _l("This picture is too small. It needs at least %(least)s pixels each way.")


class FileDamaged(Invalid):
    """It begins as it should, and can't be read to its end."""

    code = "file-damaged"
    sentence = _l("This file is damaged and can not be read. Save it anew and choose it again.")


class NotSlides(Invalid):
    """The content is no presentation that we take, or not the kind that the name says."""

    code = "not-slides"
    sentence = _l("This is not a file of slides we can use. Choose a PDF, PPTX, ODP or Keynote file.")


class SlidesWithMacros(Invalid):
    """Programs travel in macros."""

    code = "slides-with-macros"
    sentence = _l("These slides hold macros, which we do not take. Save them without macros, or as PDF.")


class TwoFilesInOne(Invalid):
    """A file that two programs would read as two different things."""

    code = "two-files-in-one"
    sentence = _l("This file is two kinds of file in one, which we do not take. Save it anew, as PDF.")

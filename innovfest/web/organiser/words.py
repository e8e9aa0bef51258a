"""The words of the desk for what the tables keep as codes."""

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from innovfest.web.formatting import duration

STATUS = {
    "pending": _l("Pending"),
    "confirmed": _l("Expected"),
    "waitlisted": _l("On the waiting list"),
    "cancelled": _l("Cancelled"),
}

SOURCE = {
    "web": _l("By themselves"),
    "colleague": _l("By a colleague"),
    "desk": _l("At the desk"),
    "import": _l("From a list"),
}

PART = {
    "attendee": _l("Attendee"),
    "speaker": _l("Speaker"),
    "crew": _l("Crew"),
    "press": _l("Press"),
}
"""What someone comes to do."""

KIND = {
    "plenary": _l("Plenary"),
    "breakout": _l("Break-out"),
    "break": _l("Break"),
    "reception": _l("Reception"),
}
"""What a session can be."""

LANGUAGE = {"nl": "Nederlands", "en": "English", "fr": "Français"}

ROLE = {"organiser": _l("Organiser"), "desk": _l("Desk"), "viewer": _l("Viewer")}

ROLE_MEANS = {
    "organiser": _l("May do everything."),
    "desk": _l("Looks after people and the door."),
    "viewer": _l("Reads, without dietary and access needs."),
}

PHONE_ROLE = {
    "steward": _l("Steward"),
    "supervisor": _l("Supervisor"),
    "desk": _l("Help desk"),
}

PHONE_STATE = {
    "working": (_l("Working"), "good"),
    "silent": (_l("Silent"), "stop"),
    "waits": (_l("Scans wait"), "warn"),
    "idle": (_l("Not at work yet"), ""),
    "over": (_l("Shift over"), ""),
    "revoked": (_l("Taken back"), "stop"),
}
"""How a phone is doing, and how grave that is."""

TROUBLE = {
    "silent": _l("Silent"),
    "clock": _l("Clock off"),
    "storage": _l("Storage full"),
    "camera": _l("No camera"),
}

SETTLED = {
    "same_person": _l("The same person twice"),
    "two_people": _l("Two people with one badge"),
    "mistake": _l("A mistake at the door"),
}
"""What two scans of one badge turned out to be."""

SETTLED_OTHERWISE = {
    "same_person": _l("Rightly let in"),
    "two_people": _l("Someone else with this badge"),
    "mistake": _l("A mistake at the door"),
}
"""What a scan that was decided otherwise turned out to be."""

VERDICT = {
    "counted": (_l("Heads counted"), ""),
    "undone": (_l("Taken back"), ""),
    "admitted": (_l("Came in"), "good"),
    "already_in": (_l("Already in"), "warn"),
    "left": (_l("Went out"), ""),
    "wrong_gate": (_l("Sent to another room"), "warn"),
    "room_full": (_l("Room full"), "stop"),
    "cancelled": (_l("Cancelled"), "stop"),
    "replaced_code": (_l("Replaced badge"), "stop"),
    "not_confirmed": (_l("Not confirmed"), "stop"),
    "not_open": (_l("Not open"), "warn"),
    "unknown": (_l("Unknown badge"), "stop"),
}
"""What the door answered, and how grave that is."""

MAIL = {
    "registration.confirmation": _l("Confirmation with badge"),
    "registration.change": _l("Change of break-out"),
    "registration.in_line": _l("In line for the day"),
    "registration.promotion": _l("Seat from the waiting list"),
    "registration.offer": _l("Offer from the waiting list"),
    "registration.overlap": _l("Two sessions at once"),
    "registration.expiry": _l("Offer lapsed"),
    "registration.session_cancelled": _l("Session cancelled"),
    "registration.session_merged": _l("Sessions merged"),
    "registration.line_closed": _l("Line closed"),
    "registration.allocation": _l("Wishes answered"),
    "registration.cancellation": _l("Cancellation"),
    "registration.still_coming": _l("Two days before: still coming?"),
    "registration.morning": _l("In the morning: QR, room and way"),
    "registration.link": _l("Personal link"),
    "registration.parting": _l("Place gone to a colleague"),
    "speakers.invitation": _l("Invitation of a speaker"),
    "speakers.assistant": _l("Link of a speaker's assistant"),
    "speakers.reminder": _l("What is missing from a speaker"),
    "speakers.times": _l("Times proposed to a speaker"),
    "speaker.release": _l("Change of a speaker’s session"),
    "accounts.sign_in": _l("Sign-in link"),
    "accounts.invitation": _l("Invitation to help organise"),
}

MISSING_FROM = {
    "email": _l("No e-mail"),
    "invitation": _l("Not invited"),
    "answer": _l("No answer"),
    "biography": _l("No biography"),
    "photo": _l("No photo"),
    "slides": _l("No slides"),
    "availability": _l("No availability"),
    "recording": _l("No consent"),
}
"""What is missing from a speaker."""

HANDED_IN = {
    "email": _l("E-mail"),
    "invitation": _l("Invited"),
    "answer": _l("Answer"),
    "biography": _l("Biography"),
    "photo": _l("Photo"),
    "slides": _l("Slides"),
    "availability": _l("Times"),
    "recording": _l("Consent"),
}
"""The same as the heading of a column."""

PART_STATE = {
    "unasked": (_l("Not asked yet"), ""),
    "asked": (_l("No answer yet"), "warn"),
    "confirmed": (_l("Confirmed"), "good"),
    "declined": (_l("Declined"), "stop"),
}
"""What a speaker answered about a session, and how grave that is."""

SPEAKER_DEED = {
    "speaker.added": _l("Added."),
    "speaker.changed": _l("The desk's details changed."),
    "speaker.profile": _l("Job title or biography changed."),
    "speaker.practical": _l("Phone, language or needs changed."),
    "speaker.photo": _l("A photograph was handed in."),
    "speaker.photo.removed": _l("The photograph was taken away."),
    "speaker.focus": _l("The photograph is cropped otherwise."),
    "speaker.slides": _l("Slides were handed in."),
    "speaker.slides.removed": _l("Slides were taken away."),
    "speaker.recording": _l("They said whether they may be recorded."),
    "speaker.asked": _l("They are asked for their sessions."),
    "speaker.confirmed": _l("A session was confirmed."),
    "speaker.declined": _l("A session was declined."),
    "speaker.held_place": _l("They took a place that was held back for speakers."),
    "speaker.link.speaker": _l("They got a link."),
    "speaker.link.assistant": _l("An assistant got a link."),
    "speaker.link.revoked": _l("A link was taken away."),
}
"""What happened to a speaker."""

HELD_FOR = {
    "speakers": _l("Speakers"),
    "press": _l("Press"),
    "cluster": _l("A cluster"),
    "other": _l("Others"),
}

AVAILABLE = {
    "unknown": _l("Not known"),
    "always": _l("The whole time"),
    "intervals": _l("At these times"),
}
"""What is known of when a speaker or a room is available."""

SPEAKER_ROLE = {"speaker": _l("Speaker"), "moderator": _l("Moderator"), "host": _l("Host")}
"""What a speaker does in a session."""

STAYS = {
    "largest": _l("No room is larger."),
    "equipment": _l("No larger room has what it needs."),
    "times": _l("Every larger room is taken at its time."),
    "elsewhere": _l("A larger room serves more people in another session."),
}
"""Why a session with people unserved keeps its room."""

RULE = {"fewest-disappointed": _l("Fewest disappointed"), "most-first-choices": _l("Most first wishes")}

RULE_MEANS = {
    "fewest-disappointed": _l(
        "As many people as possible get a seat; then as few as possible have only their last wish."
    ),
    "most-first-choices": _l(
        "As many people as possible get their first wish, even if someone is left without a seat for it."
    ),
}

LINE_POLICY = {"at_once": _l("Gives at once"), "offer": _l("Asks first")}

SIGN_UP = {
    "open": (_l("Open"), ""),
    "held": (_l("Sign-up paused"), "warn"),
    "closed": (_l("Sign-up closed"), "stop"),
}

VERB = {
    "hold": _l("Pause sign-up"),
    "close": _l("Close sign-up"),
    "reopen": _l("Reopen sign-up"),
    "merge": _l("Merge into another session"),
    "cancel": _l("Cancel the session"),
    "reinstate": _l("Let it take place after all"),
}
"""What an organiser can do with a session."""

VERB_MEANS = {
    "hold": _l(
        "Nobody signs up and nobody moves up: seats that come free are kept, for you to give by hand. People "
        "may still stand in line, and offers that were made stand."
    ),
    "close": _l(
        "Nobody signs up and nobody stands in line. Who has a seat keeps it; who waits leaves the line."
    ),
    "reopen": _l("Free seats go to the line at once, and then to whoever signs up."),
    "merge": _l(
        "Everybody moves to the other session in one go, two lines become one by number, and this session is "
        "cancelled in the programme and the calendars."
    ),
    "cancel": _l(
        "The session does not take place. Every seat is given back, the line ends, and programme, calendars "
        "and mails say so at once."
    ),
    "reinstate": _l(
        "The session is in the programme again. Seats do not come back by themselves and no mail goes out: "
        "whoever wants a seat chooses it again."
    ),
}

VERB_DONE = {
    "hold": _l("Sign-up is paused. Seats that come free are kept."),
    "close": _l("Sign-up is closed."),
    "reopen": _l("Sign-up is open again, and the line was served."),
    "merge": _l("Everybody has moved, and the session is cancelled."),
    "cancel": _l("The session is cancelled, and the programme says so."),
    "reinstate": _l("The session takes place after all, and the programme says so."),
}

FATE = {
    "seat_cancelled": _l("Lose their seat"),
    "line_cancelled": _l("Leave the line"),
    "line_closed": _l("Leave the line"),
    "line_kept": _l("Stay in line"),
    "moved": _l("Move to the other session"),
    "seat_elsewhere": _l("Would be in two places: keep their other seat, and lose this one"),
    "line_moved": _l("Stand in the line of the other session"),
    "line_met": _l("Leave the line, since they sit in the other session"),
    "served": _l("Get a seat"),
    "asked": _l("Are asked whether they want a seat"),
}
"""What becomes of people when a verb is done."""

CURVE = {"taken": _l("taken"), "waiting": _l("in line"), "capacity": _l("seats to give")}
"""What the lines of a session's plot show."""

MAIL_STATUS = {
    "queued": (_l("On its way"), ""),
    "sent": (_l("Sent"), "good"),
    "failed": (_l("Not delivered"), "stop"),
    "dropped": (_l("Not needed any more"), ""),
}

BADGE_STATUS = {
    "active": (_l("Opens the door"), "good"),
    "replaced": (_l("Replaced"), ""),
    "spare": (_l("Spare"), ""),
}

BADGE_ENDED = {
    "lost": _l("lost"),
    "transferred": _l("given to a colleague"),
    "spare bound": _l("a spare badge took its place"),
}

FIELD = {
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "email": _l("E-mail address"),
    "organisation": _l("Organisation"),
    "kind": _l("Kind of organisation"),
    "job_title": _l("Job title"),
    "cluster": _l("Member of a cluster"),
    "diet": _l("Dietary needs"),
    "access_needs": _l("Access needs"),
    "photo_allowed": _l("Photos"),
    "part": _l("They come as"),
    "door_note": _l("Note for the door"),
    "language": _l("Language of mails"),
}

NEEDS = frozenset({"diet", "access_needs", "access_carer", "special_data"})
"""What a viewer never sees, not even that it was told."""

PURPOSE = {
    "special_data": _l("dietary and access needs"),
    "contact_sharing": _l("sharing of contact details"),
    "news": _l("news of the next edition"),
}


def wait_said(seconds: float, *, grows: bool = False) -> str:
    """Say how long people wait, as roughly as an estimate is: to ten seconds, then to minutes."""
    if seconds < 10 and not grows:
        return str(_("under 10 s"))
    if seconds < 55:
        tens = 10 * max(1, round(seconds / 10))
        return str(_("over %(count)s s", count=tens) if grows else _("about %(count)s s", count=tens))
    minutes = max(1, round(seconds / 60))
    return str(_("over %(count)s min", count=minutes) if grows else _("about %(count)s min", count=minutes))


def trouble_said(trouble: str, *, waiting: int) -> str:
    """Say what is wrong with a phone."""
    if trouble == "waits":
        return str(ngettext("%(num)s scan waits", "%(num)s scans wait", waiting))
    return str(TROUBLE.get(trouble, trouble))


def clock_said(ahead: timedelta | None) -> str:
    """Say how far a phone's clock is from ours; a second either way is the network."""
    if ahead is None:
        return "–"
    seconds = round(abs(ahead).total_seconds())
    if seconds < 2:
        return str(_("right"))
    if seconds < 120:
        text = (
            _("%(count)s s ahead", count=seconds)
            if ahead > timedelta()
            else _("%(count)s s behind", count=seconds)
        )
    else:
        length = duration(abs(ahead))
        text = (
            _("%(length)s ahead", length=length)
            if ahead > timedelta()
            else _("%(length)s behind", length=length)
        )
    return str(text)

"""The words of the desk for what the tables keep as codes."""

from flask_babel import lazy_gettext as _l

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

LANGUAGE = {"nl": "Nederlands", "en": "English", "fr": "Français"}

ROLE = {"organiser": _l("Organiser"), "desk": _l("Desk"), "viewer": _l("Viewer")}

ROLE_MEANS = {
    "organiser": _l("May do everything."),
    "desk": _l("Looks after people and the door."),
    "viewer": _l("Reads, without dietary and access needs."),
}

PHONE_ROLE = {"steward": _l("Steward"), "supervisor": _l("Supervisor")}

VERDICT = {
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
    "registration.cancellation": _l("Cancellation"),
    "registration.still_coming": _l("Two days before: still coming?"),
    "registration.morning": _l("In the morning: QR, room and way"),
    "registration.link": _l("Personal link"),
    "registration.parting": _l("Place gone to a colleague"),
    "accounts.sign_in": _l("Sign-in link"),
    "accounts.invitation": _l("Invitation to help organise"),
}

LINE_POLICY = {"at_once": _l("Gives at once"), "offer": _l("Asks first")}

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
    "language": _l("Language of mails"),
}

NEEDS = frozenset({"diet", "access_needs", "access_carer", "special_data"})
"""What a viewer never sees, not even that it was told."""

PURPOSE = {
    "special_data": _l("dietary and access needs"),
    "contact_sharing": _l("sharing of contact details"),
    "news": _l("news of the next edition"),
}

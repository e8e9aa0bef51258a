"""Every page that a person can see, by endpoint, so that none is forgotten."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Map

EMPTY_AND_SEND = """() => {
  const form = document.querySelector('main form[method=post]:not(.post-button)');
  const typed = 'input:not([type=hidden], [type=radio], [type=checkbox]), textarea';
  for (const input of form.querySelectorAll(typed)) input.value = '';
  form.noValidate = true;
  form.requestSubmit();
}"""
"""Send a page's form with nothing in it, as somebody in a hurry does."""


@dataclass(frozen=True)
class Visit:
    """A page as somebody meets it; `wrong` sends its form empty, `values` are parts of its address."""

    endpoint: str
    wrong: bool = False
    query: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Name the visit for a report."""
        parts = [self.endpoint, *map(str, self.values.values()), self.query, "wrong" if self.wrong else ""]
        return " ".join(filter(None, parts))

    def path(self, addresses: Map, known: dict[str, Any]) -> str:
        """Return the page's address with what is known of edition, person and gate."""
        every = {**known, **self.values}
        rule = next(addresses.iter_rules(self.endpoint))
        needed = {name: every[name] for name in rule.arguments}
        return addresses.bind("localhost").build(self.endpoint, needed) + self.query


PUBLIC = (
    Visit("public.home.show"),
    Visit("public.programme.index"),
    Visit("public.programme.index", query="?by=track"),
    Visit("public.sessions.show", values={"slug": "energy"}),
    Visit("public.sessions.show", values={"slug": "keynote"}),
    Visit("public.sessions.show", values={"slug": "not-there"}),
    Visit("public.speakers.index"),
    Visit("public.speakers.show", values={"slug": "jurgen-ingels"}),
    Visit("public.practical.show"),
    Visit("public.calendar_pages.index"),
    Visit("public.calendar_pages.show", values={"kind": "rooms", "slug": "auditorium"}),
    Visit("public.calendar_pages.show", values={"kind": "sessions", "slug": "energy"}),
    Visit("public.privacy.show"),
    Visit("public.screens.index"),
    Visit("public.screens.show", values={"slug": "auditorium"}),
    Visit("public.screens.show", query="?theme=dark", values={"slug": "breakout-b"}),
    Visit("public.embed.show"),
    Visit("public.embed.show", query="?track=energy&theme=dark"),
    Visit("public.draft.show"),
    Visit("attendee.registration.new"),
    Visit("attendee.registration.new", wrong=True),
    Visit("attendee.lost_link.new"),
    Visit("attendee.lost_link.new", wrong=True),
    Visit("attendee.lost_link.transferred"),
)
OWN = (
    Visit("attendee.show.show"),
    Visit("attendee.calendar.show"),
    Visit("attendee.show.show", query="?welcome=1"),
    Visit("attendee.show.show", values={"link": "guessed"}),
    Visit("attendee.badge.show"),
    Visit("attendee.details.edit"),
    Visit("attendee.details.edit", wrong=True),
    Visit("attendee.breakouts.edit"),
    Visit("attendee.seats.index"),
    Visit("attendee.offers.show"),
    Visit("attendee.cancellation.new"),
    Visit("attendee.transfer.new"),
    Visit("attendee.transfer.new", wrong=True),
    Visit("attendee.colleague.new"),
    Visit("attendee.colleague.new", wrong=True),
    Visit("attendee.mails.index"),
    Visit("attendee.link.edit"),
    Visit("attendee.show.verify"),
)
SPEAKER = (
    Visit("speaker.show.show"),
    Visit("speaker.calendar.show"),
    Visit("speaker.show.show", values={"own_link": "guessed"}),
    Visit("speaker.profile.edit"),
    Visit("speaker.photo.edit"),
    Visit("speaker.slides.edit", values={"slug": "research-clusters"}),
    Visit("speaker.slides.edit", values={"slug": "research-clusters"}, wrong=True),
    Visit("speaker.availability.edit"),
    Visit("speaker.practical.edit"),
    Visit("speaker.recording.edit"),
    Visit("speaker.recording.edit", wrong=True),
    Visit("speaker.assistants.index"),
    Visit("speaker.assistants.index", wrong=True),
    Visit("speaker.link.edit"),
)
"""What is behind a speaker's link."""

ACCOUNT = (
    Visit("account.sign_in.new"),
    Visit("account.sign_in.new", wrong=True),
    Visit("account.sign_in.edit", values={"token": "used-up"}),
    Visit("account.invitations.show", values={"token": "withdrawn"}),
)
DOOR = (
    Visit("door.enrolment.new"),
    Visit("door.enrolment.new", wrong=True),
    Visit("door.enrolment.new", values={"token": "over"}),
    Visit("door.scan.show"),
)
DESK = (
    Visit("organiser.overview.show"),
    Visit("organiser.calendar.show"),
    Visit("organiser.registrations.index"),
    Visit("organiser.registrations.index", query="?q=nobody-has-this-name"),
    Visit("organiser.registrations.new"),
    Visit("organiser.registrations.new", wrong=True),
    Visit("organiser.registrations.show"),
    Visit("organiser.details.edit"),
    Visit("organiser.details.edit", wrong=True),
    Visit("organiser.seats.edit"),
    Visit("organiser.breakouts.index"),
    Visit("organiser.breakouts.show", values={"slug": "energy"}),
    *(
        Visit("organiser.verbs.new", values={"slug": "energy", "verb": verb})
        for verb in ("hold", "close", "cancel", "merge")
    ),
    Visit("organiser.wishes.show", values={"slot": "break-outs"}),
    Visit("organiser.capacity.index"),
    Visit("organiser.capacity.index", wrong=True),
    Visit("organiser.seating.show", values={"slug": "energy"}),
    Visit("organiser.held.show", values={"slug": "energy", "held_id": 0}),
    Visit("organiser.rooms.show"),
    Visit("organiser.schedule.show"),
    Visit("organiser.schedule.show", query="?view=list"),
    Visit("organiser.placements.edit", values={"slug": "energy"}),
    Visit("organiser.plan.show"),
    Visit("organiser.plan.show", wrong=True),
    Visit("organiser.placements.edit", values={"slug": "keynote"}, wrong=True),
    Visit("organiser.sessions.index"),
    Visit("organiser.sessions.index", query="?q=nobody-has-this-name"),
    Visit("organiser.sessions.new"),
    Visit("organiser.sessions.new", wrong=True),
    Visit("organiser.sessions.edit", values={"slug": "keynote"}),
    Visit("organiser.strands.index"),
    Visit("organiser.clashes.index"),
    Visit("organiser.clashes.index", query="?kind=no-speaker"),
    Visit("organiser.availability.index"),
    Visit("organiser.availability.edit", values={"whose": "rooms", "slug": "auditorium"}),
    Visit("organiser.availability.edit", values={"whose": "speakers", "slug": "jo-brouns"}),
    Visit("organiser.speakers.index"),
    Visit("organiser.speakers.index", query="?missing=photo"),
    Visit("organiser.speakers.preview"),
    Visit("organiser.speaker.new"),
    Visit("organiser.speaker.new", wrong=True),
    Visit("organiser.speaker.show", values={"slug": "elvira-haezendonck"}),
    Visit("organiser.speaker.edit", values={"slug": "elvira-haezendonck"}),
    Visit("organiser.exchange.index"),
    Visit("organiser.exchange.index", wrong=True),
    Visit("organiser.releases.index"),
    Visit("organiser.releases.new"),
    Visit("organiser.releases.show", values={"number": 1}),
    Visit("organiser.drafts.index"),
    Visit("organiser.drafts.index", wrong=True),
    Visit("organiser.today.show"),
    Visit("organiser.needs.index"),
    Visit("organiser.gates.index"),
    Visit("organiser.gates.new"),
    Visit("organiser.gates.new", wrong=True),
    Visit("organiser.gates.show"),
    Visit("organiser.gates.show", wrong=True),
    Visit("organiser.board.show"),
    Visit("organiser.board.show", query="?screen=1"),
    Visit("organiser.conflicts.index"),
    Visit("organiser.paper.index"),
    Visit("organiser.paper.index", wrong=True),
    Visit("organiser.rehearsals.index"),
    Visit("organiser.rehearsals.index", wrong=True),
    Visit("organiser.rehearsals.show"),
    Visit("organiser.rehearsals.show_badges"),
    Visit("organiser.badges.index"),
    Visit("organiser.badges.index", wrong=True),
    Visit("organiser.mails.index"),
    Visit("organiser.mailbox.index"),
    Visit("organiser.mailbox.show"),
    Visit("organiser.team.index"),
    Visit("organiser.invitations.new"),
    Visit("organiser.invitations.new", wrong=True),
)
WISHES = (
    Visit("public.allocation.show", values={"slot": "break-outs"}),
    Visit("public.sessions.show", values={"slug": "energy"}),
    Visit("attendee.registration.new"),
    Visit("attendee.registration.new", wrong=True),
    Visit("attendee.wishes.edit", values={"slot": "break-outs"}),
    Visit("attendee.breakouts.edit"),
    Visit("attendee.colleague.new"),
    Visit("organiser.wishes.show", values={"slot": "break-outs"}),
    Visit("organiser.breakouts.index"),
)
"""Pages as they are while the break-outs go by wishes."""

GROUPS = {
    "wishes": WISHES,
    "public": PUBLIC,
    "own": OWN,
    "speaker": SPEAKER,
    "account": ACCOUNT,
    "door": DOOR,
    "desk": DESK,
}

NO_PAGES = {
    "assets.show",
    "api.openapi.show",
    "api.door.board.show",
    "api.door.conflicts.index",
    "api.door.me.show",
    "api.door.mending.show_badge",
    "api.door.people.index",
    "api.door.snapshot.show",
    "attendee.badge.pdf",
    "attendee.badge.png",
    "door.worker.file",
    "door.worker.show",
    "organiser.badge.show",
    "organiser.board.figures",
    "organiser.paper.show",
    "organiser.plan.progress",
    "organiser.rehearsals.progress",
    "organiser.badges.show",
    "organiser.badges.show_spares",
    "organiser.exchange.show",
    "organiser.exchange.show_signs",
    "organiser.exports.show",
    "organiser.mailbox.show_raw",
    "organiser.mailbox.show_html",
    "organiser.overview.figures",
    "organiser.schedule.changes",
    "organiser.schedule.trial",
    "organiser.speaker.photo",
    "organiser.speaker.slides",
    "organiser.speakers.slides",
    "public.photos.show",
    "speaker.photo.square",
    "speaker.photo.whole",
    "speaker.slides.show",
    "public.allocation.download",
    "public.announcements.index",
    "public.calendars.event",
    "public.calendars.event_as_json",
    "public.calendars.part",
    "public.calendars.picture",
    "public.calendars.releases",
    "public.own_calendar.show",
    "public.calendars.schedule",
    "public.calendars.session",
    "public.root.show",
}
"""What answers with a file, a part of a page, or another address."""


def pages_of(app: Flask) -> set[str]:
    """Return the endpoints that answer a GET with a page."""
    readable = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    return readable - NO_PAGES

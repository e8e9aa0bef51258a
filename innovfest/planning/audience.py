"""Who would hear of a release, and what: read before it is made, in the words that they would get."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import and_, literal, or_, select, union_all

from innovfest.breakouts import SessionSignup, WaitlistEntry, agenda_item, new_pairs, news_of
from innovfest.breakouts.models import OPEN
from innovfest.database import db
from innovfest.events import Event
from innovfest.mail import Letter
from innovfest.planning.telling import SpeakerNews, speaker_letter, speaker_news
from innovfest.programme import ReleaseDocument, Session, Speaker
from innovfest.registration import Registration

FATES = (
    "cancelled",
    "moved",
    "sessions",
    "back",
    "line_ended",
    "line_moved",
    "plenary_cancelled",
    "plenary_moved",
    "plenary_back",
    "day",
)
"""What people hear, the gravest first: it names the group in which a preview counts them."""


class Listener(NamedTuple):
    """Somebody who is concerned: `reach` is where to phone who has no address, as far as that is known."""

    uid: str
    name: str
    reach: str
    email: str = ""
    id: int = 0

    @property
    def reachable(self) -> bool:
        """Whether a mail reaches them."""
        return bool(self.email)


@dataclass(frozen=True)
class Group:
    """People who hear the same of the same sessions; `fate` is the gravest of it."""

    fate: str
    people: Sequence[Listener]
    about: Mapping[str, tuple[int, ...]]

    @property
    def mails(self) -> int:
        """How many of them get a mail."""
        return sum(person.reachable for person in self.people)


@dataclass(frozen=True)
class Audience:
    """Everybody whom a release concerns: attendees in groups, and speakers with what is news to each."""

    groups: Sequence[Group]
    speakers: Sequence[tuple[Speaker, SpeakerNews]]

    @property
    def mails(self) -> int:
        """How many mails go out: a speaker who comes to the day reads all of it in one."""
        reached = {
            (who.id, who.email.casefold()) for group in self.groups for who in group.people if who.email
        }
        speakers = [
            who
            for who, _news in self.speakers
            if who.email and (who.registration_id, who.email.casefold()) not in reached
        ]
        return len(reached) + len(speakers)

    @property
    def by_phone(self) -> list[Listener]:
        """Who has no address, and is to be told otherwise."""
        speakers = [
            Listener("", speaker.name, speaker.phone or speaker.affiliation)
            for speaker, _news in self.speakers
            if not speaker.email
        ]
        return speakers + [who for group in self.groups for who in group.people if not who.reachable]

    def of(self, fate: str) -> int:
        """Count the attendees of whom something is the gravest that they hear."""
        return sum(len(group.people) for group in self.groups if group.fate == fate)

    @property
    def seen(self) -> str:
        """What of it must still be true when it is confirmed."""
        return "-".join(str(count) for count in (*map(self.of, FATES), len(self.speakers)))


def audience_of(
    event: Event,
    document: ReleaseDocument,
    before: ReleaseDocument | None,
    speakers: Iterable[Speaker] | None = None,
    sessions: Iterable[Session] | None = None,
) -> Audience:
    """Read whom making a document public would concern, in three statements however many they are.

    Whoever has read the edition's speakers, or the draft's sessions, passes them on, and saves one each.
    """
    told: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    people: dict[int, Listener] = {}
    pairs = [{one.id, other.id} for one, other in new_pairs(document, before)]
    seats: dict[int, set[int]] = defaultdict(set)
    news = news_of(document, before)
    for how, session_id, person, listener in _concerned(event, document, before):
        people[person] = listener
        if how == "day":
            for kind, ids in news.for_everybody.items():
                told[person][kind].update(ids)
        elif how == "seat":
            seats[person].add(session_id)
            if session_id in news.cancelled:
                told[person]["cancelled"].add(session_id)
            elif session_id in news.moved | news.rooms:
                told[person]["moved"].add(session_id)
        elif how == "line":
            fate = "line_ended" if session_id in news.cancelled else "line_moved"
            told[person][fate].add(session_id)
        else:
            told[person]["back"].add(session_id)
    for person, held in seats.items():
        if both := next((pair for pair in pairs if pair <= held), None):
            told[person]["sessions"] = both
    of_speakers = speaker_news(event, document, before, sessions)
    known = _speakers(event, of_speakers) if speakers is None else sorted(speakers, key=lambda one: one.id)
    concerned = [(one, of_speakers[one.slug]) for one in known if one.slug in of_speakers]
    return Audience(_grouped(told, people), concerned)


def sample_letter(event: Event, document: ReleaseDocument, group: Group) -> Letter:
    """Write what a group would read, with neither a name nor anybody's link."""
    lists = {
        fate: [session for session in document.sessions if session.id in group.about.get(fate, ())]
        for fate in FATES
        if fate != "day"
    }
    seats = {session.id for fate in ("moved", "sessions") for session in lists[fate]}
    own = [s for s in document.listed if not s.bookable or s.id in seats]
    context: dict[str, Any] = {
        "event": event,
        "document": document,
        "greeting": None,
        "link": "their-own-link",
        "agenda": [agenda_item(session, document) for session in own],
        "left": None,
        "places": [],
        "sessions": lists["sessions"],
        "news": {**lists, "day": document if group.about.get("day") else None},
    }
    if lists["sessions"]:
        return Letter(_("Two of your sessions are at the same time now"), "overlap", context)
    return Letter(_("Your day at %(event)s has changed", event=event.name), "change", context)


def sample_speaker_letter(event: Event, document: ReleaseDocument, audience: Audience) -> Letter | None:
    """Write what the first of the speakers would read; None when no speaker is concerned."""
    for speaker, news in audience.speakers:
        if letter := speaker_letter(event, document, speaker.slug, news, name=None):
            return replace(letter, context={**letter.context, "own_link": "their-own-link"})
    return None


def _grouped(told: Mapping[int, Mapping[str, set[int]]], people: Mapping[int, Listener]) -> list[Group]:
    alike: dict[tuple[tuple[str, tuple[int, ...]], ...], list[Listener]] = defaultdict(list)
    for person, what in told.items():
        about = tuple((fate, tuple(sorted(what[fate]))) for fate in FATES if what.get(fate))
        if about:
            alike[about].append(people[person])
    groups = [Group(about[0][0], listeners, dict(about)) for about, listeners in alike.items()]
    return sorted(groups, key=lambda group: (FATES.index(group.fate), -len(group.people)))


def _concerned(
    event: Event, document: ReleaseDocument, before: ReleaseDocument | None
) -> Iterable[tuple[str, int, int, Listener]]:
    news = news_of(document, before)
    pairs = {session.id for pair in new_pairs(document, before) for session in pair}
    seats = news.cancelled | news.moved | news.rooms | pairs
    lines = news.cancelled | news.moved
    back = {one: before.session_by_id(one) for one in news.back} if before else {}
    lost = [
        and_(SessionSignup.session_id == one, SessionSignup.changed_at == was.changed_at)
        for one, was in back.items()
        if was and was.dropped
    ]
    parts = []
    if seats:
        held = (SessionSignup.session_id.in_(sorted(seats)), SessionSignup.status == "held")
        parts.append(_part("seat", SessionSignup, event, *held))
    if lines:
        waits = (WaitlistEntry.session_id.in_(sorted(lines)), WaitlistEntry.status.in_(OPEN))
        parts.append(_part("line", WaitlistEntry, event, *waits))
    if lost:
        parts.append(_part("back", SessionSignup, event, SessionSignup.status == "given_back", or_(*lost)))
    if news.for_everybody:
        parts.append(_everybody(event))
    if not parts:
        return
    for row in db.session.execute(union_all(*parts).order_by("person")):
        yield row.how, row.session_id, row.person, _listener(row)


def _listener(row: Any) -> Listener:
    name = f"{row.first_name} {row.last_name}".strip()
    return Listener(row.uid, name, row.organisation, row.email or "", row.person)


def _part(how: str, table: Any, event: Event, *conditions: Any) -> Any:
    statement = _rows(how, table.session_id, event).where(*conditions)
    return statement.join(table, table.registration_id == Registration.id)


def _everybody(event: Event) -> Any:
    return _rows("day", literal(0).label("session_id"), event)


def _rows(how: str, session_id: Any, event: Event) -> Any:
    return (
        select(
            literal(how).label("how"),
            session_id,
            Registration.id.label("person"),
            Registration.uid,
            Registration.first_name,
            Registration.last_name,
            Registration.organisation,
            Registration.email,
        )
        .select_from(Registration)
        .where(Registration.event_id == event.id, Registration.status == "confirmed")
    )


def _speakers(event: Event, news: Mapping[str, SpeakerNews]) -> Sequence[Speaker]:
    if not news:
        return []
    statement = select(Speaker).where(Speaker.event_id == event.id, Speaker.slug.in_(list(news)))
    return db.session.scalars(statement.order_by(Speaker.id)).all()

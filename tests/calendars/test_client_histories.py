"""A person's whole history, and what a calendar program makes of its mails and feeds in any order."""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from flask import current_app
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from innovfest import InnovFest, breakouts, programme
from innovfest.breakouts import WaitlistEntry
from innovfest.calendars import agenda as own_calendar
from innovfest.calendars import rules
from innovfest.calendars.mails import agenda_values
from innovfest.database import db, unit_of_work
from innovfest.errors import Refusal
from innovfest.events import Event
from innovfest.mail import OutboxMessage
from innovfest.mail.rendering import _composers, render
from innovfest.programme import ReleaseDocument, SessionFacts, Speaker, get_session
from innovfest.programme.models import PlacementRoom, SessionSpeaker
from innovfest.registration import Details, Registration
from innovfest.wording import choose
from tests.calendars.client import Client, Shown
from tests.conftest import DAY, NOON, OLIVIA, register
from tests.support import databases
from tests.support.own_calendars import ever_unasked, goes_unasked

MINUTES = timedelta(minutes=10)
OWN = "own feed"

ACTS = (
    *("energy", "sustainability", "nothing", "line", "rival_takes", "rival_gives", "by_hand"),
    *("cancel", "restore", "stand", "fill_up", "make_room", "pass_on", "take_back"),
    *("move", "other_room", "move_plenary", "longer_day", "drop", "go_back"),
    *("drop_keynote", "open_keynote", "speak", "call_off", "reinstate", "merge", "work", "poll"),
)
SAM = "sam-speaker"


@dataclass
class History:
    """What happens to Alice's place, and what leaves the house meanwhile."""

    event: Event
    alice: Registration
    bob: Registration
    now: datetime = NOON
    mails: list[tuple[str, bytes]] = field(default_factory=list)
    """To whom, and the calendar part."""
    feeds: list[tuple[int, str, bytes]] = field(default_factory=list)
    """After how many mails, by whom, and the feed."""
    written: set[int] = field(default_factory=set)
    colleagues: int = 0
    acts: int = 0
    opened: bool = False
    """Whether the keynote was ever a choice."""
    fed: tuple[int, bytes] | None = None

    def act(self, name: str) -> None:
        """Do one thing; what is refused changes nothing."""
        db.session.rollback()
        self.acts += 1
        if name in {"work", "poll"}:
            return getattr(self, name)()
        with suppress(Refusal), unit_of_work():
            getattr(self, name)()
        return None

    def energy(self) -> None:
        breakouts.change_choices(self.alice, {"break-outs": "energy"}, by=OLIVIA, now=self.now)

    def sustainability(self) -> None:
        breakouts.change_choices(self.alice, {"break-outs": "sustainability"}, by=OLIVIA, now=self.now)

    def nothing(self) -> None:
        breakouts.give_back(self.alice, get_session(self.event.id, "energy"), by=OLIVIA, now=self.now)

    def by_hand(self) -> None:
        moved = {"break-outs": "labour-market"}
        breakouts.change_choices(self.alice, moved, by=OLIVIA, now=self.now, reason="Asked by phone")

    def line(self) -> None:
        breakouts.join_line(self.alice, get_session(self.event.id, "energy"), by=OLIVIA, now=self.now)

    def rival_takes(self) -> None:
        breakouts.sign_up(self.bob, get_session(self.event.id, "energy"), by=OLIVIA, now=self.now)

    def rival_gives(self) -> None:
        breakouts.give_back(self.bob, get_session(self.event.id, "energy"), by=OLIVIA, now=self.now)

    def cancel(self) -> None:
        breakouts.cancel_day(self.alice, by=OLIVIA, now=self.now)

    def restore(self) -> None:
        breakouts.restore_day(self.alice, by=OLIVIA, now=self.now)

    def stand(self) -> None:
        breakouts.stand_for_day(self.alice, by=OLIVIA, now=self.now)

    def fill_up(self) -> None:
        taken = self.event.registered
        breakouts.change_day_capacity(self.event, 1, by=OLIVIA, now=self.now, seen_registered=taken)

    def make_room(self) -> None:
        breakouts.change_day_capacity(self.event, 500, by=OLIVIA, now=self.now)

    def pass_on(self) -> None:
        self.colleagues += 1
        self._transfer(f"colleague{self.colleagues}@example.org")

    def take_back(self) -> None:
        self._transfer("alice@example.org")

    def _transfer(self, email: str) -> None:
        details = Details("Some", "Body", email=email, organisation="Works", kind="company")
        breakouts.transfer(self.alice, details, by=OLIVIA, now=self.now, network=None)

    def move(self) -> None:
        self._move("energy")

    def move_plenary(self) -> None:
        self._move("keynote")

    def _move(self, slug: str) -> None:
        if placement := get_session(self.event.id, slug).placement:
            placement.starts_at += MINUTES
            placement.ends_at += MINUTES
        self._release()

    def other_room(self) -> None:
        if placement := get_session(self.event.id, "energy").placement:
            here = {place.room.slug for place in placement.rooms}
            slug = "break-out-b" if "urban-foyer" in here else "urban-foyer"
            room = programme.get_room(self.event, slug)
            placement.rooms = [PlacementRoom(room=room, fill_order=0)]
        self._release()

    def longer_day(self) -> None:
        self.event.ends_at += MINUTES
        self._release()

    def drop(self) -> None:
        get_session(self.event.id, "energy").placement = None
        self._release()

    def drop_keynote(self) -> None:
        get_session(self.event.id, "keynote").placement = None
        self._release()

    def open_keynote(self) -> None:
        keynote = get_session(self.event.id, "keynote")
        keynote.capacity = 5 if keynote.capacity is None else None
        self.opened = True
        self._release()

    def speak(self) -> None:
        """Alice is Sam, who has a part in the break-out on energy, or has it no more."""
        energy = get_session(self.event.id, "energy")
        sam = db.session.scalar(db.select(Speaker).where(Speaker.slug == SAM))
        if sam is None:
            sam = Speaker(event_id=self.event.id, slug=SAM, name="Sam", registration_id=self.alice.id)
        if theirs := [part for part in energy.parts if part.speaker is sam]:
            energy.parts.remove(theirs[0])
        else:
            energy.parts.append(SessionSpeaker(speaker=sam, position=9, state="asked"))
        self._release()

    def go_back(self) -> None:
        number = programme.current_document(self.event).number
        programme.go_back(self.event, max(1, number - 1), by=OLIVIA, now=self.now)

    def _release(self) -> None:
        db.session.flush()
        programme.release(self.event, by=OLIVIA, now=self.now)

    def call_off(self) -> None:
        energy = get_session(self.event.id, "energy")
        breakouts.cancel_session(energy, reason="Ill", by=OLIVIA, now=self.now)

    def reinstate(self) -> None:
        breakouts.reinstate(get_session(self.event.id, "energy"), reason="Well", by=OLIVIA, now=self.now)

    def merge(self) -> None:
        one, other = (get_session(self.event.id, slug) for slug in ("energy", "sustainability"))
        breakouts.merge(one, other, reason="Few", by=OLIVIA, now=self.now)

    def work(self) -> None:
        """Write what waits in the outbox for Alice, and for whoever has her place."""
        db.session.expire_all()
        for row in db.session.query(OutboxMessage).order_by(OutboxMessage.id).all():
            mine = self.alice.id in (row.registration_id, row.about.get("registration"))
            if row.id in self.written or not mine:
                continue
            self.written.add(row.id)
            if mail := render(row, sender="desk@example.org", base_url="http://localhost"):
                parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
                self.mails += [(row.recipient, part.get_payload(decode=True)) for part in parts]  # type: ignore[misc]

    def poll(self) -> None:
        """Let who has the place fetch their own feed."""
        self.feeds.append((len(self.mails), self.alice.email or "", self.feed()))

    def feed(self) -> bytes:
        """Write the own feed as it is now, once until something happens."""
        if self.fed and self.fed[0] == self.acts:
            return self.fed[1]
        self.fed = (self.acts, self._feed())
        return self.fed[1]

    def _feed(self) -> bytes:
        db.session.expire_all()
        document = programme.current_document(self.event)
        return own_calendar(document, agenda_values(self.alice), "en", base_url="http://localhost")

    # The truth, from the rows and the document

    @property
    def day_uid(self) -> str:
        return f"registration-{self.alice.uid}@innovfest"

    def true_day(self) -> Shown:
        """Say what the entry of the day has to be."""
        document = programme.current_document(self.event)
        venue, facts = document.venue, document.event
        status = {"confirmed": "CONFIRMED", "waitlisted": "TENTATIVE", "cancelled": "CANCELLED"}
        if self.alice.status == "waitlisted":
            before = self._before(self._places().get(None))
        else:
            before = "Cancelled: " if self.alice.status == "cancelled" else ""
        return Shown(
            self.day_uid,
            status[self.alice.status],
            facts.starts_at.astimezone(UTC),
            facts.ends_at.astimezone(UTC),
            f"{before}InnovFest 2027",
            f"{venue.name}, {venue.address}",
            () if self.alice.status == "cancelled" else self._true_agenda(document),
        )

    def _true_agenda(self, document: ReleaseDocument) -> tuple[str, ...]:
        """Say by time what Alice goes to, has a part in and waits for, with its rooms."""
        held = {signup.session_id for signup in breakouts.list_signups(self.alice) if signup.held}
        awaited = {number for number, place in self._places().items() if place.is_open}
        speaker, lines = self._speaker(), []
        for session in sorted(document.sessions, key=lambda one: (one.starts_at, one.id)):
            for_all = session.slot is None and not session.bookable
            speaks = bool(speaker) and speaker in {part.speaker for part in session.speakers}
            if session.cancelled or not (for_all or speaks or session.id in held | awaited):
                continue
            begins, ends = (moment.astimezone(document.event.zone) for moment in _times(session))
            rooms = "".join(f", {room.name}" for room in document.rooms_of(session))
            line = f"{begins:%H:%M}–{ends:%H:%M} {choose(session.title, 'en').text}{rooms}"
            part = " (you have a part in it)" if speaks else ""
            lines.append(f"{line} (in line)" if session.id in awaited else f"{line}{part}")
        return tuple(lines)

    def true_entries(self) -> list[Shown]:
        """Say what the own feed has to show: the day, and all that was once held, awaited or for all."""
        held = {signup.session_id: signup.held for signup in breakouts.list_signups(self.alice)}
        unasked = ever_unasked(self.event, self._speaker())
        known = dict.fromkeys([*held, *filter(None, self._places()), *unasked])
        document = programme.current_document(self.event)
        sessions = filter(None, map(document.session_by_id, known))
        return sorted([self.true_day(), *(self._true_entry(document, one, held) for one in sessions)])

    def _true_entry(self, document: ReleaseDocument, session: SessionFacts, held: dict[int, bool]) -> Shown:
        place = self._places().get(session.id)
        if session.cancelled or self.alice.status == "cancelled":
            status, before = "CANCELLED", "Cancelled: "
        elif held.get(session.id):
            status, before = {"confirmed": "CONFIRMED"}.get(self.alice.status, "TENTATIVE"), ""
        elif goes_unasked(session, self._speaker()):
            status = self.true_day().status
            before = "In line: " if self.alice.status == "waitlisted" else ""
        elif place and place.is_open:
            status, before = "TENTATIVE", self._before(place)
        else:
            status, before = "CANCELLED", "Cancelled: "
        rooms = [room.name for room in document.rooms_of(session)]
        return Shown(
            f"signup-{self.alice.uid}-{session.uid}@innovfest",
            status,
            session.starts_at.astimezone(UTC),
            session.ends_at.astimezone(UTC),
            f"{before}{choose(session.title, 'en').text}",
            "" if session.dropped else ", ".join([*rooms, document.venue.name, document.venue.address]),
        )

    def _speaker(self) -> str:
        wanted = db.select(Speaker.slug).where(Speaker.registration_id == self.alice.id)
        return db.session.scalar(wanted) or ""

    def _places(self) -> dict[int | None, WaitlistEntry]:
        """Return the last place in line for each session, and for the day under None."""
        rows = db.session.query(WaitlistEntry).filter_by(registration_id=self.alice.id)
        return {row.session_id: row for row in rows.order_by(WaitlistEntry.id)}

    def _before(self, place: WaitlistEntry | None) -> str:
        if place is None or place.expires_at is None:
            return "In line: "
        until = place.expires_at.astimezone(self.event.zone)
        return f"Offered until {until.day} {until:%B} {until:%H:%M}: "


def _times(session: SessionFacts) -> tuple[datetime, datetime]:
    return session.starts_at, session.ends_at


def played(acts: list[tuple[str, int]], after: Callable[[History], None] | None = None) -> History:
    """Play a history from an empty database; each act comes so many minutes after the one before.

    With `after` the worker is prompt: it writes after each act, and what is true then is looked at.
    """
    application: InnovFest = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.remove()
    databases.empty(application)
    with unit_of_work():
        source = programme.shipped_programme()
        event = programme.load_programme(source, day=DAY, example=True, by=OLIVIA, now=NOON)
        event.registration_opens_at = datetime(2026, 11, 1, tzinfo=UTC)
    alice, bob = register(event, "Alice"), register(event, "Bob")
    with unit_of_work():
        breakouts.change_capacity(get_session(event.id, "energy"), 1, by=OLIVIA, now=NOON)
    history = History(event, alice, bob)
    for name, minutes in acts:
        history.now += timedelta(minutes=minutes)
        history.act(name)
        if after:
            history.act("work")
            after(history)
    history.act("work")
    db.session.expire_all()
    return history


def delivered(history: History, chance: random.Random, *, lossy: bool) -> Iterator[tuple[str, str, bytes]]:
    """Yield mails and feeds as they arrive: mails late, twice, in any order, and lost where that is `lossy`.

    Feeds arrive in order, each somewhere after the one before.
    """
    copies = [0, 1, 2] if lossy else [1, 1, 2]
    mails = [mail for mail in history.mails for _copy in range(chance.choice(copies))]
    chance.shuffle(mails)
    feeds = history.feeds if lossy else []
    places = sorted(chance.randrange(len(mails) + 1) for _feed in feeds)
    for number in range(len(mails) + 1):
        for place, (_after, who, feed) in zip(places, feeds, strict=True):
            if place == number:
                yield "feed", who, feed
        if number < len(mails):
            yield "mail", *mails[number]


HISTORIES = st.lists(
    st.tuples(st.sampled_from(ACTS), st.sampled_from([0, 0, 1, 60])), min_size=6, max_size=20
)
LONG = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def hold_after_the_next_feed(history: History, chance: random.Random) -> None:
    """Whatever arrives, after the next feed the client shows the truth, all of it and nothing else."""
    owner = history.alice.email or ""
    client = Client()
    for what, who, calendar in delivered(history, chance, lossy=True):
        if who == owner:
            client.receive(calendar) if what == "mail" else client.poll(OWN, calendar)
    client.poll(OWN, history.feed())
    assert client.subscription(OWN) == history.true_entries()
    assert client.entry(history.day_uid) in (None, history.true_day())
    # And what comes later than the feed changes nothing, but that who waits in line is invited no more.
    if client.entry(history.day_uid):
        for what, who, calendar in delivered(history, chance, lossy=True):
            if who == owner and what == "mail":
                client.receive(calendar)
        entry = client.entry(history.day_uid)
        gone = history.alice.status == "waitlisted" and entry and entry.status == "CANCELLED"
        assert gone or entry == history.true_day()


def hold_without_a_feed(history: History, chance: random.Random) -> None:
    """When all mails have arrived, in any order, each person's entry is right without any feed."""
    arrived = [(who, calendar) for _what, who, calendar in delivered(history, chance, lossy=False)]
    for who in {who for who, _calendar in history.mails}:
        own = [calendar for reader, calendar in arrived if reader == who]
        exact, plain = Client(remembers=True), Client()
        for calendar in own:
            exact.receive(calendar)
            plain.receive(calendar)
        assert_right(history, who, exact)
        # A program that forgets what it never had is right once it has been invited.
        if b"METHOD:REQUEST" in own[0]:
            assert_right(history, who, plain)


def assert_right(history: History, who: str, client: Client) -> None:
    """Hold the mailed entry of one person against the truth."""
    entry = client.entry(history.day_uid)
    if who == history.alice.email and history.alice.status == "confirmed":
        assert entry is not None
        assert _mailed(entry, history) == _mailed(history.true_day(), history)
    else:
        assert entry is None or entry.status == "CANCELLED"


def _mailed(shown: Shown, history: History) -> Shown:
    """Leave out what only feeds say: joining or leaving a line, a plenary that becomes a choice."""
    told = [line for line in shown.agenda if not line.endswith(" (in line)")]
    return shown._replace(agenda=tuple(line for line in told if not (history.opened and "Keynote" in line)))


@pytest.fixture
def plain_app(app: InnovFest) -> InnovFest:
    """Return the application; each history empties the database by itself."""
    return app


@LONG
@given(acts=HISTORIES, seed=st.integers(0, 2**32), prompt=st.booleans())
def test_a_client_shows_the_truth_whatever_happened_and_however_it_heard(
    plain_app: InnovFest, acts: list[tuple[str, int]], seed: int, prompt: bool
) -> None:
    chance = random.Random(seed)

    def hold(history: History) -> None:
        hold_after_the_next_feed(history, chance)
        hold_without_a_feed(history, chance)

    hold(played(acts, hold if prompt else None))


EVERYTHING = (
    *("energy", "work", "cancel", "work", "restore", "work", "poll", "pass_on", "work", "take_back", "work"),
    *("nothing", "rival_takes", "line", "rival_gives", "work", "other_room", "move", "longer_day", "work"),
    *("drop", "work", "go_back", "energy", "call_off", "work", "poll", "fill_up", "cancel", "stand", "work"),
    *("make_room", "work", "cancel", "restore", "longer_day", "work", "cancel", "work"),
    *("restore", "open_keynote", "poll", "open_keynote", "speak", "work", "speak", "drop_keynote", "go_back"),
    *("poll", "cancel", "work"),
)


@pytest.mark.parametrize("minutes", [0, 1])
def test_a_long_history_holds_every_way_in_which_a_day_changes(plain_app: InnovFest, minutes: int) -> None:
    def hold(history: History) -> None:
        for seed in range(3):
            hold_after_the_next_feed(history, random.Random(seed))
            hold_without_a_feed(history, random.Random(seed))

    history = played([(name, minutes) for name in EVERYTHING], hold if minutes else None)
    assert len(history.mails) >= 12
    hold(history)


@pytest.mark.parametrize(
    "names",
    [
        # It came back to Alice before the mail of the first transfer went, and as a place in line.
        ("work", "pass_on", "cancel", "fill_up", "stand", "take_back"),
        ("work", "cancel", "fill_up", "stand"),
        ("work", "longer_day"),
    ],
)
def test_what_was_once_wrong_stays_right(plain_app: InnovFest, names: tuple[str, ...]) -> None:
    history = played([(name, 0) for name in names])
    for seed in range(5):
        hold_after_the_next_feed(history, random.Random(seed))
        hold_without_a_feed(history, random.Random(seed))


@pytest.mark.parametrize("hold", [hold_after_the_next_feed, hold_without_a_feed])
def test_with_a_frozen_sequence_it_does_not(
    plain_app: InnovFest, hold: Callable[[History, random.Random], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: the same history in one instant shows a wrong entry when SEQUENCE stays."""
    monkeypatch.setattr(rules, "day_sequence", lambda _document, _agenda: 7)
    history = played([(name, 0) for name in EVERYTHING])

    def hold_in_many_orders() -> None:
        for seed in range(40):
            hold(history, random.Random(seed))

    with pytest.raises(AssertionError):
        hold_in_many_orders()


@pytest.mark.parametrize(
    "names", [("energy",), ("energy", "work", "other_room"), ("energy", "work", "move"), ("move_plenary",)]
)
def test_without_the_mail_of_a_change_it_does_not(
    plain_app: InnovFest, names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: of a seat and its room an entry that was mailed says nothing but its agenda."""
    acts = [("work", 0), *((name, 1) for name in names)]
    hold_without_a_feed(played(acts), random.Random(0))
    monkeypatch.setitem(_composers, "registration.change", lambda _message: None)
    history = played(acts)
    with pytest.raises(AssertionError):
        hold_without_a_feed(history, random.Random(0))


@pytest.mark.parametrize(
    ("arrive", "status"),
    [
        (["1 REQUEST", "2 CANCEL"], "CANCELLED"),
        (["2 CANCEL", "1 REQUEST"], "CONFIRMED"),  # what it never had can't be called off
        (["1 REQUEST", "3 REQUEST", "2 CANCEL"], "CONFIRMED"),
        (["3 REQUEST", "1 REQUEST"], "CONFIRMED"),
        (["2 CANCEL"], None),
    ],
)
def test_the_client_orders_revisions_as_the_standard_says(
    plain_app: InnovFest, arrive: list[str], status: str | None
) -> None:
    history = played([("work", 0), ("cancel", 1), ("work", 0), ("restore", 1), ("work", 0)])
    sent = {f"{number} {method}": calendar for number, (method, calendar) in enumerate(_methods(history), 1)}
    client = Client()
    for name in arrive:
        client.receive(sent[name])
    entry = client.entry(history.day_uid)
    assert (entry.status if entry else None) == status


def _methods(history: History) -> list[tuple[str, bytes]]:
    return [("CANCEL" if b"METHOD:CANCEL" in part else "REQUEST", part) for _who, part in history.mails]

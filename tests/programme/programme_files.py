"""Programme files in tests: written, read and applied, and any programme that hypothesis thinks of."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import strategies as st

from innovfest import InnovFest
from innovfest.database import db, unit_of_work
from innovfest.events import Event
from innovfest.programme import BadProgramme, file, get_session
from innovfest.programme.file.shape import COLOURS, TABLES, Item, Programme
from innovfest.wording import clean_line, clean_text
from tests.conftest import DAY, NOON, OLIVIA
from tests.support import databases

BRUSSELS = ZoneInfo("Europe/Brussels")
LATER = NOON + timedelta(days=1)


def sentences(content: str | bytes) -> list[str]:
    """Read a file that is wrong and return what is said of it."""
    with pytest.raises(BadProgramme) as refusal:
        file.read_programme(content, day=DAY)
    return [str(mistake) for mistake in refusal.value.mistakes]


def exported(event: Event, *, private: bool = False) -> str:
    """Write an edition's draft."""
    db.session.expire_all()
    return file.write_programme(file.gather(event), private=private)


def imported(event: Event, text: str, chosen: set[str] | None = None) -> list[str]:
    """Apply a file, and name what was taken."""
    wanted = file.read_programme(text, otherwise=DAY)
    with unit_of_work():
        return [change.key for change in file.apply(event, wanted, chosen=chosen, by=OLIVIA, now=LATER)]


def differences(event: Event, text: str) -> dict[str, str]:
    """Name what a file would change, in words."""
    db.session.expire_all()
    now, wanted = file.gather(event), file.read_programme(text, otherwise=DAY)
    teller = file.Teller(now, wanted)
    return {change.key: teller.say(change) for change in file.compare(now, wanted)}


def empty(app: InnovFest) -> None:
    """Take everything out of the database, and out of memory."""
    db.session.rollback()
    db.session.expunge_all()
    databases.empty(app)


# Written and read again

SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,11}", fullmatch=True)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
LINES = ANY_TEXT.map(clean_line).map(lambda text: text[:120].strip()).filter(bool)
TEXTS = st.dictionaries(
    st.sampled_from(("nl", "en", "fr")), ANY_TEXT.map(clean_text).filter(bool), min_size=1
)


MOMENTS = st.integers(0, 48_000_000).map(
    lambda seconds: datetime(2026, 6, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def in_order(texts: dict[str, str]) -> dict[str, str]:
    """Put a text's languages in the order of the site."""
    return {language: texts[language] for language in ("nl", "en", "fr") if language in texts}


@st.composite
def programmes(draw: Any) -> Programme:
    """Draw a whole programme of hostile texts that the draft could hold."""
    texts = TEXTS.map(in_order).filter(lambda each: all(len(text) <= 200 for text in each.values()))
    maybe = st.just({}) | texts
    spans = st.tuples(MOMENTS, st.integers(1, 2000)).map(lambda s: (s[0], s[0] + timedelta(minutes=s[1])))
    rooms, tracks, slots, speakers, sessions = (
        draw(st.lists(SLUGS, min_size=1, max_size=3, unique=True)) for _ in range(5)
    )
    starts = datetime(2027, 2, 19, 23, 0, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 1439)))
    ends = starts + timedelta(minutes=draw(st.integers(1, 4000)))
    event = {
        "name": draw(LINES),
        "date": DAY,
        "timezone": "Europe/Brussels",
        "starts": starts,
        "ends": ends,
        "capacity": draw(st.integers(0, 1000)),
        "organiser_name": draw(LINES),
        "organiser_email": "olivia@example.org",
        "supported_by": draw(st.just("") | LINES),
        "summary": draw(texts),
        "notes": tuple(draw(st.lists(texts, max_size=2))),
    }
    available = draw(st.sampled_from(["always", "unknown"]) | spans.map(lambda span: (span,)))

    def session(slug: str) -> Item:
        placed, kind = draw(st.booleans()), draw(st.sampled_from(["plenary", "breakout", "break"]))
        begins, stops = draw(spans)
        return Item(
            "sessions",
            slug,
            {
                "slug": slug,
                "uid": str(draw(st.uuids())),
                "kind": kind,
                "starts": begins if placed else None,
                "ends": stops if placed else None,
                "minutes": None if placed else draw(st.none() | st.integers(1, 90)),
                "rooms": tuple(draw(st.permutations(rooms))) if placed else (),
                "track": draw(st.none() | st.sampled_from(tracks)),
                "slot": draw(st.none() | st.sampled_from(slots)),
                "speakers": tuple(
                    (who, draw(st.sampled_from(["speaker", "moderator", "host"])))
                    for who in draw(st.lists(st.sampled_from(speakers), unique=True))
                ),
                "capacity": draw(st.none() | st.integers(0, 99)) if kind == "breakout" else None,
                "needs": tuple(
                    dict.fromkeys(draw(st.lists(LINES.filter(lambda w: len(w) <= 60), max_size=2)))
                ),
                "online_url": draw(st.sampled_from(("", "https://video.example/a?b"))),
                "title": draw(texts),
                "abstract": draw(maybe),
                "note": draw(maybe),
            },
        )

    tables = {
        "event": (Item("event", "", event),),
        "venue": (
            Item(
                "venue",
                "lamot",
                {"slug": "lamot", "name": draw(LINES), "address": draw(LINES), "walk_minutes": 5},
            ),
        ),
        "rooms": tuple(
            Item(
                "rooms",
                slug,
                {"slug": slug, "name": draw(LINES), "seats": 7, "fire_limit": 9, "available": available},
            )
            for slug in rooms
        ),
        "tracks": tuple(
            Item(
                "tracks", slug, {"slug": slug, "colour": draw(st.sampled_from(COLOURS)), "name": draw(texts)}
            )
            for slug in tracks
        ),
        "slots": tuple(
            Item("slots", slug, {"slug": slug, "closes": draw(MOMENTS), "name": draw(texts)})
            for slug in slots
        ),
        "speakers": tuple(
            Item(
                "speakers",
                slug,
                {"slug": slug, "name": draw(LINES), "language": "fr", "biography": draw(maybe)},
            )
            for slug in speakers
        ),
        "sessions": tuple(session(slug) for slug in sessions),
    }
    return Programme(DAY, BRUSSELS, tables)


def essence(item: Item) -> dict[str, Any]:
    """Return what an item says, without what says nothing."""
    keys = {key.name: key for key in TABLES[item.table]}
    return {name: value for name, value in item.values.items() if value not in (None, keys[name].empty)}


def fill(event: Event) -> None:
    """Put into the draft one of everything that a file can say."""
    text = exported(event)
    text = text.replace('name = "Auditorium"', 'name = "Auditorium"\navailable = [["14:00", "25:30"]]')
    text = text.replace(
        "[[clusters]]", '[[walks]]\nrooms = ["auditorium", "urban-foyer"]\nminutes = 4\n\n[[clusters]]', 1
    )
    text = text.replace(
        'name = "Jo Brouns"',
        'name = "Jo Brouns"\navailable = "always"\nemail = "jo@example.org"\nphone = "015"',
    )
    text = text.replace(
        'speakers = ["jo-brouns"]',
        'speakers = [{ slug = "jo-brouns", role = "host" }, "jurgen-ingels"]\ncluster = "vil"\n'
        'needs = ["stage"]\nsetup_minutes = 10\npinned = true\nonline_url = "https://video.example/minister"',
    )
    wanted = file.read_programme(text, day=DAY)
    file.apply(event, wanted, by=OLIVIA, now=NOON)
    energy = get_session(event.id, "energy")
    energy.placement, energy.minutes = None, 45

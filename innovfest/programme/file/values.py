"""Reading one value of a programme: its type, its bounds, and what it names. Pure."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l

from innovfest.programme.file.mistakes import with_guess
from innovfest.programme.file.shape import ALWAYS, UNKNOWN, Key
from innovfest.programme.file.times import FarAway, NoTime, Skipped, read_time
from innovfest.programme.intervals import MOST_STRETCHES
from innovfest.programme.models import ROLES
from innovfest.programme.online import read_address
from innovfest.wording import LANGUAGES, clean_line, clean_text

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
MOST_IN_A_LIST = 100
"""Entries in one list of a row: rooms of a session, words, intervals."""


@dataclass(frozen=True)
class Context:
    """What a value is read against: the edition's day and zone, and the slugs that others stand for.

    `guesses` tells whether it is looked for what an unknown slug may have meant.
    """

    day: date
    zone: ZoneInfo
    slugs: Mapping[str, Iterable[str]] = field(default_factory=dict)
    guesses: bool = True


class Wrong(Exception):
    """A value that can't be right; `path` leads further to the part that is wrong."""

    def __init__(
        self, sentence: Any, facts: dict[str, Any] | None = None, path: tuple[Any, ...] = ()
    ) -> None:
        """Keep the sentence and what it names."""
        super().__init__()
        self.sentence, self.facts, self.path = sentence, facts or {}, path


def read_value(raw: Any, key: Key, context: Context) -> Any:
    """Return the value of a key; raises Wrong."""
    return _READERS[key.kind](raw, key, context)


def read_day(raw: Any) -> date:
    """Return a date written as 2027-02-20, with quotes or without; raises Wrong."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    try:
        return date.fromisoformat(raw if isinstance(raw, str) and len(raw) == 10 else "")
    except ValueError as error:
        raise Wrong(_l("“%(key)s” has to be a date such as 2027-02-20.")) from error


def _day(raw: Any, _key: Key, _context: Context) -> date:
    return read_day(raw)


def _line(raw: Any, key: Key, _context: Context) -> str:
    text = clean_line(_string(raw))
    if not text and key.required:
        raise Wrong(_l("“%(key)s” is empty."))
    return _short(text, key)


def _string(raw: Any) -> str:
    if not isinstance(raw, str):
        raise Wrong(_l("“%(key)s” has to be text between quotes."))
    return raw


def _short(text: str, key: Key, *path: Any) -> str:
    if len(text) > key.most:
        raise Wrong(_l("“%(key)s” is too long: at most %(most)s characters."), {"most": int(key.most)}, path)
    return text


def _slug(raw: Any, key: Key, context: Context) -> str:
    text = _line(raw, key, context)
    if not _SLUG.fullmatch(text):
        says = _l("“%(slug)s” is no slug: use letters without accents, digits, “-” and “_”.")
        raise Wrong(says, {"slug": text})
    return text


def _uid(raw: Any, _key: Key, _context: Context) -> str:
    try:
        return str(uuid.UUID(_string(raw)))
    except ValueError as error:
        raise Wrong(_l("“%(key)s” has to be a UUID; leave it out for a new session.")) from error


def _zone(raw: Any, _key: Key, _context: Context) -> str:
    text, known = _string(raw), available_timezones()
    if text not in known:
        raise Wrong(_l("“%(zone)s” is no time zone. It looks like Europe/Brussels."), {"zone": text})
    return text


def _time(raw: Any, _key: Key, context: Context) -> datetime:
    return moment(raw, context)


def moment(raw: Any, context: Context, *path: Any) -> datetime:
    """Return the instant that a value names; raises Wrong."""
    told = {"time": _written(raw)[:40]}
    try:
        return read_time(raw, day=context.day, zone=context.zone)
    except NoTime as error:
        says = _l("“%(time)s” is no time. Write 16:30, 25:30 for the night after, or 2027-02-21 09:00.")
        raise Wrong(says, told, path) from error
    except Skipped as error:
        raise Wrong(_l("“%(time)s” does not exist: summer time begins that night."), told, path) from error
    except (FarAway, OverflowError) as error:
        raise Wrong(_l("“%(time)s” is more than a year from the edition’s day."), told, path) from error


def _written(raw: Any) -> str:
    """Write what stands there, whatever it is: Python writes no number of thousands of digits."""
    try:
        return str(raw)
    except ValueError:
        return "…"


def _texts(raw: Any, key: Key, _context: Context) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise Wrong(_l("“%(key)s” is a text for each language, between braces: nl, en and fr."))
    for name in raw:
        if name not in LANGUAGES:
            says = with_guess(_l("“%(word)s” is no language of this site: nl, en or fr."), name, LANGUAGES)
            raise Wrong(*says, path=(name,))
    texts = {name: _one_text(raw[name], key, name) for name in LANGUAGES if name in raw}
    texts = {name: text for name, text in texts.items() if text}
    if key.required and not texts:
        raise Wrong(_l("“%(key)s” is empty."))
    return texts


def _one_text(raw: Any, key: Key, language: str) -> str:
    if not isinstance(raw, str):
        raise Wrong(_l("“%(key)s” has to be text between quotes."), path=(language,))
    return _short(clean_text(raw), key, language)


def _notes(raw: Any, key: Key, context: Context) -> tuple[dict[str, str], ...]:
    return tuple(text for row in _list(raw) if (text := _texts(row, key, context)))


def _whole(raw: Any, key: Key, _context: Context) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise Wrong(_l("“%(key)s” has to be a whole number without quotes."))
    return int(_bounded(raw, key))


def _degrees(raw: Any, key: Key, _context: Context) -> float:
    if not isinstance(raw, int | float) or isinstance(raw, bool):
        raise Wrong(_l("“%(key)s” has to be a number without quotes."))
    return float(_bounded(raw, key))


def _bounded(number: float, key: Key) -> float:
    if not key.least <= number <= key.most:
        bounds = {"least": int(key.least), "most": int(key.most)}
        raise Wrong(_l("“%(key)s” has to be between %(least)s and %(most)s."), bounds)
    return number


def _flag(raw: Any, _key: Key, _context: Context) -> bool:
    if not isinstance(raw, bool):
        raise Wrong(_l("“%(key)s” has to be true or false, without quotes."))
    return raw


def _choice(raw: Any, key: Key, _context: Context) -> str:
    text = _string(raw)
    if text not in key.choices:
        choices = ", ".join(key.choices)
        raise Wrong(
            *with_guess(_l("“%(word)s” is none of: %(choices)s."), text, key.choices, choices=choices)
        )
    return text


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise Wrong(_l("“%(key)s” is a list: write it between square brackets."))
    if len(raw) > MOST_IN_A_LIST:
        raise Wrong(_l("“%(key)s” is too long a list: at most %(most)s."), {"most": MOST_IN_A_LIST})
    return raw


def _words(raw: Any, key: Key, context: Context) -> tuple[str, ...]:
    words = [_line(word, key, context) for word in _list(raw)]
    return tuple(dict.fromkeys(filter(None, words)))


def _one(raw: Any, key: Key, context: Context) -> str:
    return _known(_string(raw), key, context)


def _known(slug: str, key: Key, context: Context) -> str:
    known = context.slugs.get(key.of, ())
    if slug not in known:
        says = _l("There is no “%(word)s” among the %(table)s of this file.")
        raise Wrong(*with_guess(says, slug, known if context.guesses else (), table=f"[[{key.of}]]"))
    return slug


def _many(raw: Any, key: Key, context: Context) -> tuple[str, ...]:
    return _each_once([_one(slug, key, context) for slug in _list(raw)])


def _each_once(slugs: list[str]) -> tuple[str, ...]:
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise Wrong(_l("“%(slug)s” stands twice in “%(key)s”."), {"slug": slug})
    return tuple(slugs)


def _parts(raw: Any, key: Key, context: Context) -> tuple[tuple[str, str], ...]:
    parts = [_part(part, key, context) for part in _list(raw)]
    _each_once([slug for slug, _role in parts])
    return tuple(parts)


def _part(raw: Any, key: Key, context: Context) -> tuple[str, str]:
    if isinstance(raw, str):
        return _known(raw, key, context), ROLES[0]
    if not isinstance(raw, dict) or set(raw) - {"slug", "role"} or not isinstance(raw.get("slug"), str):
        raise Wrong(_l("A speaker is a slug, or a slug and a role between braces."))
    role = raw.get("role", ROLES[0])
    if role not in ROLES:
        says = _l("“%(word)s” is none of: %(choices)s.")
        raise Wrong(*with_guess(says, _written(role), ROLES, choices=", ".join(ROLES)))
    return _known(raw["slug"], key, context), role


def _available(raw: Any, _key: Key, context: Context) -> str | tuple[tuple[datetime, datetime], ...]:
    if raw in (ALWAYS, UNKNOWN):
        return str(raw)
    if not isinstance(raw, list):
        says = _l("“%(key)s” is always, unknown, or a list of starts and ends between brackets.")
        raise Wrong(says)
    spans = apart(_span(each, context) for each in _list(raw))
    if len(spans) > MOST_STRETCHES:
        raise Wrong(_l("“%(key)s” is too long a list: at most %(most)s."), {"most": MOST_STRETCHES})
    return spans


def apart(spans: Iterable[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    """Return spans of time in order, those that touch or overlap as one."""
    joined: list[tuple[datetime, datetime]] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _span(raw: Any, context: Context) -> tuple[datetime, datetime]:
    if not isinstance(raw, list) or len(raw) != 2:
        raise Wrong(_l("“%(key)s” is always, unknown, or a list of starts and ends between brackets."))
    first, last = (moment(each, context) for each in raw)
    if last <= first:
        raise Wrong(_l("A time from which somebody is available ends before it starts."))
    return first, last


def _email(raw: Any, key: Key, context: Context) -> str:
    text = _line(raw, key, context)
    try:
        return validate_email(text, check_deliverability=False).normalized if text else ""
    except EmailNotValidError as error:
        raise Wrong(_l("“%(text)s” is no e-mail address."), {"text": text}) from error


def _address(raw: Any, key: Key, context: Context) -> str:
    text = _line(raw, key, context)
    address = read_address(text) if text else ""
    if address is None:
        raise Wrong(_l("“%(text)s” is no whole address that starts with https://."), {"text": text})
    return address


_READERS: dict[str, Callable[[Any, Key, Context], Any]] = {
    "line": _line,
    "slug": _slug,
    "uid": _uid,
    "zone": _zone,
    "day": _day,
    "time": _time,
    "texts": _texts,
    "notes": _notes,
    "whole": _whole,
    "degrees": _degrees,
    "flag": _flag,
    "choice": _choice,
    "words": _words,
    "one": _one,
    "many": _many,
    "parts": _parts,
    "available": _available,
    "email": _email,
    "address": _address,
}

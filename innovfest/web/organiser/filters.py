"""What a list's address asks for, read with care: an unknown value narrows nothing."""

from collections.abc import Mapping

from innovfest.registration import KINDS, PARTS
from innovfest.reports import SORTS, PeopleFilter
from innovfest.web import access
from innovfest.web.organiser import words
from innovfest.wording import LANGUAGES, clean_line

MOST_TEXT = 100


def filter_from(arguments: Mapping[str, str]) -> tuple[PeopleFilter, dict[str, str]]:
    """Return the filter of a list of registrations, and the arguments that say the same."""
    sessions = {session.slug for session in access.document().sessions if session.bookable}
    allowed = {
        "status": set(words.STATUS),
        "kind": set(KINDS),
        "session": sessions | {"none"},
        "arrived": {"yes", "no"},
        "language": set(LANGUAGES),
        "source": set(words.SOURCE),
        "part": set(PARTS),
        "sort": set(SORTS) - {"name"},
    }
    kept = {name: arguments[name] for name, values in allowed.items() if arguments.get(name) in values}
    if text := clean_line(arguments.get("q", ""))[:MOST_TEXT]:
        kept["q"] = text
    named = {("text" if name == "q" else name): value for name, value in kept.items()}
    return PeopleFilter(**named), kept


def page_from(arguments: Mapping[str, str], name: str = "page") -> int:
    """Return the page that is asked for; the first where that is no number."""
    asked = arguments.get(name, "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1

"""Facts of several kinds in the columns that all of them share, so that one statement reads them together."""

from typing import Any

from sqlalchemy import Integer, String, Text, cast, literal, null, select, type_coerce

from innovfest.database import UTCDateTime


def fact(
    kind: str,
    *,
    person: Any = None,
    session: Any = None,
    word: Any = None,
    other: Any = None,
    number: Any = None,
    row: Any = None,
    scan: Any = None,
    since: Any = None,
    until: Any = None,
) -> Any:
    """Select one kind of fact in the columns that all kinds share."""
    columns: dict[str, tuple[Any, Any]] = {
        "person": (person, Integer()),
        "session": (session, Integer()),
        "word": (word, Text()),
        "other": (other, Text()),
        "number": (number, Integer()),
        "row": (row, Integer()),
        "scan": (scan, String(36)),
        "since": (since, UTCDateTime()),
        "until": (until, UTCDateTime()),
    }
    return select(
        literal(kind).label("kind"),
        *(
            (type_coerce(cast(null(), type_), type_) if value is None else value).label(name)
            for name, (value, type_) in columns.items()
        ),
    )

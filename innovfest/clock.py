"""The one place that asks the machine what time it is.

Domain functions take `now` as an argument; entry points (a view, a command, a job) call `clock.now()`.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant as an aware UTC time, cut to microseconds."""
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """Write an instant in UTC as RFC 3339 has it, with a `Z`."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")

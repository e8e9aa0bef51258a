"""The one place that asks the machine what time it is.

Domain functions take `now` as an argument; entry points (a view, a command, a job) call `clock.now()`.
"""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant as an aware UTC time, cut to microseconds."""
    return datetime.now(UTC)

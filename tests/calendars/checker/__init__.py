"""A strict checker of calendars: RFC 5545 (grammar), 5546 (methods), 7986 (what a feed says of itself).

`faults_of` reads bytes and lists what is wrong with them, each with the clause that says so; nothing of the
writer, or of any library that reads calendars, is used. `newer_faults` compares two versions of one calendar
(SEQUENCE and UID history, RFC 5546 2.1.4), `needless_news` several calendars for what is new for nothing.
"""

from tests.calendars.checker.components import component_faults
from tests.calendars.checker.history import needless_news, newer_faults
from tests.calendars.checker.lines import line_faults, read_tree
from tests.calendars.checker.methods import method_faults
from tests.calendars.checker.values import value_faults
from tests.calendars.checker.zones import zone_faults

__all__ = ["faults_of", "needless_news", "newer_faults"]


def faults_of(calendar: bytes) -> list[str]:
    """List what is wrong with the bytes of one iCalendar stream; an empty list is a good calendar."""
    faults, lines = line_faults(calendar)
    if faults:
        return faults
    root, faults = read_tree(lines)
    if root is None or faults:
        return faults
    checks = (component_faults, value_faults, method_faults, zone_faults)
    return [fault for check in checks for fault in check(root)]

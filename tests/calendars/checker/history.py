"""Two versions of one calendar: what a client would do with the second, RFC 5546 2.1.4 and 2.1.5."""

from tests.calendars.checker.lines import Component, line_faults, read_tree

MEANS = ("DTSTART", "DTEND", "LOCATION", "STATUS", "SUMMARY")
"""A change of these that no SEQUENCE tells of is not believed."""


def newer_faults(before: bytes, after: bytes) -> list[str]:
    """List where a later version of a calendar would not be taken for what it is."""
    old, new = _events(before), _events(after)
    faults = [f"{uid} has vanished; a client keeps it" for uid in sorted(set(old) - set(new))]
    for uid in sorted(set(old) & set(new)):
        faults += _entry_faults(uid, old[uid], new[uid])
    return faults


def _events(calendar: bytes) -> dict[str, Component]:
    _, lines = line_faults(calendar)
    root, _ = read_tree(lines)
    return {event.text("UID"): event for event in root.within("VEVENT")} if root else {}


def _entry_faults(uid: str, old: Component, new: Component) -> list[str]:
    rise = int(new.text("SEQUENCE") or 0) - int(old.text("SEQUENCE") or 0)
    later = new.text("DTSTAMP") >= old.text("DTSTAMP")
    changed = [name for name in MEANS if old.text(name) != new.text(name)]
    faults = []
    if rise < 0:
        faults.append(f"5546 2.1.4: SEQUENCE of {uid} fell")
    if not later:
        faults.append(f"5546 2.1.5: DTSTAMP of {uid} went back")
    if changed and rise == 0:
        faults.append(f"5546 2.1.4: {', '.join(changed)} of {uid} changed, and SEQUENCE did not")
    same = [(line.name, line.parameters, line.value) for line in old.lines] == [
        (line.name, line.parameters, line.value) for line in new.lines
    ]
    if not same and rise == 0 and new.text("DTSTAMP") == old.text("DTSTAMP"):
        faults.append(f"5546 2.1.5: {uid} changed, and neither SEQUENCE nor DTSTAMP tells")
    if same and rise:
        faults.append(f"{uid} is newer and says the same")
    return faults

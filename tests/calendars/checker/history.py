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
    if _said(old) != _said(new) and rise == 0 and new.text("DTSTAMP") == old.text("DTSTAMP"):
        faults.append(f"5546 2.1.5: {uid} changed, and neither SEQUENCE nor DTSTAMP tells")
    return faults


def needless_news(versions: list[tuple[bytes, bytes]]) -> list[str]:
    """List entries that are newer and say the same in each of some calendars, say one for each language."""
    newer, news = set(), set()
    for before, after in versions:
        old, new = _events(before), _events(after)
        for uid in set(old) & set(new):
            if old[uid].text("SEQUENCE") != new[uid].text("SEQUENCE"):
                newer.add(_about(uid))
            if _said(old[uid]) != _said(new[uid]):
                news.add(_about(uid))
    return [f"{about} is newer and says the same" for about in sorted(newer - news)]


def _said(event: Component) -> list[tuple[str, dict[str, list[str]], str]]:
    """Return what an entry says, and its alarms, but for its number and stamps."""
    lines = [line for part in (event, *event.parts) for line in part.lines]
    told = (line for line in lines if line.name not in {"SEQUENCE", "DTSTAMP", "LAST-MODIFIED"})
    return [(line.name, line.parameters, line.value) for line in told]


def _about(uid: str) -> str:
    """Return the session that a UID is about: one number counts the versions of all its entries."""
    return uid.partition("@")[0][: len("session-") + 36]

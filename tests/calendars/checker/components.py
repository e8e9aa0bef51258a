"""Which property may stand where, and how often: RFC 5545 3.6 and 3.8, RFC 7986 4."""

from collections import Counter

from tests.calendars.checker.lines import Component

ONCE, ANY = "once", "any"

CALENDAR = {
    # RFC 5545 3.6 and RFC 7986 4: what a calendar may say of itself.
    **dict.fromkeys(("PRODID", "VERSION", "CALSCALE", "METHOD", "UID", "LAST-MODIFIED", "URL"), ONCE),
    **dict.fromkeys(("REFRESH-INTERVAL", "SOURCE", "COLOR"), ONCE),
    **dict.fromkeys(("NAME", "DESCRIPTION", "CATEGORIES", "IMAGE"), ANY),
}

EVENT = {
    **dict.fromkeys(("DTSTAMP", "UID", "DTSTART", "CLASS", "CREATED", "DESCRIPTION", "GEO"), ONCE),
    **dict.fromkeys(("LAST-MODIFIED", "LOCATION", "ORGANIZER", "PRIORITY", "SEQUENCE", "STATUS"), ONCE),
    **dict.fromkeys(
        ("SUMMARY", "TRANSP", "URL", "RECURRENCE-ID", "RRULE", "DTEND", "DURATION", "COLOR"), ONCE
    ),
    **dict.fromkeys(("ATTACH", "ATTENDEE", "CATEGORIES", "COMMENT", "CONTACT", "EXDATE", "RDATE"), ANY),
    **dict.fromkeys(("REQUEST-STATUS", "RELATED-TO", "RESOURCES", "CONFERENCE", "IMAGE"), ANY),
}

ALARM = {
    **dict.fromkeys(("ACTION", "TRIGGER", "DESCRIPTION", "DURATION", "REPEAT", "SUMMARY", "UID"), ONCE),
    **dict.fromkeys(("ATTACH", "ATTENDEE"), ANY),
}

ZONE = dict.fromkeys(("TZID", "LAST-MODIFIED", "TZURL"), ONCE)
OBSERVANCE = {
    **dict.fromkeys(("DTSTART", "TZOFFSETTO", "TZOFFSETFROM", "RRULE"), ONCE),
    **dict.fromkeys(("COMMENT", "RDATE", "TZNAME"), ANY),
}

ALLOWED = {
    "VCALENDAR": CALENDAR,
    "VEVENT": EVENT,
    "VALARM": ALARM,
    "VTIMEZONE": ZONE,
    "STANDARD": OBSERVANCE,
    "DAYLIGHT": OBSERVANCE,
}

REQUIRED = {
    "VCALENDAR": ("PRODID", "VERSION"),
    "VEVENT": ("UID", "DTSTAMP"),
    "VALARM": ("ACTION", "TRIGGER"),
    "VTIMEZONE": ("TZID",),
    "STANDARD": ("DTSTART", "TZOFFSETTO", "TZOFFSETFROM"),
    "DAYLIGHT": ("DTSTART", "TZOFFSETTO", "TZOFFSETFROM"),
}

WITHIN = {
    "VCALENDAR": {"VEVENT", "VTIMEZONE"},
    "VEVENT": {"VALARM"},
    "VTIMEZONE": {"STANDARD", "DAYLIGHT"},
}

OURS = {"X-WR-CALNAME", "X-WR-TIMEZONE", "X-WR-CALDESC", "X-PUBLISHED-TTL"}
"""What is not of the standard and yet read by calendar programs; whatever else begins with X- is a slip."""


def component_faults(root: Component) -> list[str]:
    """List properties and parts that are missing, unknown, or there too often."""
    faults = _of(root)
    if root.name == "VCALENDAR" and not root.within("VEVENT"):
        faults.append("3.6: a calendar without a component")
    events = root.within("VEVENT")
    uids = [event.text("UID") for event in events]
    faults += [f"3.8.4.7: {uid} stands {n} times" for uid, n in Counter(uids).items() if n > 1]
    alarms = [alarm.text("UID") for event in events for alarm in event.within("VALARM") if alarm.one("UID")]
    faults += [f"9074 4: the alarm {uid} stands {n} times" for uid, n in Counter(alarms).items() if n > 1]
    return faults


def _of(component: Component) -> list[str]:
    name = component.name
    if name not in ALLOWED:
        return [f"3.6: an unknown component {name}"]
    counts = Counter(line.name for line in component.lines)
    faults = [f"3.6: {name} without {key}" for key in REQUIRED[name] if key not in counts]
    for key, count in counts.items():
        if key.startswith("X-"):
            if key not in OURS or name != "VCALENDAR":
                faults.append(f"3.8.8.2: {key} in {name} is nothing that a calendar program reads")
        elif key not in ALLOWED[name]:
            faults.append(f"3.6: {key} may not stand in {name}")
        elif ALLOWED[name][key] == ONCE and count > 1:
            faults.append(f"3.6: {key} stands {count} times in {name}")
    faults += _of_event(component) if name == "VEVENT" else []
    faults += _of_alarm(component) if name == "VALARM" else []
    if name == "VTIMEZONE" and not component.parts:
        faults.append("3.6.5: a VTIMEZONE without STANDARD or DAYLIGHT")
    for part in component.parts:
        if part.name not in WITHIN.get(name, set()):
            faults.append(f"3.6: {part.name} may not stand in {name}")
        else:
            faults += _of(part)
    return faults


def _of_event(event: Component) -> list[str]:
    faults = []
    if event.one("DTEND") and event.one("DURATION"):
        faults.append("3.6.1: DTEND and DURATION together")
    if not event.one("DTSTART"):
        faults.append("3.6.1: VEVENT without DTSTART")
    if event.text("STATUS") == "CANCELLED" and event.within("VALARM"):
        faults.append("an alarm for what is cancelled")
    return faults


def _of_alarm(alarm: Component) -> list[str]:
    faults = []
    if alarm.text("ACTION") == "DISPLAY":
        faults += [
            f"3.6.6: {name} in a DISPLAY alarm"
            for name in ("SUMMARY", "ATTENDEE", "ATTACH")
            if alarm.one(name)
        ]
    if alarm.text("ACTION") == "DISPLAY" and not alarm.one("DESCRIPTION"):
        faults.append("3.6.6: a DISPLAY alarm without DESCRIPTION")
    if alarm.text("ACTION") == "EMAIL" and not (alarm.one("SUMMARY") and alarm.one("ATTENDEE")):
        faults.append("3.6.6: an EMAIL alarm without SUMMARY or ATTENDEE")
    if bool(alarm.one("DURATION")) != bool(alarm.one("REPEAT")):
        faults.append("3.6.6: DURATION and REPEAT come together or not at all")
    return faults

"""What each METHOD asks of its entries: RFC 5546 3.2."""

from tests.calendars.checker.lines import Component


def method_faults(root: Component) -> list[str]:
    """List where a calendar's entries are not what its METHOD says."""
    method = root.text("METHOD")
    events = root.within("VEVENT")
    faults = [f for event in events for f in _RULES.get(method, _none)(event)]
    if method in {"REQUEST", "CANCEL"} and len({event.text("UID") for event in events}) > 1:
        faults.append(f"5546 3.2: a {method} is about one UID")
    return faults


def _publish(event: Component) -> list[str]:
    faults = [f"5546 3.2.1: no {name}" for name in ("DTSTART", "SUMMARY") if not event.one(name)]
    if event.one("ATTENDEE"):
        faults.append("5546 3.2.1: ATTENDEE in what is published")
    if event.text("STATUS") == "CANCELLED" and event.text("TRANSP") == "OPAQUE":
        faults.append("3.8.2.7: a cancelled entry that takes time")
    return faults + _sequenced(event)


def _request(event: Component) -> list[str]:
    faults = [
        f"5546 3.2.2: no {name}" for name in ("ORGANIZER", "ATTENDEE", "SUMMARY") if not event.one(name)
    ]
    if event.text("STATUS") == "CANCELLED":
        faults.append("5546 3.2.2: a REQUEST for what is cancelled")
    return faults + _sequenced(event) + _invited(event)


def _cancel(event: Component) -> list[str]:
    faults = [f"5546 3.2.5: no {name}" for name in ("ORGANIZER", "ATTENDEE") if not event.one(name)]
    if event.text("STATUS") != "CANCELLED":
        faults.append("5546 3.2.5: a CANCEL whose STATUS is not CANCELLED")
    if event.within("VALARM"):
        faults.append("5546 3.2.5: an alarm for what is cancelled")
    return faults + _sequenced(event) + _invited(event)


def _sequenced(event: Component) -> list[str]:
    return [] if event.one("SEQUENCE") else ["5546 3.2: no SEQUENCE"]


def _invited(event: Component) -> list[str]:
    faults = []
    for attendee in event.all("ATTENDEE"):
        if attendee.parameters.get("RSVP") != ["FALSE"]:
            faults.append("an ATTENDEE who is asked to answer: replies would come by the hundred")
        if "PARTSTAT" not in attendee.parameters:
            faults.append("an ATTENDEE without PARTSTAT")
    organiser = event.one("ORGANIZER")
    if organiser and organiser.parameters:
        faults.append("an ORGANIZER with more than its address, which Outlook compares with the sender")
    return faults


def _none(event: Component) -> list[str]:
    return []


_RULES = {"PUBLISH": _publish, "REQUEST": _request, "CANCEL": _cancel}

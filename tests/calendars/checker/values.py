"""The value of each property, and the parameters that it may have: RFC 5545 3.2, 3.3 and 3.8."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import urlsplit

from tests.calendars.checker.colours import COLOURS
from tests.calendars.checker.lines import Component, Line

STATUS = {"VEVENT": {"TENTATIVE", "CONFIRMED", "CANCELLED"}}
PARTSTAT = {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"}
ROLE = {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"}
CUTYPE = {"INDIVIDUAL", "GROUP", "RESOURCE", "ROOM", "UNKNOWN"}
FEATURES = {"AUDIO", "CHAT", "FEED", "MODERATOR", "PHONE", "SCREEN", "VIDEO"}
DISPLAYS = {"BADGE", "GRAPHIC", "FULLSIZE", "THUMBNAIL"}
MOMENT = re.compile(r"\d{8}T\d{6}Z?")
PERIOD = re.compile(r"[+-]?P(\d+W|(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?)")
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
ADDRESS = re.compile(r"mailto:[^@\s<>,;\"]+@[^@\s<>,;\"]+")

Check = Callable[[Line, Component], str | None]


def value_faults(root: Component) -> list[str]:
    """List values that their property does not allow, and parameters that it does not know."""
    return [
        f"{fault} in {component.name}: {line.name}:{line.value[:50]!r}"
        for component in _walk(root)
        for line in component.lines
        for fault in _faults(line, component)
    ] + [fault for event in root.within("VEVENT") for fault in _order(event)]


def _walk(component: Component) -> Iterator[Component]:
    yield component
    for part in component.parts:
        yield from _walk(part)


def _faults(line: Line, component: Component) -> Iterator[str]:
    if (check := VALUES.get(line.name)) and (fault := check(line, component)):
        yield fault
    known = PARAMETERS.get(line.name, set())
    for name in line.parameters:
        if name not in known:
            yield f"3.2: {line.name} knows no parameter {name}"
    language = line.parameters.get("LANGUAGE", ["nl"])
    if len(language) != 1 or not LANGUAGE.fullmatch(language[0]):
        yield "3.2.10: LANGUAGE is no language tag (RFC 5646)"


def text(line: Line, _component: Component) -> str | None:
    r"""Check TEXT (3.3.11): each `\`, `;` and `,` is escaped, and nothing else is."""
    rest = re.sub(r"\\[\\;,nN]", "", line.value)
    if "\\" in rest:
        return "3.3.11: a backslash that escapes nothing"
    if re.search(r"[;,]", rest):
        return "3.3.11: a comma or semicolon that is not escaped"
    return None


def words(line: Line, component: Component) -> str | None:
    """Check a list of TEXT values, apart by commas."""
    values = re.split(r"(?<!\\),", line.value)
    faults = (text(Line(line.name, {}, value), component) for value in values)
    return next((fault for fault in faults if fault), None)


def one_of(*allowed: str) -> Check:
    """Check a value against the words of its property."""
    return lambda line, _component: None if line.value in allowed else f"3.8: none of {', '.join(allowed)}"


def status(line: Line, component: Component) -> str | None:
    """Check the STATUS of a component (3.8.1.11)."""
    return (
        None if line.value in STATUS.get(component.name, set()) else "3.8.1.11: no STATUS of this component"
    )


def integer(line: Line, _component: Component) -> str | None:
    """Check a SEQUENCE or PRIORITY: never negative, within 32 bits (3.3.8)."""
    good = re.fullmatch(r"0|[1-9]\d{0,9}", line.value) and int(line.value) < 2**31
    return None if good else "3.3.8: no number that only rises"


def moment(line: Line, component: Component) -> str | None:
    """Check a DATE-TIME (3.3.5): real, and local with a TZID or in UTC without one."""
    if not MOMENT.fullmatch(line.value):
        return "3.3.5: no DATE-TIME"
    try:
        datetime.strptime(line.value.rstrip("Z"), "%Y%m%dT%H%M%S")  # noqa: DTZ007 - only whether it exists
    except ValueError:
        return "3.3.5: a time that does not exist"
    if line.value.endswith("Z") and "TZID" in line.parameters:
        return "3.2.19: a time in UTC with a TZID"
    if not line.value.endswith("Z") and "TZID" not in line.parameters and component.name == "VEVENT":
        return "3.3.5: a floating time, which is another one in each reader's zone"
    return None


def utc(line: Line, component: Component) -> str | None:
    """Check a time that must be in UTC (3.8.7.2, 3.8.7.3)."""
    return moment(line, component) or (None if line.value.endswith("Z") else "3.8.7: not in UTC")


def duration(line: Line, _component: Component) -> str | None:
    """Check a DURATION (3.3.6)."""
    good = PERIOD.fullmatch(line.value) and re.search(r"\d", line.value)
    return None if good else "3.3.6: no DURATION"


def polling(line: Line, component: Component) -> str | None:
    """Check REFRESH-INTERVAL (RFC 7986 5.7): a positive duration that says so."""
    if line.parameters.get("VALUE") != ["DURATION"]:
        return "7986 5.7: VALUE=DURATION is missing"
    return duration(line, component) or ("7986 5.7: negative" if line.value.startswith("-") else None)


def geo(line: Line, _component: Component) -> str | None:
    """Check GEO (3.8.1.6): latitude and longitude in degrees."""
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?;[+-]?\d+(\.\d+)?", line.value):
        return "3.8.1.6: not two numbers"
    latitude, longitude = map(float, line.value.split(";"))
    return None if abs(latitude) <= 90 and abs(longitude) <= 180 else "3.8.1.6: not on the earth"


def uri(line: Line, _component: Component) -> str | None:
    """Check a URI (3.3.13)."""
    parts = urlsplit(line.value)
    good = parts.scheme and (parts.netloc or parts.path) and not re.search(r"[\s<>\"{}|\\^`]", line.value)
    return None if good and line.value.isascii() else "3.3.13: no URI"


def said_uri(line: Line, component: Component) -> str | None:
    """Check a URI whose property has no default type (RFC 7986 5.8, 5.10, 5.11)."""
    return uri(line, component) if line.parameters.get("VALUE") == ["URI"] else "7986: VALUE=URI is missing"


def conference(line: Line, component: Component) -> str | None:
    """Check CONFERENCE (RFC 7986 5.11, 6.3, 6.5): an address that opens safely, what it offers, its name."""
    if not set(line.parameters.get("FEATURE", ())) <= FEATURES:
        return "7986 6.3: FEATURE is none of its words"
    if line.parameters.get("LABEL", ["a"]) in ([""], ['""']):
        return "7986 6.5: an empty LABEL"
    if urlsplit(line.value).scheme not in {"https", "tel", "sip", "xmpp"}:
        return "7986 5.11: an address that anybody on the way may change"
    return said_uri(line, component)


def image(line: Line, component: Component) -> str | None:
    """Check IMAGE (RFC 7986 5.10, 6.1): a whole address, how it is shown, and a type that is a picture's."""
    if not set(line.parameters.get("DISPLAY", ())) <= DISPLAYS:
        return "7986 6.1: DISPLAY is none of its words"
    if not re.fullmatch(r"image/[a-z0-9.+-]+", line.parameters.get("FMTTYPE", [""])[0]):
        return "3.2.8: FMTTYPE is no type of a picture"
    if not urlsplit(line.value).netloc:
        return "7986 5.10: an address without a host"
    return said_uri(line, component)


def address(line: Line, _component: Component) -> str | None:
    """Check a CAL-ADDRESS (3.3.3) and what it says of the person."""
    if not ADDRESS.fullmatch(line.value):
        return "3.3.3: no mailto: address"
    for name, allowed in (
        ("PARTSTAT", PARTSTAT),
        ("ROLE", ROLE),
        ("CUTYPE", CUTYPE),
        ("RSVP", {"TRUE", "FALSE"}),
    ):
        if name in line.parameters and line.parameters[name][0] not in allowed:
            return f"3.2: {name} is none of its words"
    return None


def colour(line: Line, _component: Component) -> str | None:
    """Check COLOR (RFC 7986 5.9): a colour name of CSS3."""
    return None if line.value in COLOURS else "7986 5.9: no colour name of CSS3"


def offset(line: Line, _component: Component) -> str | None:
    """Check an offset from UTC (3.3.14)."""
    good = re.fullmatch(r"[+-]([01]\d|2[0-3])[0-5]\d([0-5]\d)?", line.value) and line.value != "-0000"
    return None if good else "3.3.14: no offset"


def trigger(line: Line, component: Component) -> str | None:
    """Check TRIGGER (3.8.6.3): a duration, or a time in UTC that says so."""
    if line.parameters.get("VALUE") == ["DATE-TIME"]:
        return utc(line, component)
    if line.parameters.get("RELATED", ["START"])[0] not in {"START", "END"}:
        return "3.2.14: RELATED is START or END"
    if line.parameters.get("VALUE", ["DURATION"]) != ["DURATION"]:
        return "3.8.6.3: a TRIGGER is a duration or a time"
    if fault := duration(line, component):
        return fault
    nothing = not re.search(r"[1-9]", line.value)
    if not line.value.startswith("-") and not nothing:
        return "an alarm that comes after what it is about began"
    return "an alarm at once that is not PT0S" if nothing and line.value != "PT0S" else None


def rule(line: Line, _component: Component) -> str | None:
    """Check RRULE (3.3.10) as far as a time zone needs it."""
    parts = dict(part.partition("=")[::2] for part in line.value.split(";"))
    good = parts.get("FREQ") == "YEARLY" and set(parts) <= {"FREQ", "BYMONTH", "BYDAY", "UNTIL", "INTERVAL"}
    return None if good else "3.3.10: no yearly rule"


def identifier(line: Line, component: Component) -> str | None:
    """Check a UID: global, so it has a host part or is a UUID (RFC 7986 5.3)."""
    good = re.fullmatch(r"[^\s@]+@[^\s@]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", line.value)
    return text(line, component) or (None if good else "7986 5.3: a UID that is not global")


def _order(event: Component) -> Iterator[str]:
    start, end = event.one("DTSTART"), event.one("DTEND")
    if not (start and end):
        return
    if start.parameters.get("TZID") != end.parameters.get("TZID"):
        yield "3.8.2.2: start and end in different zones"
    elif start.value >= end.value:
        yield f"3.8.2.2: ends at {end.value}, before it starts"
    if (changed := event.text("LAST-MODIFIED")) and changed > event.text("DTSTAMP"):
        yield "3.8.7.3: changed after its stamp"


VALUES: dict[str, Check] = {
    "VERSION": one_of("2.0"),
    "CALSCALE": one_of("GREGORIAN"),
    "METHOD": one_of("PUBLISH", "REQUEST", "CANCEL", "REPLY"),
    "TRANSP": one_of("OPAQUE", "TRANSPARENT"),
    "CLASS": one_of("PUBLIC", "PRIVATE", "CONFIDENTIAL"),
    "ACTION": one_of("AUDIO", "DISPLAY", "EMAIL"),
    **dict.fromkeys(("PRODID", "NAME", "DESCRIPTION", "SUMMARY", "LOCATION", "TZNAME", "COMMENT"), text),
    **dict.fromkeys(("X-WR-CALNAME", "X-WR-CALDESC", "X-WR-TIMEZONE", "TZID"), text),
    **dict.fromkeys(("CATEGORIES", "RESOURCES"), words),
    **dict.fromkeys(("DTSTART", "DTEND"), moment),
    **dict.fromkeys(("DTSTAMP", "LAST-MODIFIED", "CREATED"), utc),
    **dict.fromkeys(("SEQUENCE", "PRIORITY", "REPEAT"), integer),
    **dict.fromkeys(("DURATION", "X-PUBLISHED-TTL"), duration),
    **dict.fromkeys(("TZOFFSETFROM", "TZOFFSETTO"), offset),
    **dict.fromkeys(("ORGANIZER", "ATTENDEE"), address),
    "SOURCE": said_uri,
    "IMAGE": image,
    "CONFERENCE": conference,
    "REFRESH-INTERVAL": polling,
    "UID": identifier,
    "STATUS": status,
    "GEO": geo,
    "URL": uri,
    "COLOR": colour,
    "TRIGGER": trigger,
    "RRULE": rule,
}

_TEXTUAL = {"LANGUAGE", "ALTREP"}
PARAMETERS: dict[str, set[str]] = {
    **dict.fromkeys(("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT", "NAME", "CONTACT"), _TEXTUAL),
    "CATEGORIES": {"LANGUAGE"},
    "TZNAME": {"LANGUAGE"},
    "DTSTART": {"TZID", "VALUE"},
    "DTEND": {"TZID", "VALUE"},
    "ORGANIZER": {"CN", "DIR", "LANGUAGE", "SENT-BY", "EMAIL"},
    "ATTENDEE": {"CN", "CUTYPE", "ROLE", "PARTSTAT", "RSVP", "LANGUAGE", "EMAIL", "DIR", "MEMBER"},
    "TRIGGER": {"VALUE", "RELATED"},
    "REFRESH-INTERVAL": {"VALUE"},
    "SOURCE": {"VALUE"},
    "IMAGE": {"VALUE", "FMTTYPE", "DISPLAY", "ALTREP"},
    "CONFERENCE": {"VALUE", "FEATURE", "LABEL", "LANGUAGE"},
    "ATTACH": {"VALUE", "FMTTYPE", "ENCODING"},
}

"""Octets and content lines: RFC 5545 3.1 and 3.2, and the tree that BEGIN and END make of them."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

NAME = r"[A-Za-z0-9-]+"
QSAFE = r'[^"\x00-\x08\x0a-\x1f\x7f]*'
SAFE = r'[^";:,\x00-\x08\x0a-\x1f\x7f]*'
PARAMETER = re.compile(rf'({NAME})=((?:"{QSAFE}"|{SAFE})(?:,(?:"{QSAFE}"|{SAFE}))*)')
MOST_OCTETS = 75


@dataclass(frozen=True)
class Line:
    """One content line: `name` in capitals, `parameters` by their names in capitals."""

    name: str
    parameters: dict[str, list[str]]
    value: str


@dataclass
class Component:
    """What stands between a BEGIN and its END."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def all(self, name: str) -> list[Line]:
        """List the properties of a name."""
        return [line for line in self.lines if line.name == name]

    def one(self, name: str) -> Line | None:
        """Return the first property of a name."""
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        """Return the value of a property, empty where there is none."""
        line = self.one(name)
        return line.value if line else ""

    def within(self, name: str) -> list["Component"]:
        """List the parts of a name."""
        return [part for part in self.parts if part.name == name]


def line_faults(calendar: bytes) -> tuple[list[str], list[Line]]:
    """Check octets and grammar; return the faults and the content lines, unfolded."""
    faults = _octet_faults(calendar)
    if faults:
        return faults, []
    lines = []
    for text in (
        calendar.decode().removesuffix("\r\n").replace("\r\n ", "").replace("\r\n\t", "").split("\r\n")
    ):
        line = _read(text)
        if isinstance(line, str):
            faults.append(line)
        else:
            lines.append(line)
    return faults, lines


def _octet_faults(calendar: bytes) -> list[str]:
    faults = []
    if not calendar.endswith(b"\r\n"):
        faults.append("3.1: the last line does not end with CRLF")
    if re.search(rb"(?<!\r)\n|\r(?!\n)", calendar):
        faults.append("3.1: a line break is not CRLF")
    if calendar.startswith(b"\xef\xbb\xbf"):
        faults.append("3.1: a byte order mark stands in front")
    physical = calendar.split(b"\r\n")
    faults += [
        f"3.1: a line of {len(line)} octets: {line[:40]!r}" for line in physical if len(line) > MOST_OCTETS
    ]
    faults += [f"3.1: an empty line after {a[:40]!r}" for a, b in pairwise(physical[:-1]) if not b.strip()]
    if physical[0][:1] in {b" ", b"\t"}:
        faults.append("3.1: the stream begins with a folded line")
    for line in physical:
        try:
            line.decode()
        except UnicodeDecodeError:
            faults.append(f"3.1.4: a character is cut, or is not UTF-8: {line[:40]!r}")
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", calendar):
        faults.append("3.1: a control character")
    return faults


def _read(text: str) -> Line | str:
    """Read a content line; a string says what is wrong with it."""
    head = re.match(NAME, text)
    if head is None:
        return f"3.1: no property name: {text[:40]!r}"
    at, parameters = head.end(), {}
    while text[at : at + 1] == ";":
        found = PARAMETER.match(text, at + 1)
        if found is None:
            return f"3.2: a malformed parameter: {text[:60]!r}"
        name = found[1].upper()
        if name in parameters:
            return f"3.2: {name} stands twice: {text[:60]!r}"
        parameters[name] = re.findall(rf'"{QSAFE}"|[^",]+', found[2]) or [""]
        at = found.end()
    if text[at : at + 1] != ":":
        return f"3.1: no colon after the name: {text[:60]!r}"
    return Line(head[0].upper(), parameters, text[at + 1 :])


def read_tree(lines: list[Line]) -> tuple[Component | None, list[str]]:
    """Make components of content lines; return the calendar and what is wrong with its nesting."""
    root, open_ones = Component(""), []
    at = root
    for line in lines:
        if line.name == "BEGIN":
            part = Component(line.value.upper())
            at.parts.append(part)
            open_ones.append(at)
            at = part
        elif line.name == "END":
            if not open_ones or line.value.upper() != at.name:
                return None, [f"3.4: END:{line.value} closes {at.name or 'nothing'}"]
            at = open_ones.pop()
        elif at is root:
            return None, [f"3.4: {line.name} stands outside a calendar"]
        else:
            at.lines.append(line)
    if at is not root:
        return None, [f"3.4: {at.name} is not closed"]
    if [part.name for part in root.parts] != ["VCALENDAR"]:
        return None, [f"3.4: the stream is {[part.name for part in root.parts]}, not one VCALENDAR"]
    return root.parts[0], []

"""The shapes of the door's interface: what is read, and what `openapi.json` says of it.

Reading is strict, so that what the description promises is what happens; fields that it does not name are
ignored, so that a newer phone can talk to an older server.
"""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field

from innovfest.checkin import MOST_SCANS
from innovfest.web.api.shapes import Milliseconds, Number, RowId, Shape

Verdict = Literal[
    "admitted",
    "already_in",
    "left",
    "wrong_gate",
    "room_full",
    "cancelled",
    "replaced_code",
    "not_confirmed",
    "not_open",
    "unknown",
]
Answered = Verdict | Literal["counted", "undone", "too_late"]


class ScanSent(Shape):
    """A scan; `id` is made by the phone, and the same id gets the same answer whatever else it carries."""

    id: UUID
    kind: Literal["badge", "count", "headcount", "undo"] = Field(
        "badge", description="A badge, a person without a name, how many are in, or a scan taken back."
    )
    code: str = Field("", description="The text of a badge, as it was read or typed.")
    registration: UUID | None = Field(None, description="Instead of a code: someone chosen by name, by id.")
    person: RowId | None = Field(None, description="The same, by their number in the snapshot.")
    gate: RowId
    direction: Literal["in", "out"] = "in"
    scanned_at: AwareDatetime = Field(description="The phone's clock, RFC 3339.")
    offset_ms: Milliseconds | None = Field(
        None, description="How far the phone measured its clock to be behind the server's."
    )
    decided: Verdict | None = Field(None, description="What the phone answered by itself, if it did.")
    acted: Verdict | None = Field(
        None, description="What the phone did in the end, where the server overruled it in time."
    )
    override: str | None = Field(None, description="A supervisor's reason to let someone in all the same.")
    drew: bool = Field(False, description="Whether it took one of the places lent to the phone.")
    number: Number | None = Field(None, description="How many are in, for a head count.")
    undoes: UUID | None = Field(None, description="The scan that is taken back, within 15 minutes.")


class ScanBatch(Shape):
    """Scans on their way to the server; `sent_at` is the phone's clock now, where it measured no offset."""

    scans: list[ScanSent] = Field(max_length=MOST_SCANS)
    sent_at: AwareDatetime | None = None


class PersonSeen(Shape):
    """Whose badge it is; `breakout` and `room` tell of their next seat, `note` is for the door."""

    name: str
    organisation: str
    breakout: str | None
    room: str | None
    note: str


class Spot(Shape):
    """Where and when: of the arrival before, of the room to go to, or of the opening."""

    gate: str | None
    at: datetime | None
    room: str | None
    direction: str | None = Field(description="How to get there.")


class ScanResult(Shape):
    """The answer to one scan."""

    id: UUID
    verdict: Answered
    reason: str | None = Field(description="Why, as a stable word; see docs/door.md.")
    registration: UUID | None
    n: int | None = Field(description="The same person's number in the snapshot.")
    first_scan: UUID | None = Field(description="The scan that let the person in before.")
    conflict: Literal["admitted_twice", "decided_otherwise"] | None
    person: PersonSeen | None
    where: Spot | None


class ScanResults(Shape):
    """The answers, in the order of the scans; `time` is the server's, in milliseconds since 1970."""

    results: list[ScanResult]
    time: int


class DeviceShown(Shape):
    """The phone itself."""

    id: int
    label: str
    steward: str
    role: Literal["steward", "supervisor", "desk"]


class GateNamed(Shape):
    """A gate of the event."""

    id: int
    name: str


class GateShown(GateNamed):
    """The phone's gate; `room` is a slug."""

    room: str | None
    kind: Literal["entrance", "room"]


class EventShown(Shape):
    """The event."""

    slug: str
    name: str
    language: str
    timezone: str
    starts_at: datetime


class SessionShown(Shape):
    """The session that a room's gate belongs to now."""

    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    room: str | None


class CountsShown(Shape):
    """How many are in, may be expected, and may be in at most."""

    model_config = ConfigDict(strict=True, populate_by_name=True)

    inside: int = Field(alias="in")
    expected: int
    limit: int | None


class ReleasableShown(Shape):
    """A session that began five minutes ago, and how many seats its absent people hold."""

    session: int
    seats: int


class Me(Shape):
    """What a phone knows of itself and its gate."""

    device: DeviceShown
    gate: GateShown
    event: EventShown
    session: SessionShown | None
    counts: CountsShown
    releasable: ReleasableShown | None = Field(description="For a supervisor: seats to release now.")
    server_time: datetime
    gates: list[GateNamed]


class PersonListed(Shape):
    """Someone found; `registration` may be sent in a scan instead of a code."""

    model_config = ConfigDict(strict=True, populate_by_name=True)

    registration: UUID
    name: str
    organisation: str
    breakout: str | None
    status: Literal["pending", "confirmed", "waitlisted", "cancelled"]
    is_in: bool = Field(alias="in")


class People(Shape):
    """Who was found, by surname, at most 20."""

    people: list[PersonListed]


class BindingSent(Shape):
    """A spare badge for a person: their registration's id, or their number in the snapshot."""

    id: UUID
    spare_code: str = Field(max_length=200)
    registration: UUID | None = None
    person: RowId | None = None


class Binding(Shape):
    """The badge is the person's from now on, and the code they had opens nothing any more."""

    id: UUID
    registration: UUID
    name: str


class ReleaseSent(Shape):
    """Seats to release; `id` is made by the phone, `session` is the one that it shows at its gate."""

    id: UUID
    session: RowId


class Release(Shape):
    """So many seats were released by this id, and whoever stands at the door may have one."""

    id: UUID
    session: int
    released: int


class Fault(Shape):
    """One thing that is wrong in a body."""

    path: str
    message: str


class Problem(Shape):
    """A failure (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str | None = None
    errors: list[Fault] | None = None

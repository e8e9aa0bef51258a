"""The shapes of what phones do beside scanning: the snapshot, reports, the help desk, conflicts."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from innovfest.web.api.shapes import Milliseconds, Number, OfferNumber, RowId, Shape


class Snapshot(Shape):
    """What a phone decides by; blocks that did not change since the cursor are left out.

    Rows of `people` are described in innovfest/checkin/listing.py.
    """

    cursor: str
    time: int = Field(description="The server's, in milliseconds since 1970.")
    full: bool = Field(description="Whether it replaces the phone's list, or is laid over it.")
    gone: list[int] = Field(description="Numbers of people who were erased: nothing of them stays.")
    people: list[list[Any]] | None = None
    spares: list[str] | None = None
    live: dict[str, Any] | None = None
    phone: dict[str, Any] | None = None
    programme: dict[str, Any] | None = None
    event: dict[str, Any] | None = None


class ReturnedPlace(Shape):
    """A place of which a phone keeps nothing, and how many it gave away there in all."""

    place: str = Field(max_length=80)
    drawn: Number


class ReportSent(Shape):
    """How a phone is doing; `place` is where it stands, `ceiling` what it knows of its loan there."""

    version: str = Field("", max_length=40)
    waiting: Number
    oldest: AwareDatetime | None = None
    offset_ms: Milliseconds | None = None
    gate: RowId
    choice: Number | None = Field(
        None, description="The number of the phone's choice of its gate; a higher one holds."
    )
    place: str | None = Field(None, max_length=80)
    ceiling: Number | None = Field(None, description="What the phone knows of its loan; null at first.")
    offer: OfferNumber | None = Field(
        None, description="The number of the newest answer that it knows for this place; 0 at first."
    )
    trouble: Literal["", "storage", "camera", "clock"] = ""
    message_read: Number = 0
    returned: list[ReturnedPlace] = Field(
        [], max_length=200, description="Places of gates where it stood before, which it gives back."
    )
    ended: bool = Field(
        False,
        description="Its list is deleted and it gives back all places; also after its shift or revocation.",
    )


class Report(Shape):
    """How many places the phone may give away in all where it stands; null where nothing limits it."""

    ceiling: int | None
    offer: int | None
    shift_ends_at: datetime | None
    time: int


class Done(Shape):
    """It is done, now or when the same id came before."""

    id: UUID


class CaseSent(Shape):
    """Someone sent on to the help desk: a person, or the hash of a code that is on no list."""

    id: UUID
    at: AwareDatetime
    person: RowId | None = None
    code: str = Field("", max_length=32)
    scan: UUID | None = None
    reason: str = Field(max_length=40)
    note: str = Field("", max_length=300)
    gate: RowId


class WorkSent(Shape):
    """Work of a help desk: `at`, by the server's clock, is when; without it only a phone on its shift may."""

    id: UUID
    at: AwareDatetime | None = None


class CaseClosed(WorkSent):
    """A case of the help desk that has ended."""

    case: UUID
    outcome: Literal["solved", "sent_home", "walk_in", "other"]


class WalkInSent(Shape):
    """Someone without a registration, and the spare badge that they get."""

    id: UUID
    at: AwareDatetime | None = None
    first_name: str = Field(min_length=1, max_length=60)
    last_name: str = Field("", max_length=60)
    organisation: str = Field("", max_length=120)
    spare_code: str = Field("", max_length=200)
    gate: RowId | None = None


class WalkIn(Done):
    """They are registered; in line where the day is full. `spare` says whether the badge could be bound."""

    person: int
    status: Literal["confirmed", "waitlisted", "cancelled", "pending"]
    spare: Literal["bound", "unusable"] | None


class CorrectionSent(WorkSent):
    """A name as it should be."""

    person: RowId
    first_name: str = Field(min_length=1, max_length=60)
    last_name: str = Field("", max_length=60)
    organisation: str = Field("", max_length=120)


class Correction(Done):
    """The name as it is now."""

    name: str


class ReplacementSent(WorkSent):
    """A badge that was lost, or is somebody else's now: its code ends."""

    person: RowId
    because: Literal["lost", "transferred"] = "lost"


class Replacement(Done):
    """The new code and its QR as an SVG; both are empty for a phone whose shift is over meanwhile."""

    code: str
    qr: str


class MoveSent(WorkSent):
    """A seat in another session of a slot; none without one, where `slot` says of which."""

    person: RowId
    session: RowId | None = None
    slot: str = Field("", max_length=60)


class NoteSent(WorkSent):
    """What the door shows when the badge is scanned; empty takes it away."""

    person: RowId
    note: str = Field(max_length=120)


class SettlementSent(WorkSent):
    """What a conflict was."""

    scan: UUID
    outcome: Literal["same_person", "two_people", "mistake"]


class PersonInConflict(Shape):
    """Whose badge it is."""

    n: int
    name: str
    organisation: str


class ConflictListed(Shape):
    """A scan in conflict beside the one that had let the person in; those fields are null without one."""

    scan: UUID
    first: UUID | None
    kind: Literal["admitted_twice", "decided_otherwise"]
    person: PersonInConflict | None
    verdict: str
    decided: str | None
    at: datetime
    gate: str
    steward: str
    phone: str
    first_at: datetime | None
    first_gate: str | None
    first_steward: str | None
    first_phone: str | None


class Conflicts(Shape):
    """The conflicts that nobody has settled, the latest first."""

    conflicts: list[ConflictListed]


class Board(Shape):
    """How the door is doing: who is in, arrivals, rooms, gates, conflicts, phones in trouble, a hint."""

    inside: int
    registered: int
    house_limit: int | None
    arrivals: list[dict[str, Any]]
    arrivals_a_minute: float | int | None
    rooms: list[dict[str, Any]]
    gates: list[dict[str, Any]]

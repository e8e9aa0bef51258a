"""What some scans change, kept until all are decided and then written in a few statements."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, update

from innovfest.checkin.answers import without_names
from innovfest.checkin.asking import Asked, printable
from innovfest.checkin.heads import refresh_head_counts
from innovfest.checkin.models import CODE_KEPT, CheckIn, PastStay, Scan
from innovfest.checkin.phones import Phone
from innovfest.checkin.picture import Arrival, Picture
from innovfest.checkin.rules import UNDO_WITHIN, Verdict
from innovfest.checkin.settling import Outcome, Stay, Story, Told
from innovfest.database import db

OVERRIDE_KEPT = 300


class Ledger:
    """The rows that some scans of one phone make and change."""

    def __init__(self, phone: Phone, picture: Picture, now: datetime) -> None:
        self.phone, self.picture, self.now = phone, picture, now
        self._new: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, dict[str, Any]] = {}
        self._uncounted: list[dict[str, Any]] = []
        self._past: tuple[list[dict[str, Any]], list[dict[str, Any]]] = [], []
        self._arrivals: tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]] = [], [], []

    def keep(
        self,
        one: Asked,
        base: Verdict,
        result: Mapping[str, Any],
        *,
        person: int | None = None,
        acted: str | None = None,
        undone_at: datetime | None = None,
    ) -> None:
        """Keep a new scan."""
        sent = one.sent
        self._new[one.id] = {
            "id": one.id,
            "event_id": self.phone.event_id,
            "gate_id": one.gate.id if one.gate else self.phone.gate_id,
            "device_id": self.phone.id,
            "registration_id": person,
            "session_id": one.session_id,
            "kind": sent.kind,
            "code": printable(sent.code)[:CODE_KEPT],
            "direction": sent.direction,
            "number": sent.number,
            "undoes": str(sent.undoes) if sent.undoes else None,
            "undone_at": undone_at,
            "scanned_at": sent.scanned_at,
            "offset_ms": sent.offset_ms,
            "received_at": self.now,
            "happened_at": one.happened_at,
            "clock": one.clock,
            "decided": sent.decided,
            "acted": acted,
            "override": printable(sent.override or "")[:OVERRIDE_KEPT] or None,
            "drew": sent.drew,
            "base": base.verdict,
            "base_reason": base.reason,
            **_outcome_row(Outcome(base.verdict, base.reason)),
            "result": without_names(dict(result)),
        }

    def act(self, scan_id: str, told: Told, outcome: Outcome) -> None:
        """Note what the phone did with a scan that is there already, or came in the same request."""
        if scan_id in self._new:
            self._new[scan_id]["acted"] = told.effect
        else:
            self._change(scan_id, outcome).update(acted=told.effect, amended_at=self.now)

    def undo(self, scan_id: str, outcome: Outcome, at: datetime) -> None:
        """Note that a scan was taken back."""
        if scan_id in self._new:
            self._new[scan_id]["undone_at"] = at
        else:
            self._change(scan_id, outcome)["undone_at"] = at

    def found_undone(self, undo_id: str, person: int | None) -> None:
        """Note whose scan it was that was taken back before it came."""
        if person is not None:
            self._change(undo_id, Outcome("undone"))["registration_id"] = person

    def refuse_undo(self, undo_id: str) -> None:
        """Note that a scan came after what was to take it back, which was too late."""
        self._change(undo_id, Outcome("too_late"))["base"] = "too_late"

    def undo_unread(self, scan_id: str, at: datetime) -> None:
        """Note that a scan was taken back that was not read: of nobody, or taken back already."""
        new = self._new.get(scan_id)
        if new and new["kind"] != "undo":
            new["undone_at"] = min(at, new["undone_at"] or at)
        else:
            window = {"since": at - UNDO_WITHIN, "undone": at}
            self._uncounted.append({"scan": scan_id, "device": self.phone.id, **window})

    def settle(self, person: int, story: Story) -> None:
        """Take over how a person's scans and stays turned out."""
        for scan_id, outcome in story.outcomes.items():
            if scan_id in self._new:
                self._new[scan_id].update(_outcome_row(outcome))
            elif scan_id in self._changed or self.picture.scans[scan_id].outcome != outcome:
                self._change(scan_id, outcome)
        places = {place for who, place in self.picture.arrivals if who == person} | set(story.stays)
        for place in sorted(places, key=lambda place: place or 0):
            self._arrive(person, place, self.picture.arrivals.get((person, place)), story.stays.get(place))
        self._keep_past(person, story)

    def write(self) -> None:
        """Write the scans, then what came of them: arrivals, outcomes of others, counts of heads."""
        connection = db.session.connection()
        new, changed, gone = self._arrivals
        past, undone = self._past
        for statement, rows in (
            (_INSERT_SCANS, list(self._new.values())),
            (_UNCOUNT, self._uncounted),
            (_DELETE_ARRIVALS, gone),
            (_INSERT_ARRIVALS, new),
            (_UPDATE_ARRIVALS, changed),
            (_DELETE_PAST, undone),
            (_INSERT_PAST, past),
        ):
            if rows:
                connection.execute(statement, rows)
        for row in self._changed.values():
            # Rarely more than one, and not all alike.
            connection.execute(_SCANS.where(Scan.id == row["scan"]).values(row["values"]))
        if self._uncounted or any(row["kind"] == "headcount" for row in self._new.values()):
            refresh_head_counts(self.phone.event_id)

    def _change(self, scan_id: str, outcome: Outcome) -> dict[str, Any]:
        row = self._changed.setdefault(scan_id, {"scan": scan_id, "values": {}})
        values: dict[str, Any] = row["values"]
        values.update(_outcome_row(outcome))
        return values

    def _arrive(self, person: int, place: int | None, before: Arrival | None, stay: Stay | None) -> None:
        new, changed, gone = self._arrivals
        if stay is None:
            if before:
                gone.append({"check_in": before.row})
            return
        row = {
            "gate_id": stay.gate,
            "scan_id": stay.scan,
            "entered_at": stay.entered_at,
            "left_at": stay.left_at,
        }
        if before is None:
            who = {"event_id": self.phone.event_id, "registration_id": person, "session_id": place}
            new.append({**row, **who})
        elif before.as_stay() != (stay.scan, stay.entered_at, stay.left_at):
            changed.append({**row, "check_in": before.row})

    def _keep_past(self, person: int, story: Story) -> None:
        there, new, gone = self.picture.past.get(person, {}), *self._past
        told = {(place, stay.gate, stay.entered_at, stay.left_at) for place, stay in story.past}
        gone += [{"past": row} for past, row in there.items() if past not in told]
        who = {"event_id": self.phone.event_id, "registration_id": person}
        new += [
            {**who, "session_id": place, "gate_id": gate, "entered_at": entered, "left_at": left}
            for place, gate, entered, left in told
            if (place, gate, entered, left) not in there
        ]


def _outcome_row(outcome: Outcome) -> dict[str, Any]:
    return {
        "verdict": outcome.verdict,
        "reason": outcome.reason,
        "conflict": outcome.conflict,
        "first_scan_id": outcome.first,
    }


_ARRIVALS: Any = CheckIn.__table__
_SCANS = update(Scan)
_INSERT_SCANS = insert(Scan)
_INSERT_ARRIVALS = insert(CheckIn)
_INSERT_PAST = insert(PastStay)
_PAST: Any = PastStay.__table__
_DELETE_PAST = delete(_PAST).where(PastStay.id == bindparam("past"))
_UPDATE_ARRIVALS = update(_ARRIVALS).where(CheckIn.id == bindparam("check_in"))
_DELETE_ARRIVALS = delete(_ARRIVALS).where(CheckIn.id == bindparam("check_in"))
_TABLE: Any = Scan.__table__
_UNCOUNT = (
    update(_TABLE)
    .where(
        Scan.id == bindparam("scan"),
        Scan.device_id == bindparam("device"),
        Scan.kind != "undo",
        or_(Scan.registration_id.is_(None), Scan.undone_at.is_not(None)),
        or_(Scan.undone_at.is_(None), Scan.undone_at > bindparam("undone")),
        Scan.happened_at.between(bindparam("since"), bindparam("undone")),
    )
    .values(undone_at=bindparam("undone"))
)

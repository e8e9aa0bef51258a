"""The door: gates, the phones that scan at them, verdicts, and who is in."""

from innovfest.checkin.actions import (
    enrol,
    enrol_script_device,
    make_enrolment_link,
    make_gate,
    revoke,
    revoke_link,
)
from innovfest.checkin.errors import EnrolmentClosed, GateNameTaken, NoSuchGate, NotReleasable, SupervisorOnly
from innovfest.checkin.models import DEVICE_ROLES, CheckIn, EnrolmentLink, Gate, Scan, ScanDevice, SeatRelease
from innovfest.checkin.phones import Phone, find_phone
from innovfest.checkin.queries import (
    Counts,
    PersonFound,
    PhoneRow,
    count_arrived,
    count_at_gate,
    find_enrolment,
    find_people,
    find_session_here,
    get_gate,
    get_link,
    get_phone,
    list_gates,
    list_gates_here,
    list_links,
    list_phones,
    list_scans,
)
from innovfest.checkin.releasing import (
    Releasable,
    find_releasable,
    list_released,
    release,
    release_by_phone,
)
from innovfest.checkin.retention import erase_due
from innovfest.checkin.rules import VERDICTS
from innovfest.checkin.scanning import HANDLE, MOST_SCANS, SentScan, record_scans
from innovfest.checkin.turnout import list_turnouts

__all__ = [
    "DEVICE_ROLES",
    "HANDLE",
    "MOST_SCANS",
    "VERDICTS",
    "CheckIn",
    "Counts",
    "EnrolmentClosed",
    "EnrolmentLink",
    "Gate",
    "GateNameTaken",
    "NoSuchGate",
    "NotReleasable",
    "PersonFound",
    "Phone",
    "PhoneRow",
    "Releasable",
    "Scan",
    "ScanDevice",
    "SeatRelease",
    "SentScan",
    "SupervisorOnly",
    "count_arrived",
    "count_at_gate",
    "enrol",
    "enrol_script_device",
    "erase_due",
    "find_enrolment",
    "find_people",
    "find_phone",
    "find_releasable",
    "find_session_here",
    "get_gate",
    "get_link",
    "get_phone",
    "list_gates",
    "list_gates_here",
    "list_links",
    "list_phones",
    "list_released",
    "list_scans",
    "list_turnouts",
    "make_enrolment_link",
    "make_gate",
    "record_scans",
    "release",
    "release_by_phone",
    "revoke",
    "revoke_link",
]

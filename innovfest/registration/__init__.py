"""Registrations: one person's place at one edition, their personal link, their badge."""

from innovfest.registration.actions import (
    DOOR_NOTE_KEPT,
    bind_spare,
    create,
    issue_badge,
    make_spares,
    pass_calendar_on,
    record_consents,
    replace_badge,
    replace_link,
    set_access_carer,
    set_door_note,
    update_details,
    verify_email,
)
from innovfest.registration.details import TOLD, Details
from innovfest.registration.errors import (
    AlreadyRegistered,
    ChangedMeanwhile,
    EventFull,
    RegistrationClosed,
    RegistrationNotOpen,
    SpareUnusable,
    TooManyForAddress,
)
from innovfest.registration.links import OpenedLink, check_link, find_by_link, link_of, verification_of
from innovfest.registration.mails import queue_link
from innovfest.registration.models import KINDS, PARTS, PURPOSES, Badge, Registration
from innovfest.registration.names import sort_key
from innovfest.registration.queries import (
    find_by_form,
    get_by_number,
    get_registration,
    list_by_address,
    list_by_uid,
    list_with_access_needs,
    search,
)
from innovfest.registration.retention import RULES, erase_due, kept_until
from innovfest.wording import fold

__all__ = [
    "DOOR_NOTE_KEPT",
    "KINDS",
    "PARTS",
    "PURPOSES",
    "RULES",
    "TOLD",
    "AlreadyRegistered",
    "Badge",
    "ChangedMeanwhile",
    "Details",
    "EventFull",
    "OpenedLink",
    "Registration",
    "RegistrationClosed",
    "RegistrationNotOpen",
    "SpareUnusable",
    "TooManyForAddress",
    "bind_spare",
    "check_link",
    "create",
    "erase_due",
    "find_by_form",
    "find_by_link",
    "fold",
    "get_by_number",
    "get_registration",
    "issue_badge",
    "kept_until",
    "link_of",
    "list_by_address",
    "list_by_uid",
    "list_with_access_needs",
    "make_spares",
    "pass_calendar_on",
    "queue_link",
    "record_consents",
    "replace_badge",
    "replace_link",
    "search",
    "set_access_carer",
    "set_door_note",
    "sort_key",
    "update_details",
    "verification_of",
    "verify_email",
]

"""The programme: tracks, sessions, slots, speakers, where and when they are, and what was released."""

from innovfest.programme.document import ReleaseDocument, SessionFacts
from innovfest.programme.errors import NothingReleased, RoomTooSmall
from innovfest.programme.loading import load_programme, next_edition_day, shipped_programme
from innovfest.programme.models import Placement, Release, Session, Slot, Speaker, Track
from innovfest.programme.queries import (
    get_session,
    list_bookable,
    list_in_slot,
    list_sessions,
    list_slots,
    list_with_slots,
)
from innovfest.programme.releases import (
    current_document,
    document_at,
    document_before,
    document_of,
    find_document,
    on_release,
    release,
)
from innovfest.programme.rooms import (
    change_needs,
    change_room,
    get_room,
    list_bookable_with_rooms,
    list_placed,
    seats_in_rooms,
)

__all__ = [
    "NothingReleased",
    "Placement",
    "Release",
    "ReleaseDocument",
    "RoomTooSmall",
    "Session",
    "SessionFacts",
    "Slot",
    "Speaker",
    "Track",
    "change_needs",
    "change_room",
    "current_document",
    "document_at",
    "document_before",
    "document_of",
    "find_document",
    "get_room",
    "get_session",
    "list_bookable",
    "list_bookable_with_rooms",
    "list_in_slot",
    "list_placed",
    "list_sessions",
    "list_slots",
    "list_with_slots",
    "load_programme",
    "next_edition_day",
    "on_release",
    "release",
    "seats_in_rooms",
    "shipped_programme",
]

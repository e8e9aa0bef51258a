"""Editions and the things all editions share: venue, rooms, clusters."""

from innovfest.events.actions import change_capacity, change_house_limit, change_registration_times
from innovfest.events.errors import CapacityBelowRegistered, ClosesBeforeOpening
from innovfest.events.models import Cluster, Event, Room, Venue
from innovfest.events.queries import (
    find_event,
    get_by_id,
    get_event,
    latest_event,
    list_clusters,
    list_events,
    list_readers,
)
from innovfest.events.rules import REHEARSAL, RegistrationState, is_rehearsal, registration_state

__all__ = [
    "REHEARSAL",
    "CapacityBelowRegistered",
    "ClosesBeforeOpening",
    "Cluster",
    "Event",
    "RegistrationState",
    "Room",
    "Venue",
    "change_capacity",
    "change_house_limit",
    "change_registration_times",
    "find_event",
    "get_by_id",
    "get_event",
    "is_rehearsal",
    "latest_event",
    "list_clusters",
    "list_events",
    "list_readers",
    "registration_state",
]

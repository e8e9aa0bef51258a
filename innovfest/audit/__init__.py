"""The audit trail: who did what, when, to what; written in the same unit of work as the deed itself."""

from innovfest.audit.models import SYSTEM, Actor, AuditEntry
from innovfest.audit.trail import forget_attendees, history_of, record, record_all

__all__ = ["SYSTEM", "Actor", "AuditEntry", "forget_attendees", "history_of", "record", "record_all"]

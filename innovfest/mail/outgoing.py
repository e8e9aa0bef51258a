"""A mail before it is a row of the outbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from innovfest.mail.models import NORMAL


@dataclass(frozen=True)
class Mail:
    """One mail to queue; a second one with the same `key` is not queued.

    Of several mails that one cause makes for a registration, the one of most `weight` goes (`one_each`).
    """

    kind: str
    to: str
    key: str
    language: str
    event_id: int | None = None
    registration_id: int | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    attachments: Sequence[str] = ()
    priority: int = NORMAL
    weight: int = 0

    def row(self, *, now: datetime) -> dict[str, Any]:
        """Return it as the outbox keeps it."""
        return {
            "kind": self.kind,
            "key": self.key,
            "recipient": self.to,
            "language": self.language,
            "event_id": self.event_id,
            "registration_id": self.registration_id,
            "about": dict(self.about),
            "attachments": list(self.attachments),
            "priority": self.priority,
            "created_at": now,
            "not_before": now,
        }

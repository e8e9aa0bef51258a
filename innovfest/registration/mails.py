"""Mail about the registration itself: its personal link."""

from datetime import datetime

from innovfest import mail
from innovfest.registration.models import Registration


def queue_link(registration: Registration, *, now: datetime, network: str | None) -> None:
    """Mail someone their personal link again, at most once in a minute."""
    if registration.email:
        mail.queue(
            mail.Mail(
                "registration.link",
                to=registration.email,
                key=f"link:{registration.uid}:{registration.link_version}:{int(now.timestamp() // 60)}",
                language=registration.language,
                event_id=registration.event_id,
                registration_id=registration.id,
            ),
            now=now,
            network=network,
        )

"""Mail about logins."""

from flask_babel import gettext as _

from innovfest.mail import Letter, OutboxMessage


def compose_sign_in(message: OutboxMessage) -> Letter | None:
    """Write the one-time sign-in link."""
    return Letter(_("Your sign-in link for InnovFest"), "sign_in", {"token": message.about["token"]})


def compose_invitation(message: OutboxMessage) -> Letter | None:
    """Write the invitation to help organise."""
    return Letter(
        _("Help organise %(event)s", event=message.about["event"]), "invitation", dict(message.about)
    )

"""How a mail leaves the house: by SMTP, or into a mailbox that the organiser reads."""

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import unquote, urlsplit

from innovfest.database import db
from innovfest.mail.models import MailboxMessage


class Transport(Protocol):
    """Hands one mail over; raises OSError or smtplib.SMTPException when that fails.

    `transactional` says that handing over is a row of the unit of work which marks the mail sent.
    """

    transactional: bool

    def send(self, mail: EmailMessage, *, now: datetime) -> None:
        """Hand a mail over."""

    def close(self) -> None:
        """End what is open."""


class MailboxTransport:
    """Keeps mails in the database, in the unit of work that marks them sent."""

    transactional = True

    def send(self, mail: EmailMessage, *, now: datetime) -> None:
        """Keep the mail."""
        subject = str(mail["Subject"])[:300]
        db.session.add(
            MailboxMessage(recipient=str(mail["To"]), subject=subject, sent_at=now, raw=mail.as_bytes())
        )

    def close(self) -> None:
        """Nothing is open."""


class SmtpTransport:
    """Speaks SMTP (RFC 5321) over one connection that is kept between mails and renewed when it broke."""

    transactional = False

    def __init__(self, url: str) -> None:
        """Read host, port, login and protection from `smtp://user:password@host:587` or `smtps://…`.

        `smtp://` upgrades with STARTTLS (RFC 3207) wherever the server offers it.
        """
        self.parts = urlsplit(url)
        self.connection: smtplib.SMTP | None = None

    def send(self, mail: EmailMessage, *, now: datetime) -> None:
        """Send the mail, over a fresh connection when the kept one has gone away."""
        try:
            self._connected().send_message(mail)
        except (smtplib.SMTPServerDisconnected, ConnectionError):
            self.close()
            self._connected().send_message(mail)

    def close(self) -> None:
        """End the connection."""
        if self.connection:
            try:
                self.connection.quit()
            except (OSError, smtplib.SMTPException):
                self.connection.close()
            self.connection = None

    def _connected(self) -> smtplib.SMTP:
        if self.connection is None:
            self.connection = self._connect()
        return self.connection

    def _connect(self) -> smtplib.SMTP:
        host, context = self.parts.hostname or "localhost", ssl.create_default_context()
        if self.parts.scheme == "smtps":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self.parts.port or 465, timeout=20, context=context
            )
        else:
            connection = smtplib.SMTP(host, self.parts.port or 587, timeout=20)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=context)
                connection.ehlo()
        if self.parts.username:
            connection.login(unquote(self.parts.username), unquote(self.parts.password or ""))
        return connection


def make_transport(url: str) -> Transport:
    """Return the transport that a setting names."""
    return MailboxTransport() if url.startswith("mailbox:") else SmtpTransport(url)

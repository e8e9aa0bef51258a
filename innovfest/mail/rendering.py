"""From an outbox row to a mail: who composes it and who draws its attachments is registered at the root."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any, Literal

from flask import current_app, render_template
from flask_babel import force_locale

from innovfest.mail.models import OutboxMessage


@dataclass(frozen=True)
class Letter:
    """What a composer answers: subject, template (without its ending) with context, who reads replies."""

    subject: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    reply_to: str = ""


@dataclass(frozen=True)
class Attachment:
    """Bytes that go with a mail: shown inline under a content id, as an alternative body, or as a file."""

    place: Literal["inline", "alternative", "file"]
    content_type: str
    data: bytes
    filename: str = ""
    parameters: dict[str, str] = field(default_factory=dict)


Composer = Callable[[OutboxMessage], Letter | None]
Renderer = Callable[[OutboxMessage], Attachment | None]

_composers: dict[str, Composer] = {}
_renderers: dict[str, Renderer] = {}


def register_kind(kind: str, compose: Composer) -> None:
    """Say who composes mails of a kind; a composer answers None when there is nothing to tell any more."""
    _composers[kind] = compose


def register_attachment(name: str, render: Renderer) -> None:
    """Say who renders the attachment of a name."""
    _renderers[name] = render


def render(message: OutboxMessage, *, sender: str, base_url: str) -> EmailMessage | None:
    """Write the mail in its reader's language; None when there is nothing to tell any more.

    Links come from the configured address, never from a request's Host header.
    """
    with current_app.test_request_context(base_url=base_url), force_locale(message.language):
        letter = _composers[message.kind](message)
        if letter is None:
            return None
        context = {**letter.context, "language": message.language, "subject": letter.subject}
        mail = _envelope(message, letter.subject, sender)
        if letter.reply_to:
            mail["Reply-To"] = Address(addr_spec=letter.reply_to)
        mail.set_content(render_template(f"mail/{letter.template}.txt", **context), cte="quoted-printable")
        mail.add_alternative(
            render_template(f"mail/{letter.template}.html", **context), subtype="html", cte="quoted-printable"
        )
        _attach(mail, message)
        mail["Content-Language"] = message.language
        return mail


def _envelope(message: OutboxMessage, subject: str, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = " ".join(subject.split())
    mail["From"] = Address("InnovFest", addr_spec=sender)
    mail["To"] = Address(addr_spec=_in_ascii(message.recipient))
    mail["Date"] = format_datetime(message.created_at)
    # Stable over attempts: a mail that was sent twice after a crash shows as one in most clients.
    mail["Message-ID"] = f"<{message.kind}.{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no out-of-office answers
    return mail


def _in_ascii(address: str) -> str:
    """Write an international domain as the mail system knows it (RFC 5890 2.3.2.1)."""
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.encode('idna').decode()}"


def _attach(mail: EmailMessage, message: OutboxMessage) -> None:
    parts = [part for name in message.attachments if (part := _renderers[name](message))]
    html: Any = mail.get_body(("html",))
    for part in (part for part in parts if part.place == "inline"):
        main, _, sub = part.content_type.partition("/")
        html.add_related(
            part.data, main, sub, cid=f"<{part.filename}>", filename=part.filename, disposition="inline"
        )
    for part in (part for part in parts if part.place == "alternative"):
        # The calendar stands last among the alternatives: clients show the last that they understand.
        # It goes as bytes: a text's lines would end in the policy's LF, and a calendar's end in CRLF, also
        # under base64 (RFC 5545 3.1, RFC 2045 6.8).
        main, _, sub = part.content_type.partition("/")
        mail.add_alternative(part.data, main, sub, params={"charset": "utf-8"} | part.parameters)
    for part in (part for part in parts if part.place == "file"):
        main, _, sub = part.content_type.partition("/")
        mail.add_attachment(part.data, main, sub, filename=part.filename, params=part.parameters)

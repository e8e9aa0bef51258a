"""The mailbox: where no provider is set, mails are kept here for the organiser alone to read."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import Blueprint, Response, current_app, render_template

from innovfest import mail
from innovfest.errors import NotFound
from innovfest.mail import MailboxMessage
from innovfest.web.access import role
from innovfest.web.organiser.files import as_file
from innovfest.web.organiser.letter import body_of, calendar_of, html_of

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")

SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"
LETTER_POLICY = (
    f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'; {SANDBOX}"
)
"""A mail is shown as somebody else's page: no script, no request, no cookie, whatever stands in it."""


def keeps_mail() -> bool:
    """Tell whether mail is kept for reading instead of being sent."""
    return bool(current_app.config["INNOVFEST"].mail_url.startswith("mailbox:"))


@blueprint.get("")
@role("organiser")
def index() -> str:
    """List the mails, newest first."""
    _check()
    return render_template("organiser/mailbox.html", mails=mail.list_mailbox())


@blueprint.get("/<int:message_id>")
@role("organiser")
def show(message_id: int) -> str:
    """Show one: its text, its page in a frame, its calendar part."""
    kept, letter = _letter(message_id)
    return render_template(
        "organiser/letter.html", kept=kept, letter=letter, text=body_of(letter), calendar=calendar_of(letter)
    )


@blueprint.get("/<int:message_id>/html")
@role("organiser")
def show_html(message_id: int) -> Response:
    """Send the page of one, for the frame."""
    _kept, letter = _letter(message_id)
    answer = Response(html_of(letter), content_type="text/html; charset=utf-8")
    answer.headers["Content-Security-Policy"] = LETTER_POLICY
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer


@blueprint.get("/<int:message_id>.eml")
@role("organiser")
def show_raw(message_id: int) -> Response:
    """Send one as it would have gone out."""
    kept, _parsed = _letter(message_id)
    return as_file(kept.raw, "message/rfc822", f"mail-{kept.id}.eml")


def _check() -> None:
    if not keeps_mail():
        raise NotFound


def _letter(message_id: int) -> tuple[MailboxMessage, EmailMessage]:
    _check()
    kept = mail.get_kept(message_id)
    return kept, message_from_bytes(kept.raw, policy=policy.default)

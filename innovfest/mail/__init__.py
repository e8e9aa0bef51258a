"""Mail: an outbox written in the unit of work that caused it, and a worker that sends it afterwards."""

from innovfest.mail.models import (
    BULK,
    NORMAL,
    URGENT,
    MailAllowance,
    MailboxMessage,
    OutboxMessage,
)
from innovfest.mail.outgoing import Mail
from innovfest.mail.queries import (
    count_by_kind,
    count_failed,
    get_failed,
    get_kept,
    list_failed,
    list_mailbox,
    list_messages_of,
)
from innovfest.mail.queue import forget_old, one_each, queue, queue_all, retry, time_to_send
from innovfest.mail.rendering import Attachment, Letter, register_attachment, register_kind
from innovfest.mail.sender import Finding, LookUp, check_replies, check_sender, look_up_txt
from innovfest.mail.sending import deliver_due
from innovfest.mail.transport import Transport, make_transport

__all__ = [
    "BULK",
    "NORMAL",
    "URGENT",
    "Attachment",
    "Finding",
    "Letter",
    "LookUp",
    "Mail",
    "MailAllowance",
    "MailboxMessage",
    "OutboxMessage",
    "Transport",
    "check_replies",
    "check_sender",
    "count_by_kind",
    "count_failed",
    "deliver_due",
    "forget_old",
    "get_failed",
    "get_kept",
    "list_failed",
    "list_mailbox",
    "list_messages_of",
    "look_up_txt",
    "make_transport",
    "one_each",
    "queue",
    "queue_all",
    "register_attachment",
    "register_kind",
    "retry",
    "time_to_send",
]

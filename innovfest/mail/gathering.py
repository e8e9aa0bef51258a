"""One mail for each person, of all that one cause makes several people's code write to them.

A release moves sessions, ends lines, and lets people move up; each of these writes a mail. Whoever would get
several for one registration gets the weightiest, which tells of the others as well: their ids and kinds go
along as `more`, for its composer.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from innovfest.database import db
from innovfest.mail.outgoing import Mail

_KEPT = "mails of one cause"


@dataclass(frozen=True)
class Waiting:
    """A mail with when it was written, and who caused it if that was a visitor."""

    mail: Mail
    now: datetime
    network: str | None


def keep(waiting: Waiting) -> bool:
    """Keep a mail until its cause has written all; False when nobody gathers."""
    kept: list[Waiting] | None = db.session().info.get(_KEPT)
    if kept is None:
        return False
    kept.append(waiting)
    return True


@contextmanager
def gathering() -> Iterator[list[Waiting]]:
    """Keep what is queued within the block, and fill the list with one mail each when it ends well.

    A block within another leaves its mails to that one.
    """
    info, written = db.session().info, list[Waiting]()
    if info.get(_KEPT) is not None:
        yield written
        return
    kept: list[Waiting] = []
    info[_KEPT] = kept
    try:
        yield written
        written += one_each(kept)
    finally:
        info.pop(_KEPT, None)


def one_each(kept: Iterable[Waiting]) -> list[Waiting]:
    """Return one mail for each registration and address, where the first of them stood.

    Mails without a `weight` stand alone, whatever else their reader gets.
    """
    groups: dict[object, list[Waiting]] = {}
    for number, waiting in enumerate(kept):
        mail = waiting.mail
        alone = mail.weight == 0 or mail.registration_id is None
        groups.setdefault(number if alone else (mail.registration_id, mail.to), []).append(waiting)
    return [group[0] if len(group) == 1 else _as_one(group) for group in groups.values()]


def _as_one(group: list[Waiting]) -> Waiting:
    lead = max(group, key=lambda waiting: waiting.mail.weight)
    others = [waiting.mail for waiting in group if waiting is not lead]
    mails = [lead.mail, *others]
    mail = replace(
        lead.mail,
        about={**lead.mail.about, "more": [{"kind": other.kind, **other.about} for other in others]},
        attachments=tuple(dict.fromkeys(name for each in mails for name in each.attachments)),
        priority=min(each.priority for each in mails),
    )
    return replace(lead, mail=mail)

"""The verbs of logins."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update

from innovfest import audit, mail
from innovfest.accounts.errors import InvitationUnusable, LastOrganiser, LinkUnusable
from innovfest.accounts.models import Invitation, Role, SignInLink, User
from innovfest.accounts.queries import count_used_links, find_invitation, find_sign_in, find_user
from innovfest.audit import Actor
from innovfest.database import db, lock
from innovfest.events import Event
from innovfest.tokens import digest, new_code
from innovfest.wording import clean_line

SIGN_IN_VALID = timedelta(minutes=30)
ASKED_AGAIN = timedelta(minutes=6)
"""How often a login that is asked for again and again gets another link while the last is unused."""

INVITATION_VALID = timedelta(days=7)


def ensure_user(email: str, name: str, *, language: str, now: datetime) -> User:
    """Return the login of an address, made when there is none."""
    if user := find_user(email):
        return user
    user = User(
        email=email,
        email_key=email.strip().casefold(),
        name=clean_line(name)[:120] or email,
        language=language,
        created_at=now,
        roles=[],
    )
    db.session.add(user)
    db.session.flush()
    return user


def grant(user: User, event: Event, role: str, *, by: Actor, now: datetime) -> Role:
    """Give a login a role at an edition, in place of the one it had; raises LastOrganiser."""
    row = next((held for held in user.roles if held.event_id == event.id), None)
    if row is not None and row.role == "organiser" and role != "organiser":
        _keep_an_organiser(row)
    if row is None:
        before = user.calendar_sequence
        row = Role(
            event_id=event.id, role=role, alarm_sequence=before, alarm_changed_at=now if before else None
        )
        user.roles.append(row)
    row.role = role
    db.session.flush()
    audit.record("role.granted", row, by=by, now=now, user=user.id, role=role)
    return row


def change_role(row: Role, role: str, *, by: Actor, now: datetime) -> None:
    """Change someone's role; raises LastOrganiser."""
    if row.role == "organiser" and role != "organiser":
        _keep_an_organiser(row)
    row.role = role
    audit.record("role.changed", row, by=by, now=now, user=row.user_id, role=role)


def withdraw_role(row: Role, *, by: Actor, now: datetime) -> None:
    """Take someone's role away; raises LastOrganiser."""
    if row.role == "organiser":
        _keep_an_organiser(row)
    lock(row)
    row.user.calendar_sequence = max(row.user.calendar_sequence, row.alarm_sequence + 1)
    audit.record("role.withdrawn", row, by=by, now=now, user=row.user_id)
    db.session.delete(row)


def make_sign_in_link(user: User, *, now: datetime, valid: timedelta = SIGN_IN_VALID) -> str:
    """Return the token of a fresh one-time sign-in link; only its hash is kept."""
    token = new_code().lower()
    db.session.add(SignInLink(user=user, token_hash=digest(token), expires_at=now + valid))
    return token


def request_sign_in(email: str, *, now: datetime, network: str | None) -> None:
    """Mail a sign-in link when the address has a login; the page answers the same either way.

    Until the last one is used, nobody can cause more of them than ASKED_AGAIN lets through.
    """
    user = find_user(email)
    if user is None:
        return
    window = int(now.timestamp() // ASKED_AGAIN.total_seconds())
    mail.queue(
        mail.Mail(
            "accounts.sign_in",
            to=user.email,
            key=f"sign-in:{user.id}:{count_used_links(user)}:{window}",
            language=user.language,
            about={"token": make_sign_in_link(user, now=now)},
            priority=mail.URGENT,
        ),
        now=now,
        network=network,
    )


def sign_in(token: str, *, now: datetime) -> User:
    """Use a sign-in link up and return whose it was; raises LinkUnusable."""
    link = find_sign_in(token, now=now)
    if link is None:
        raise LinkUnusable
    link.used_at = now
    actor = Actor("user", link.user.id, link.user.name)
    audit.record("signed.in", link.user, by=actor, now=now)
    return link.user


def invite(event: Event, email: str, role: str, *, language: str, by: Actor, now: datetime) -> Invitation:
    """Offer a role at an edition to an address, by mail."""
    token = new_code().lower()
    invitation = Invitation(
        event_id=event.id,
        email=email,
        role=role,
        token_hash=digest(token),
        invited_by=by.label[:120],
        created_at=now,
        expires_at=now + INVITATION_VALID,
    )
    db.session.add(invitation)
    audit.record("invitation.sent", invitation, by=by, now=now, role=role)
    mail.queue(
        mail.Mail(
            "accounts.invitation",
            to=email,
            key=f"invitation:{invitation.id}",
            language=language,
            event_id=event.id,
            about={"token": token, "role": role, "event": event.name, "by": by.label},
        ),
        now=now,
    )
    return invitation


def accept_invitation(token: str, name: str, *, language: str, now: datetime) -> User:
    """Turn an invitation into a login with its role; raises InvitationUnusable or LastOrganiser."""
    invitation = find_invitation(token, now=now)
    if invitation is None:
        raise InvitationUnusable
    user = ensure_user(invitation.email, name, language=language, now=now)
    invitation.accepted_at = now
    event = db.session.get_one(Event, invitation.event_id)
    grant(user, event, invitation.role, by=Actor("user", user.id, user.name), now=now)
    return user


def withdraw_invitation(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """Make an invitation unusable."""
    invitation.withdrawn_at = now
    audit.record("invitation.withdrawn", invitation, by=by, now=now)


def forget_invitations(event_id: int) -> int:
    """Take the addresses and names out of an edition's invitations; return how many changed."""
    named = or_(Invitation.email != "", Invitation.invited_by != "")
    statement = update(Invitation).where(Invitation.event_id == event_id, named)
    result: Any = db.session.execute(
        statement.values(email="", invited_by="").execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def _keep_an_organiser(row: Role) -> None:
    others = select(func.count()).where(
        Role.event_id == row.event_id, Role.role == "organiser", Role.id != row.id
    )
    if not db.session.scalar(others):
        raise LastOrganiser

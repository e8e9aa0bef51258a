"""Finding logins, roles and links."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from innovfest.accounts.models import Invitation, Role, SignInLink, User
from innovfest.database import db
from innovfest.errors import NotFound
from innovfest.tokens import digest


def find_user(email: str) -> User | None:
    """Find a login by its address."""
    return db.session.scalar(select(User).where(User.email_key == email.strip().casefold()))


def user_by_id(user_id: int) -> User | None:
    """Find a login by its id."""
    return db.session.get(User, user_id)


def find_sign_in(token: str, *, now: datetime) -> SignInLink | None:
    """Find a sign-in link that still works."""
    statement = select(SignInLink).where(
        SignInLink.token_hash == digest(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now
    )
    return db.session.scalar(statement.options(joinedload(SignInLink.user)))


def count_used_links(user: User) -> int:
    """Count the sign-in links that a login has used."""
    used = select(func.count()).where(SignInLink.user_id == user.id, SignInLink.used_at.is_not(None))
    return db.session.scalar(used) or 0


def find_invitation(token: str, *, now: datetime) -> Invitation | None:
    """Find an invitation that still works."""
    statement = select(Invitation).where(
        Invitation.token_hash == digest(token),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now,
    )
    return db.session.scalar(statement)


def get_invitation(event_id: int, invitation_id: int) -> Invitation:
    """Return an invitation of an edition; raises NotFound."""
    statement = select(Invitation).where(Invitation.event_id == event_id, Invitation.id == invitation_id)
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def get_role(event_id: int, role_id: int) -> Role:
    """Return a role at an edition; raises NotFound."""
    if found := db.session.scalar(select(Role).where(Role.event_id == event_id, Role.id == role_id)):
        return found
    raise NotFound


def get_own_role(user: User, event_id: int) -> Role:
    """Return the role of a login at an edition; raises NotFound."""
    statement = select(Role).where(Role.event_id == event_id, Role.user_id == user.id)
    if found := db.session.scalar(statement):
        return found
    raise NotFound


def list_team(event_id: int) -> Sequence[Role]:
    """List who has a role at an edition, by name."""
    statement = (
        select(Role)
        .join(User)
        .where(Role.event_id == event_id)
        .options(joinedload(Role.user))
        .order_by(User.name, User.id)
    )
    return db.session.scalars(statement).unique().all()


def list_invitations(event_id: int) -> Sequence[Invitation]:
    """List the invitations that are neither accepted nor withdrawn, newest first."""
    statement = (
        select(Invitation)
        .where(
            Invitation.event_id == event_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .order_by(Invitation.id.desc())
    )
    return db.session.scalars(statement).all()

"""Logins of organisers, desk helpers and viewers: sign-in by a one-time link, and a role for each edition."""

from innovfest.accounts.actions import (
    accept_invitation,
    change_role,
    ensure_user,
    forget_invitations,
    grant,
    invite,
    make_sign_in_link,
    request_sign_in,
    sign_in,
    withdraw_invitation,
    withdraw_role,
)
from innovfest.accounts.errors import InvitationUnusable, LastOrganiser, LinkUnusable
from innovfest.accounts.models import ROLES, Invitation, Role, SignInLink, User
from innovfest.accounts.queries import (
    find_invitation,
    find_sign_in,
    find_user,
    get_invitation,
    get_role,
    list_invitations,
    list_team,
    user_by_id,
)
from innovfest.accounts.rules import may

__all__ = [
    "ROLES",
    "Invitation",
    "InvitationUnusable",
    "LastOrganiser",
    "LinkUnusable",
    "Role",
    "SignInLink",
    "User",
    "accept_invitation",
    "change_role",
    "ensure_user",
    "find_invitation",
    "find_sign_in",
    "find_user",
    "forget_invitations",
    "get_invitation",
    "get_role",
    "grant",
    "invite",
    "list_invitations",
    "list_team",
    "make_sign_in_link",
    "may",
    "request_sign_in",
    "sign_in",
    "user_by_id",
    "withdraw_invitation",
    "withdraw_role",
]

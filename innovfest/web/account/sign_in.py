"""Signing in by a one-time link: ask for it by address, follow it, press the button."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as cookie
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user, login_user

from innovfest import accounts, clock, events
from innovfest.accounts import User
from innovfest.database import unit_of_work
from innovfest.mail.rules import network_of
from innovfest.web.access import public
from innovfest.web.forms import Form, PressForm, email_line

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")


class SignInForm(Form):
    """Where to send the link."""

    email = email_line(_l("E-mail address"), required=_l("Enter your e-mail address."))


@blueprint.get("")
@public
def new() -> ResponseReturnValue:
    """Ask for the address."""
    cookie["next"] = _inside(request.args.get("next")) or cookie.get("next")
    return render_template("account/sign_in.html", form=SignInForm())


@blueprint.post("")
@public
def create() -> ResponseReturnValue:
    """Mail a link; the answer is the same whether the address is known or not."""
    form = SignInForm()
    if not form.validate():
        return render_template("account/sign_in.html", form=form), 422
    with unit_of_work():
        accounts.request_sign_in(form.email.data, now=clock.now(), network=network_of(request.remote_addr))
    return render_template("account/link_sent.html", address=form.email.data)


@blueprint.get("/<token>")
@public
def edit(token: str) -> ResponseReturnValue:
    """Show the button: mail scanners open links, and must not use this one up."""
    usable = accounts.find_sign_in(token, now=clock.now())
    if usable is None and current_user.is_authenticated:
        return redirect(_start(current_user), 303)
    return _press(token, PressForm())


@blueprint.post("/<token>")
@public
def update(token: str) -> ResponseReturnValue:
    """Use the link and sign in; the token keeps a stranger from signing somebody in as the stranger."""
    form = PressForm()
    if not form.validate():
        return _press(token, form), 422
    with unit_of_work():
        user = accounts.sign_in(token, now=clock.now())
    wanted = cookie.pop("next", None)
    cookie.permanent = True
    login_user(user)
    return redirect(_inside(wanted) or _start(user), 303)


def _press(token: str, form: PressForm) -> str:
    link = accounts.find_sign_in(token, now=clock.now())
    if link is None:
        raise accounts.LinkUnusable
    return render_template("account/press.html", form=form, user=link.user)


def _start(user: User) -> str:
    """Choose where a login begins: the desk of the newest edition at which it has a role."""
    mine = {role.event_id for role in user.roles}
    event = next((event for event in events.list_events() if event.id in mine), None)
    return url_for("organiser.overview.show", event_slug=event.slug) if event else "/"


def _inside(address: str | None) -> str | None:
    """Return an address if it stays on this site, so that a link can't send people elsewhere."""
    if not address or not address.isprintable() or not address.startswith("/"):
        return None
    if address.startswith(("//", "/\\")):
        return None
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else None

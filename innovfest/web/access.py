"""Who may call what: every endpoint declares it, and one that declares nothing answers 403.

A declaration is a decorator on the view, and the guard runs before the view. Objects are loaded through the
edition of the address, never by bare id.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from innovfest import accounts, calendars, events, programme, registration, speakers
from innovfest.accounts import User
from innovfest.audit import Actor
from innovfest.errors import NotAllowed, NotFound
from innovfest.events import Event
from innovfest.programme import ReleaseDocument
from innovfest.registration import Registration
from innovfest.speakers import SpeakerLink

ViewT = TypeVar("ViewT", bound=Callable[..., Any])

_ATTRIBUTE = "innovfest_access"


def public(view: ViewT) -> ViewT:
    """Anybody may call this."""
    return _declare(view, "public")


def owner(view: ViewT) -> ViewT:
    """Only who has the personal link in the address; `me()` is the registration that it opens."""
    return _declare(view, "owner")


def speaker(view: ViewT) -> ViewT:
    """Only who has a speaker's link, or the one of their assistant; `my_link()` is what it opens."""
    return _declare(view, "speaker")


def subscriber(view: ViewT) -> ViewT:
    """Only who has the address of somebody's own calendar; `my_calendar()` is what it opens, to be read."""
    return _declare(view, "subscriber")


def signed_in(view: ViewT) -> ViewT:
    """Any login, whatever its role."""
    return _declare(view, "signed_in")


def role(needed: str) -> Callable[[ViewT], ViewT]:
    """Only logins whose role at the edition of the address covers `needed` (see `accounts.may`)."""
    return lambda view: _declare(view, f"role:{needed}")


def phone(view: ViewT) -> ViewT:
    """Only an enrolled phone with its bearer token; the API's own guard checks it."""
    return _declare(view, "phone")


def declared(app: Flask, endpoint: str) -> str | None:
    """Return what an endpoint declares, None for nothing."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return "public"
    return getattr(app.view_functions[endpoint], _ATTRIBUTE, None)


def guard() -> ResponseReturnValue | None:
    """Let the request through to its view, or answer for it."""
    endpoint = request.endpoint
    if endpoint is None:
        return None
    needs = declared(current_app, endpoint)
    if needs is None:
        abort(403)
    if needs in VISITORS and events.is_rehearsal(g.get("event_slug") or ""):
        raise NotFound  # a rehearsal is the organisers' own
    if needs == "owner" and not _has_link():
        raise NotFound
    if needs == "speaker":
        my_link()
    if needs == "subscriber":
        my_calendar()
    if needs == "signed_in" and not current_user.is_authenticated:
        return _to_sign_in()
    if needs.startswith("role:") and (answer := _check_role(needs.removeprefix("role:"))):
        return answer
    _check_token(needs)  # reads the form, which may be large: nobody's is, who may not send it
    return None


def take_event_from_address(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Remember the edition's slug and the personal link of the address, an attendee's or a speaker's."""
    if values is not None:
        g.event_slug, g.link = values.get("event_slug"), values.get("link")
        g.own_link, g.own_calendar = values.get("own_link"), values.get("own_calendar")


def spare_the_views(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Keep slug and links out of the arguments of a blueprint's views, which ask `event()` and `me()`."""
    if values is not None:
        for name in ("event_slug", "link", "own_link", "own_calendar"):
            values.pop(name, None)


def put_event_in_address(endpoint: str, values: dict[str, Any]) -> None:
    """Fill the edition's slug and the personal link into addresses made within them."""
    for name in ("event_slug", "link", "own_link"):
        if name not in values and g.get(name) and current_app.url_map.is_endpoint_expecting(endpoint, name):
            values[name] = g.get(name)


def event() -> Event:
    """Return the edition of the address; raises NotFound."""
    if "event" not in g:
        if not g.get("event_slug"):
            raise NotFound
        g.event = events.get_event(g.event_slug)
    found: Event = g.event
    return found


def document() -> ReleaseDocument:
    """Return what is public of the edition of the address; raises NotFound or NothingReleased."""
    if "event" in g:
        return programme.current_document(g.event)
    if "document" not in g:
        g.document = programme.document_at(g.get("event_slug") or "")
    found: ReleaseDocument = g.document
    return found


def me() -> Registration:
    """Return the registration that the personal link in the address opens; raises NotFound."""
    found: Registration | None = g.get("me")
    if found is None:
        found = registration.find_by_link(g.get("event_slug") or "", g.get("link") or "")
        if found is None:
            raise NotFound
        g.me, g.event = found, found.event
    return found


def my_link() -> SpeakerLink:
    """Return what the speaker's link in the address opens, with its speaker; raises NotFound."""
    found: SpeakerLink | None = g.get("my_link")
    if found is None:
        found = speakers.find_by_link(g.get("event_slug") or "", g.get("own_link") or "")
        if found is None:
            raise NotFound
        g.my_link, g.event = found, found.event
    return found


def my_calendar() -> calendars.Opened:
    """Return the calendar that the address opens, read in one statement; raises NotFound."""
    found: calendars.Opened | None = g.get("my_calendar")
    if found is None:
        found = calendars.open_calendar(g.get("event_slug") or "", g.get("own_calendar") or "")
        if found is None:
            raise NotFound
        g.my_calendar = found
    return found


def calendar_token() -> str:
    """Return the secret part of the calendar's address."""
    return str(g.get("own_calendar") or "").lower()


def actor() -> Actor:
    """Return who acts in this request, for the trail."""
    if g.get("own_link"):
        return speakers.actor_of(my_link())
    if g.get("link"):
        return Actor("attendee", me().id, me().name)
    if current_user.is_authenticated:
        return Actor("user", current_user.id, current_user.name)
    return Actor("visitor", None, "visitor")


def my_role() -> str | None:
    """Return the login's role at the edition of the address, or at the one that is rehearsed there."""
    user: User = current_user
    return user.role_at(event().rehearses_id or event().id) if user.is_authenticated else None


def may(needed: str) -> bool:
    """Tell whether the login's role covers `needed`, for what a page shows."""
    return accounts.may(my_role(), needed)


VISITORS = frozenset({"public", "owner", "speaker", "subscriber"})
"""Declarations of what people see who are not of the team."""

OPEN_FORMS = frozenset({"public", "owner", "speaker", "phone"})
"""Declarations under which no cookie carries authority: their forms check the token, or need none."""


def _has_link() -> bool:
    if request.method != "POST":
        return me() is not None
    opened = registration.check_link(g.get("event_slug") or "", g.get("link") or "")
    if opened and opened.release_uid:
        g.document = programme.document_of(opened.release_uid)
    return opened is not None


def _check_token(needs: str) -> None:
    """Ask for the token against forgery where a cookie carries authority.

    Public and owner pages check it in their form's own `validate()`, which keeps what was typed.
    """
    if needs in OPEN_FORMS or request.method != "POST":
        return
    if current_app.config.get("WTF_CSRF_ENABLED", True):
        current_app.extensions["csrf"].protect()


def _check_role(needed: str) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        return _to_sign_in()
    if not accounts.may(my_role(), needed):
        raise NotAllowed
    return None


def _to_sign_in() -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("account.sign_in.new", next=wanted), 303)


def _declare(view: ViewT, needs: str) -> ViewT:
    setattr(view, _ATTRIBUTE, needs)
    return view

"""InnovFest: the event platform. `create_app()` is the composition root, the whole wiring on one screen."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Settings, load_settings


class InnovFest(Flask):
    """The application: a Flask that repeats a request which the database gave up on for a passing reason."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, again after a deadlock or a lost connection."""
        from innovfest.database import retrying

        return retrying(super().dispatch_request)

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a view or hook as it is: none is a coroutine, and Flask would look at each every time."""
        return func


def create_app(settings: Settings | None = None) -> InnovFest:
    """Make the application from settings, the environment's unless given."""
    settings = settings or load_settings()
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it lists its plug-ins at every start
    app = InnovFest(
        __name__,
        root_path=str(Path(__file__).parent),
        template_folder=str(ROOT / "templates"),
        static_folder=None,
        instance_path=str(settings.instance_path.resolve()),
    )
    _configure(app, settings)
    _connect_database(app)
    _connect_people(app)
    _connect_mail()
    _connect_features()
    _connect_web(app)
    _connect_commands(app)
    if settings.worker == "thread":
        _start_worker(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    from innovfest.database import engine_options

    app.config.update(
        INNOVFEST=settings,
        SECRET_KEY=settings.load_secret_key(),
        SQLALCHEMY_DATABASE_URI=settings.database_uri,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_uri),
        MAX_CONTENT_LENGTH=settings.max_body_kib * 1024,
        MAX_FORM_MEMORY_SIZE=settings.max_body_kib * 1024,
        TRUSTED_HOSTS=_trusted_hosts(settings),
        SESSION_COOKIE_NAME="innovfest",
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https://"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=14 * 24 * 3600,
        REMEMBER_COOKIE_SECURE=settings.base_url.startswith("https://"),
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks for the token, see web/access.py
        WTF_CSRF_TIME_LIMIT=None,  # a form that was open for an hour is not an attack
        BABEL_DEFAULT_LOCALE="nl",
        BABEL_DEFAULT_TIMEZONE="Europe/Brussels",
    )
    if settings.proxies:
        n = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]


def _trusted_hosts(settings: Settings) -> list[str]:
    from urllib.parse import urlsplit

    own = urlsplit(settings.base_url).hostname or "localhost"
    more = (host.strip() for host in settings.trusted_hosts.split(","))
    return [own, "localhost", "127.0.0.1", *filter(None, more)]


def _connect_database(app: Flask) -> None:
    import innovfest.accounts.models
    import innovfest.audit.models
    import innovfest.breakouts.models
    import innovfest.breakouts.wishes.models
    import innovfest.checkin.models
    import innovfest.mail.models
    import innovfest.planning.models
    import innovfest.programme.models
    import innovfest.speakers.models  # noqa: F401 - every table has to be known
    from innovfest.database import db

    db.init_app(app)


def _connect_people(app: Flask) -> None:
    from flask_login import LoginManager
    from flask_wtf import CSRFProtect

    from innovfest import accounts

    login = LoginManager(app)
    login.user_loader(lambda user_id: accounts.user_by_id(int(user_id)))
    app.extensions["csrf"] = CSRFProtect(app)


def _connect_mail() -> None:
    from innovfest import mail
    from innovfest.accounts import mails as accounts_mails
    from innovfest.breakouts import letters, session_letters
    from innovfest.breakouts.wishes.letters import compose_allocation
    from innovfest.calendars import mails as calendars_mails
    from innovfest.speakers import mails as speakers_mails

    mail.register_kind("accounts.sign_in", accounts_mails.compose_sign_in)
    mail.register_kind("accounts.invitation", accounts_mails.compose_invitation)
    kinds = ("confirmation", "change", "cancellation", "link", "parting")
    for kind in (*kinds, "in_line", "promotion", "offer", "expiry", "overlap", "still_coming", "morning"):
        mail.register_kind(f"registration.{kind}", getattr(letters, f"compose_{kind}"))
    for kind in ("session_cancelled", "session_merged", "line_closed"):
        mail.register_kind(f"registration.{kind}", getattr(session_letters, f"compose_{kind}"))
    mail.register_kind("registration.allocation", compose_allocation)
    for kind in ("invitation", "assistant", "reminder", "times"):
        mail.register_kind(f"speakers.{kind}", getattr(speakers_mails, f"compose_{kind}"))
    mail.register_kind("speaker.release", speakers_mails.compose_release)
    for name in ("badge", "invitation", "withdrawal"):
        mail.register_attachment(name, getattr(calendars_mails, f"render_{name}"))


def _connect_features() -> None:
    from innovfest import breakouts, calendars, checkin, programme, speakers

    breakouts.learn_from("checkin", checkin.list_turnouts)
    programme.read_sessions_as(calendars.reading)
    programme.on_release("breakouts", breakouts.follow_release)
    programme.on_release("speakers", speakers.follow_release)


def _connect_web(app: Flask) -> None:
    from innovfest.web import (
        access,
        addresses,
        assets,
        cookies,
        errors,
        formatting,
        languages,
        page,
        prose,
        public,
        security,
        todays_changes,
        uploads,
    )
    from innovfest.web.account import blueprint as account
    from innovfest.web.api import blueprint as api
    from innovfest.web.attendee import blueprint as attendee
    from innovfest.web.door import blueprint as door
    from innovfest.web.organiser import blueprint as organiser
    from innovfest.web.speaker import blueprint as speaker

    app.session_interface = cookies.SignedCookies(app)
    languages.babel.init_app(app, locale_selector=languages.current_language)
    app.url_value_preprocessor(access.take_event_from_address)
    app.url_defaults(access.put_event_in_address)
    app.before_request(access.guard)
    app.after_request(languages.remember)
    app.after_request(security.harden)
    errors.register(app)
    for part in (addresses, uploads, formatting, assets, page, prose, public, todays_changes):
        part.init_app(app)
    for blueprint in (attendee, speaker, organiser, account, door, api):
        app.register_blueprint(blueprint)
    app.jinja_env.globals["may"] = access.may
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def _connect_commands(app: Flask) -> None:
    from flask_migrate import Migrate

    from innovfest import cli
    from innovfest.database import db

    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    cli.register(app)


def _start_worker(app: Flask) -> Any:
    from innovfest import worker

    thread = threading.Thread(target=worker.run, args=(app,), name="mail worker", daemon=True)
    thread.start()
    app.extensions["innovfest_worker"] = thread
    return thread

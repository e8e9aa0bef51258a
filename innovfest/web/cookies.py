"""The signed cookie of a browser, opened only for who has one."""

from functools import cached_property

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer


class SignedCookies(SecureCookieSessionInterface):
    """Flask's own sessions, with the signer made once and not for each request.

    Most visits bring no cookie, and making a signer takes as long as the rest of opening a request.
    """

    def __init__(self, app: Flask) -> None:
        """Take the application whose secret key signs."""
        self._app = app

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Return the signer."""
        return self._signer

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Read the cookie, where there is one."""
        if "HTTP_COOKIE" not in request.environ or self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write the cookie, where a session was there; who only looked for one is told of by Vary, once."""
        looked = session.accessed and "Cookie" not in response.headers.get("Vary", "")
        if session or session.modified or looked:
            super().save_session(app, session, response)

    @cached_property
    def _signer(self) -> URLSafeTimedSerializer | None:
        return super().get_signing_serializer(self._app)

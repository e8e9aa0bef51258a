"""The people whose calendars are written here, and a browser whose requests know nothing of each other."""

import pytest
from flask.testing import FlaskClient

from innovfest.calendars import Agenda, Signup
from tests.support.documents import RELEASED

ENERGY = 7


class Browser(FlaskClient):
    """A browser that gives each request a context of its own, as the server does.

    Within the test's own context, `g` would live on from one request to the next, and with it who asked.
    """

    def open(self, *args, **options):
        """Send one request."""
        with self.application.app_context():
            return super().open(*args, **options)


@pytest.fixture
def client(app):
    """Give a browser."""
    return Browser(app, app.response_class)


@pytest.fixture
def alice():
    """Give Alice, who comes and has a seat in the break-out on energy."""
    return Agenda(
        registration_uid="11111111-1111-4111-8111-111111111111",
        registration_sequence=0,
        name="Alice Janssens",
        email="alice@example.org",
        status="confirmed",
        changed_at=RELEASED,
        signups=(Signup(ENERGY, held=True, sequence=0, changed_at=RELEASED),),
    )

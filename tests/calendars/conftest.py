"""The people whose calendars are written here."""

import pytest

from innovfest.calendars import Agenda, Signup
from tests.support.documents import RELEASED

ENERGY, SUSTAINABILITY = 7, 6


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

"""Sam, who speaks."""

import pytest

from innovfest.events import Event
from innovfest.programme import Speaker
from tests.conftest import NOON
from tests.support.speaking import add_speaker


@pytest.fixture
def sam(event: Event) -> Speaker:
    """Sam speaks about energy."""
    return add_speaker(event, now=NOON)

"""The break-outs by wishes."""

from collections.abc import Callable

import pytest

from innovfest.events import Event
from innovfest.registration import Registration
from tests.support.wishing import Round

Maker = Callable[..., Registration]


@pytest.fixture
def wishing(event: Event) -> Round:
    """Return the break-outs by wishes, open for a week."""
    return Round.opened(event)

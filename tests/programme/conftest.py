"""Sentences of files are read in English."""

from collections.abc import Iterator

import pytest
from flask_babel import force_locale

from innovfest import InnovFest


@pytest.fixture
def _english(app: InnovFest) -> Iterator[None]:
    with force_locale("en"):
        yield

"""A storm needs what a race needs."""

from tests.races.conftest import an_edition  # noqa: F401 - the maker of editions

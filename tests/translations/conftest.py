"""The catalogues as they stand, and the sentences as the code has them."""

import importlib.util
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

from config import ROOT
from tests.performance.conftest import house  # noqa: F401 - the edition whose pages are all read here


@pytest.fixture(scope="session")
def catalogues() -> ModuleType:
    """Return bin/_catalogues.py."""
    spec = importlib.util.spec_from_file_location("_catalogues", ROOT / "bin" / "_catalogues.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def sentences(catalogues: ModuleType) -> Catalog:
    """Return what the code and the templates say, in English."""
    return catalogues.extract()


@pytest.fixture(params=["nl", "fr"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language that has a catalogue."""
    return str(request.param)


@pytest.fixture
def catalogue(catalogues: ModuleType, language: str) -> Catalog:
    """Return the committed catalogue of a language."""
    return catalogues.read(language)

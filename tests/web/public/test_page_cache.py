"""The cache of pages keeps a bounded number, and forgets the one used longest ago."""

import pytest

from innovfest.web.public import pages


def test_a_page_is_made_once_for_a_key() -> None:
    cache = pages.PageCache()
    made = [cache.get("key", lambda n=n: f"page {n}") for n in range(3)]
    assert {page.body for page in made} == {b"page 0"}


def test_the_page_used_longest_ago_is_forgotten_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    cache = pages.PageCache()
    cache.get("a", lambda: "first")
    cache.get("b", lambda: "second")
    cache.get("a", lambda: "unused")
    cache.get("c", lambda: "third")
    assert cache.get("a", lambda: "again").body == b"first"
    assert cache.get("b", lambda: "again").body == b"again"


def test_each_encoding_has_its_own_strong_tag() -> None:
    page = pages.RenderedPage(b"x" * 1000)
    tags = {page.wire(encoding).tag for encoding in ("br", "gzip", "identity")}
    assert len(tags) == 3

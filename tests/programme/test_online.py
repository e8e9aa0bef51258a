"""The address of a session on line: what is taken, how it is kept, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovfest.programme.online import MOST, read_address


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://video.example/energy", "https://video.example/energy"),
        ("  HTTPS://Video.Example  ", "https://video.example/"),
        ("https://video.example:443/a?b=c&d=%20e#f", "https://video.example/a?b=c&d=%20e#f"),
        ("https://video.example:8443/", "https://video.example:8443/"),
        ("https://vidéo.example/énergie", "https://xn--vido-dpa.example/%C3%A9nergie"),
        ("https://video.example/100%", "https://video.example/100%25"),
        ('https://video.example/"<b>', "https://video.example/%22%3Cb%3E"),
        ("https://video.example/\u202ea\x07", "https://video.example/a"),
    ],
)
def test_an_address_is_kept_as_everybody_can_open_it(typed, kept):
    assert read_address(typed) == kept
    assert read_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://video.example/",
        "video.example/energy",
        "javascript:alert(1)",
        "data:text/html,a",
        "https://",
        "https:///energy",
        "https://localhost/",
        "https://bank.example@video.example/",
        "https://a:b@video.example/",
        "https://video.example/two words",
        "https://video.example:99999/",
        "https://-video.example/",
        "https://video..example/",
        "https://[::1]/",
        "https://[video.example/",
        f"https://video.example/{'a' * MOST}",
    ],
)
def test_what_is_no_address_for_everybody_is_refused(typed):
    assert read_address(typed) is None


@given(st.text() | st.text().map("https://video.example/{}".format))
def test_whatever_is_typed_gives_a_plain_address_or_none(typed):
    kept = read_address(typed)
    if kept is not None:
        assert kept.isascii()
        assert kept.isprintable()
        assert not set(kept) & set(" <>\"{}|\\^`'[]") - {"'"}
        assert read_address(kept) == kept

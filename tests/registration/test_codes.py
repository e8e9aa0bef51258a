"""Codes of 128 bits read back in either case, nothing else reads, and only the holder of a key proves."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from innovfest.tokens import CODE_LENGTH, derive, new_code, proves, read_code, write_code

RAW = st.binary(min_size=16, max_size=16)
KEY = "for tests only"


@given(RAW)
def test_a_code_reads_back_in_either_case(raw):
    code = write_code(raw)
    assert len(code) == CODE_LENGTH
    assert read_code(code) == read_code(code.lower()) == raw
    assert base64.b32decode(code + "======") == raw  # RFC 4648 section 6, by another reader


@given(st.text(max_size=30) | st.text("AZaz234567", min_size=CODE_LENGTH, max_size=CODE_LENGTH))
def test_what_reads_is_written_in_just_one_way(text):
    raw = read_code(text)
    assert raw is None or write_code(raw) == text.upper()


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "A" * 25,
        "A" * 27,
        "A" * 25 + "B",  # two bits too many: they would be a second way to write the same
        *(f"{'A' * 12}{sign}{'A' * 13}" for sign in "0189_-+ \n٣ſı"),
        "A" * 26 + "\n",
    ],
)
def test_what_is_no_code_does_not_read(wrong):
    assert read_code(wrong) is None
    assert not proves(wrong, KEY, "calendar", 1)


def test_only_the_same_key_purpose_and_parts_prove():
    token = derive(KEY, "calendar", "a", 1)
    assert proves(token, KEY, "calendar", "a", 1)
    assert proves(token.lower(), KEY, "calendar", "a", 1)
    assert not proves(token, "another key", "calendar", "a", 1)
    assert not proves(token, KEY, "link", "a", 1)
    assert not proves(token, KEY, "calendar", "a", 2)
    assert not proves(token, KEY, "calendar", "a1")
    assert not proves(new_code(), KEY, "calendar", "a", 1)

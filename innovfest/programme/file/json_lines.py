"""Reading JSON with the place where each object begins, which the standard decoder forgets."""

import json
from bisect import bisect_left
from json import decoder, scanner
from typing import Any


class Placed(dict[str, Any]):
    """An object of a JSON text, with the character at which it begins."""

    at = 0


class _Decoder(json.JSONDecoder):
    """The standard decoder in its form in Python, which lets objects be read by another function."""

    def __init__(self) -> None:
        super().__init__()
        self.parse_object: Any = self._object
        make: Any = scanner.py_make_scanner  # type: ignore[attr-defined]
        self.scan_once = make(self)

    def _object(self, text_and_place: tuple[str, int], *more: Any) -> tuple[Placed, int]:
        read: Any = decoder.JSONObject  # type: ignore[attr-defined]
        value, end = read(text_and_place, *more)
        placed = Placed(value)
        placed.at = text_and_place[1] - 1
        return placed, end


def read_json(text: str) -> Any:
    """Return the values of a JSON text, objects as `Placed`; raises JSONDecodeError and RecursionError."""
    return _Decoder().decode(text)


class Lines:
    """The lines of a text by its characters."""

    def __init__(self, text: str) -> None:
        """Look for the ends of the lines once."""
        self._ends = [at for at, character in enumerate(text) if character == "\n"]

    def of(self, at: int) -> int:
        """Return the line of a character, counted from 1."""
        return bisect_left(self._ends, at) + 1

"""Where in a TOML text each table and key stands: tomllib reads values and forgets their lines.

The text is known to be TOML (toml.io, 1.0.0) when it comes here, so the scan only has to step over values.
"""

import re
from bisect import bisect_right

Path = tuple[str | int, ...]

PART = r'(?:"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+)'
_KEY = re.compile(rf"[ \t]*({PART}(?:[ \t]*\.[ \t]*{PART})*)[ \t]*")
_PARTS = re.compile(PART)
_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)+")
_PIECE = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*|[\[{\]}\n]|[^"\'#\[\]{}\n]+',
    re.DOTALL,
)


class Positions:
    """The line of each table and key of a text."""

    def __init__(self, text: str) -> None:
        """Scan the text once."""
        self._breaks = [at for at, character in enumerate(text) if character == "\n"]
        self._lines: dict[Path, int] = {(): 1}
        self._arrays: dict[Path, int] = {}
        self._scan(text)

    def line(self, *path: str | int) -> int:
        """Return the line of a key, or of the nearest thing around it."""
        return next(self._lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self._lines)

    def _scan(self, text: str) -> None:
        at = 0
        table: Path = ()
        while at < len(text):
            if blank := _BLANK.match(text, at):
                at = blank.end()
                continue
            brackets = 2 if text.startswith("[[", at) else 1 if text[at] == "[" else 0
            key = _KEY.match(text, at + brackets)
            if key is None:
                return
            names = [_name(part) for part in _PARTS.findall(key[1])]
            if brackets:
                table = self._open(names, is_array=brackets == 2)
                self._note(tuple(names), at)
                self._note(table, at)
                at = key.end() + brackets
            else:
                for n in range(1, len(names) + 1):
                    self._note((*table, *names[:n]), at)
                at = _after_value(text, key.end() + 1)

    def _open(self, names: list[str], *, is_array: bool) -> Path:
        """Return the path of a header: a list on the way stands for its last item."""
        path: Path = ()
        for name in names[:-1]:
            path = (*path, name)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        path = (*path, names[-1])
        if not is_array:
            return (*path, self._arrays[path]) if path in self._arrays else path
        self._arrays[path] = self._arrays.get(path, -1) + 1
        return (*path, self._arrays[path])

    def _note(self, path: Path, at: int) -> None:
        self._lines.setdefault(path, bisect_right(self._breaks, at - 1) + 1)


def _name(part: str) -> str:
    return part[1:-1] if part[0] in "\"'" else part


def _after_value(text: str, at: int) -> int:
    depth = 0
    while at < len(text) and (piece := _PIECE.match(text, at)):
        word = piece[0]
        if word == "\n" and depth == 0:
            return at
        depth += (word in "[{") - (word in "]}") if len(word) == 1 else 0
        at = piece.end()
    return len(text)

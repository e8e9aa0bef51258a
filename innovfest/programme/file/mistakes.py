"""What is wrong in a file, and where: every mistake is a sentence of its own, and all are told at once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Mistake:
    """One mistake: the line (and column) of a text, or the cell of a table, and the sentence.

    `cell` is the column's letter and heading; `where` names what it is about where a line
    may hold many things.
    """

    sentence: LazyString | str
    facts: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    column: int = 0
    cell: str = ""
    where: str = ""

    def __str__(self) -> str:
        """Say where, then what, in the reader's language."""
        what = _filled(self.sentence, self.facts)
        if self.cell:
            return _filled(
                _l("Row %(row)s, column %(cell)s: %(what)s"), row=self.line, cell=self.cell, what=what
            )
        if self.where and self.line:
            spot = {"line": self.line, "where": self.where, "what": what}
            return _filled(_l("Line %(line)s, %(where)s: %(what)s"), **spot)
        if self.where:
            return f"{self.where}: {what}"
        if self.column:
            spot = {"line": self.line, "column": self.column, "what": what}
            return _filled(_l("Line %(line)s, column %(column)s: %(what)s"), **spot)
        if self.line:
            return _filled(_l("Line %(line)s: %(what)s"), line=self.line, what=what)
        return what


def guess(word: str, known: Iterable[str]) -> str:
    """Return what somebody who wrote `word` may have meant, empty when nothing is near."""
    close = get_close_matches(word.casefold(), list(known), n=1, cutoff=0.61)
    return close[0] if close else ""


def with_guess(
    sentence: LazyString, word: str, known: Iterable[str], **facts: Any
) -> tuple[Any, dict[str, Any]]:
    """Return a sentence about an unknown word, and where one is near, what may have been meant."""
    near = guess(word, known)
    both = {"word": word, **facts}
    return (sentence, both) if not near else (_WithGuess(sentence), {**both, "near": near})


_NEAR = _l("Did you mean “%(near)s”?")


class _WithGuess:
    """Two sentences: what is unknown, and what may have been meant."""

    def __init__(self, first: LazyString) -> None:
        self.first = first

    def __str__(self) -> str:
        return f"{self.first} {_NEAR}"


def in_order(mistakes: Iterable[Mistake]) -> Sequence[Mistake]:
    """Return mistakes by their place in the file, each once."""
    found = {(str(mistake)): mistake for mistake in mistakes}
    return tuple(sorted(found.values(), key=lambda mistake: (mistake.line, mistake.column)))


def _filled(sentence: Any, facts: dict[str, Any] | None = None, /, **more: Any) -> str:
    """Put facts into a sentence in one pass: what people typed is never a pattern."""
    known = {**(facts or {}), **more}
    return _FACT.sub(lambda found: str(known.get(found[1], found[0])), str(sentence))


_FACT = re.compile(r"%\((\w+)\)s")

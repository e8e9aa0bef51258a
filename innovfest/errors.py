"""Refusals: the answers "no" that the domain gives, each a type with a code and a sentence.

The domain knows no status numbers; `innovfest.web.errors` holds the one table from kind to HTTP.
"""

from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Refusal(Exception):
    """A request that the rules turn down, with a stable `code` and a `sentence` for the person."""

    code: str = "refused"
    sentence: LazyString | str = _l("That is not possible.")

    def __init__(self, **facts: Any) -> None:
        """Keep the facts that the sentence names, such as `title=…`."""
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        """Return the sentence in the reader's language, with the facts put in.

        Plain replacement of `%(name)s`, never `str.format`: a name with braces stays a name.
        """
        text = str(self.sentence)
        for name, value in self.facts.items():
            text = text.replace(f"%({name})s", str(value))
        return text


class NotFound(Refusal):
    """What was asked for is not there, or not for this person."""

    code = "not-found"
    sentence = _l("We could not find that. The address may be mistyped, or the page may have moved.")


class NotAllowed(Refusal):
    """The person is known, and may not do this."""

    code = "not-allowed"
    sentence = _l("You do not have access to this.")


class Conflict(Refusal):
    """The state of things is in the way: full, closed, already done."""

    code = "conflict"
    sentence = _l("That is not possible any more, because something changed.")


class Invalid(Refusal):
    """What was sent can't be right."""

    code = "invalid"
    sentence = _l("Something in this request is not right.")

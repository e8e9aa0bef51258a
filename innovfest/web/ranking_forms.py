"""What one would like in a slot, as a form: a list for each rank, so that it works with any keyboard."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.validators import Optional

from innovfest.breakouts import wishes
from innovfest.breakouts.wishes import WishRound
from innovfest.programme import ReleaseDocument, SessionFacts
from innovfest.programme.document import SlotFacts
from innovfest.web.forms import Form
from innovfest.wording import choose

FormT = TypeVar("FormT", bound=Form)

PREFIX = "wish-"
"""What the names of all its fields begin with."""


class Rankings:
    """The wishes of the slots that take some now: for each, as many fields as one can rank sessions."""

    def __init__(
        self, rounds: Iterable[WishRound], document: ReleaseDocument, language: str, *, now: datetime
    ) -> None:
        """Take the rounds of an edition that are not answered; those that are closed have no fields."""
        self.document, self.language = document, language
        self.unanswered = {opened.slot.slug: opened for opened in rounds if opened.published_at is None}
        self.open = {slug: opened for slug, opened in self.unanswered.items() if opened.takes_wishes(now=now)}
        self.slots = [slot for slot in document.slots if slot.slug in self.unanswered]

    def names(self, slot: str) -> list[str]:
        """Name the fields of a slot, the first wish first."""
        ranks = min(wishes.MOST_WISHES, len(self.options(slot)))
        return [f"{PREFIX}{slot}-{rank}" for rank in range(1, ranks + 1)] if slot in self.open else []

    def options(self, slot: str) -> list[SessionFacts]:
        """List the sessions of a slot that one can wish for."""
        return wishes.options_of(self.document, slot)

    def tracks(self, slot: str) -> dict[str, str]:
        """Return the colour of each session's track, by the session's slug."""
        found = {session.slug: self.document.track(session.track) for session in self.options(slot)}
        return {slug: track.colour for slug, track in found.items() if track}

    def added_to(self, base: type[FormT], wished: Sequence[str] = ()) -> type[FormT]:
        """Return the form class with these fields; `wished` are sessions (slugs) chosen before, in order."""
        fields = {
            name: self._field(slot, rank, wished)
            for slot in self.slots
            for rank, name in enumerate(self.names(slot.slug))
        }
        if not fields:
            return base
        made: type[FormT] = type(base.__name__, (base,), fields)
        return made

    def ranked(self, form: Form) -> dict[str, list[str]]:
        """Return what a valid form ranks, by slot; open ranks close up, a slot without any is left out."""
        told = {slug: [form[name].data for name in self.names(slug) if form[name].data] for slug in self.open}
        return {slug: slugs for slug, slugs in told.items() if slugs}

    def field_of(self, session: str) -> str | None:
        """Name the first field in which a session can be chosen."""
        slots = (slug for slug in self.open if any(s.slug == session for s in self.options(slug)))
        return next((name for slug in slots for name in self.names(slug)), None)

    def _field(self, slot: SlotFacts, rank: int, wished: Sequence[str]) -> SelectField:
        choices = [(s.slug, choose(s.title, self.language).text) for s in self.options(slot.slug)]
        return SelectField(
            _("Wish %(rank)s", rank=rank + 1),
            choices=[("", _("No wish")), *choices],
            default=wished[rank] if rank < len(wished) else "",
            validators=[Optional()],
        )

"""The letter that tells what became of somebody's wishes."""

from flask_babel import gettext as _

from innovfest.breakouts.letters import letter_to, with_more, with_news
from innovfest.breakouts.queries import places_in_line
from innovfest.breakouts.wishes.models import WishRound
from innovfest.breakouts.wishes.telling import answer_for
from innovfest.database import db
from innovfest.mail import Letter, OutboxMessage


def compose_allocation(message: OutboxMessage) -> Letter | None:
    """Write which seat someone got by their wishes, and for each wish that was not met, why not."""
    letter = letter_to(message, "allocation", _("Your wishes for %(event)s are answered"), active=True)
    opened = db.session.get(WishRound, message.about.get("round", 0))
    if letter is None or opened is None or opened.published_at is None:
        return None
    registration, document = letter.context["registration"], letter.context["document"]
    places = [place for place in places_in_line(registration, document) if place.session]
    slot = next((slot for slot in document.slots if slot.slug == opened.slot.slug), None)
    answer = answer_for(registration, opened, document)
    told = with_more(letter, answer=answer, places=places, slot=slot, round=opened)
    return with_news(told, message)

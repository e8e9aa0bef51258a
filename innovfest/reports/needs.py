"""What the kitchen has to know: how many people told which dietary need."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select

from innovfest.database import db
from innovfest.registration import Registration, fold


@dataclass(frozen=True)
class DietFigure:
    """A dietary need in the words of those who told it, and how many did."""

    text: str
    people: int


def diet_figures(event_id: int) -> list[DietFigure]:
    """Count the dietary needs of active registrations, the most common first.

    Case, accents and marks make no difference ("Vegan", "vegan."); the most common spelling is shown.
    """
    statement = (
        select(Registration.diet, func.count())
        .where(Registration.event_id == event_id, Registration.diet != "", Registration.status != "cancelled")
        .group_by(Registration.diet)
    )
    people: Counter[str] = Counter()
    spellings: dict[str, tuple[int, str]] = {}
    for text, count in db.session.execute(statement):
        key = fold(text)
        people[key] += count
        spellings[key] = max(spellings.get(key, (0, "")), (count, text))
    return [DietFigure(spellings[key][1], count) for key, count in people.most_common()]

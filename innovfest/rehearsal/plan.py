"""What a rehearsal plays: how many people, when, at how many phones, and how much goes wrong."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

SHAPES = ("rush", "trains", "even")
"""How people arrive: more and more until shortly before the start, by trains, or evenly."""

LATE = 30
"""Minutes before the start in which most people arrive, however early the doors open."""

GAP = 2
"""Minutes from the start of the day until its break-outs start: the plenary is left out."""

ROOM_MINUTES = 10
"""Minutes in which people walk to their rooms, from the start of the break-outs on."""

DESK_FROM, PHONES_PER_DESK = 3, 4
"""From so many phones on one in so many is the help desk's; with fewer, each lane helps its own people."""

MOST_PEOPLE, MOST_PHONES, MOST_MINUTES = 5000, 40, 240


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played. Times are minutes of the play, which `speed` shortens; shares are percent.

    `people` arrive within `minutes`, `late` of them in the last LATE. For `wrong` of them something is not as
    it should be. Between the two minutes of `cut` so many of the phones have no network (`cut_share`). With
    `phones` 0 nobody is played: the edition is there for real phones.
    """

    people: int = 300
    minutes: int = 30
    phones: int = 4
    wrong: int = 5
    cut: tuple[int, int] | None = None
    cut_share: int = 100
    late: int = 65
    shape: str = "rush"
    speed: float = 1.0
    seed: int = 1

    @property
    def length(self) -> float:
        """Seconds of the play from the first arrival until the last is in a room, if nobody has to wait."""
        return 60.0 * (self.minutes + GAP + ROOM_MINUTES)

    @property
    def desks(self) -> int:
        """Phones of the help desk; they are the first ones."""
        return max(1, self.phones // PHONES_PER_DESK) if self.phones >= DESK_FROM else 0

    @property
    def lanes(self) -> int:
        """Phones that scan at the entrance."""
        return self.phones - self.desks

    def is_cut(self, second: float, phone: int) -> bool:
        """Tell whether a phone, by its place from 0, has no network at a second of the play."""
        if self.cut is None or not 60 * self.cut[0] <= second < 60 * self.cut[1]:
            return False
        return phone < max(1, round(self.phones * self.cut_share / 100))

    def to_json(self) -> dict[str, Any]:
        """Write it as it is kept."""
        return asdict(self)


def read_plan(kept: Mapping[str, Any]) -> Plan:
    """Read a plan that `Plan.to_json` wrote; what else was kept with it is left."""
    cut = kept.get("cut")
    known = {field.name: kept[field.name] for field in fields(Plan) if field.name in kept}
    return Plan(**{**known, "cut": (cut[0], cut[1]) if cut else None})

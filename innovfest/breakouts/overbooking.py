"""Over-booking with a stated risk: how many places to give so that, at most at a chance, someone stands.

How many of those who signed up come is beta-binomial: the share who stays away is itself uncertain, and the
same for everyone on one day (weather, trains, a strike). Taken as certain, it gives too many places. Off by
default: at chance 0 places are seats. A fire limit is never touched; below the seats it counts as the seats.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from math import exp, fsum, inf, isinf, log

CHANCES = (0.0, 0.01, 0.02, 0.05, 0.10, 0.20)
"""The chances that an organiser picks from; the first gives no place beyond the seats."""

MOST_PLACES_PER_SEAT = 5
"""Where the search stops, whatever the turnout says: further on nobody would believe the number."""


@dataclass(frozen=True)
class NoShows:
    """How many of one group that signed up stayed away and came: one edition, or one session that is over."""

    absent: int
    present: int


@dataclass(frozen=True)
class Turnout:
    """What is believed of the share that stays away: its mean, and how many people seen it is worth.

    The default is what free business events in Belgium see, held as loosely as 40 people would tell; the
    standard deviation is 7 percentage points. A worth of `math.inf` takes the rate as certain. Raises
    ValueError for a share outside 0 to 1 or a worth of nothing.
    """

    absent: float = 0.30
    worth: float = 40.0

    def __post_init__(self) -> None:
        """Refuse what is no belief."""
        if not (0 <= self.absent <= 1 and self.worth > 0):
            raise ValueError("a turnout needs a share between 0 and 1 and a worth above 0")

    def after(self, *groups: NoShows) -> "Turnout":
        """Return the belief after seeing groups, all of them at once.

        People of one group are no independent draws: what kept one away kept others. Under this belief any
        two of them correlate by 1 / (worth + 1), so a group of n is worth n / (1 + (n - 1) / (worth + 1))
        people (Kish's design effect): 10 count as 8, 300 as 36, and no group ever as more than worth + 1. And
        the next day differs from every day seen: half of the belief's variance is taken as that difference,
        which no number of groups removes, so the result is worth at most twice what it was.
        """
        if isinf(self.worth):
            return self
        sizes = [group.absent + group.present for group in groups]
        worths = [size / (1 + max(0, size - 1) / (self.worth + 1)) for size in sizes]
        total = self.worth + fsum(worths)
        seen = fsum(w * group.absent / (n or 1) for w, group, n in zip(worths, groups, sizes, strict=True))
        return Turnout((self.absent * self.worth + seen) / total, min(total, 2 * self.worth))

    def later(self, share_in: float) -> "Turnout":
        """Return the belief about those who are not in yet, when of all who come `share_in` are in by now."""
        to_come = (1 - self.absent) * (1 - share_in)
        staying_away = self.absent + to_come
        return Turnout(self.absent / staying_away if staying_away else 1.0, self.worth)


@dataclass(frozen=True)
class Forecast:
    """How many will sit there: the mean, and the ends of an interval that holds four days in five."""

    expected: float
    low: int
    high: int


@dataclass(frozen=True)
class Rung:
    """One choice on the slider.

    `standing` is how many people stand on average when someone does; `turned_away` is the chance that more
    come than the fire limit lets in, whom the door refuses; `comers` is who comes when every place is given.
    """

    chance: float
    places: int
    standing: float
    turned_away: float
    comers: Forecast


def places_to_give(seats: int, turnout: Turnout, chance: float, *, fire_limit: int | None = None) -> int:
    """Return the most places that keep the chance of someone standing at or below `chance`.

    Never fewer than the seats, nor more than MOST_PLACES_PER_SEAT times as many. Raises ValueError unless the
    chance lies in 0 to 1.
    """
    if not 0 <= chance < 1:
        raise ValueError("a chance is at least 0 and below 1")
    seats = _seats_within(seats, fire_limit)
    most = MOST_PLACES_PER_SEAT * seats if chance else seats
    places = seats
    for step in islice(_steps(seats, turnout), most - seats + 1):
        if step.chance > chance:
            break
        places = step.places
    return places


def chance_that_someone_stands(places: int, seats: int, turnout: Turnout) -> float:
    """Return the chance that more people come than there are seats, when every place is given.

    With the fire limit for the seats it is the chance that the door turns someone away.
    """
    return _step_at(places, seats, turnout).chance


def expected_standing(places: int, seats: int, turnout: Turnout) -> float:
    """Return how many people stand on average on a day when someone does; 0 when nobody can."""
    step = _step_at(places, seats, turnout)
    return step.standing / step.chance if step.chance else 0.0


def forecast(signed_up: int, turnout: Turnout, *, arrived: int = 0) -> Forecast:
    """Foretell how many of those who signed up will sit there, with the 10 % and 90 % points.

    The `arrived`, who signed up and are in the building, count as certain; the turnout is that of the others,
    so pass `turnout.later(share_in)` once the day has begun.
    """
    others = max(0, signed_up - arrived)
    cumulated = list(accumulate(_chances(others, turnout)))
    low, high = (
        next(k for k, total in enumerate(cumulated) if total >= quantile * cumulated[-1])
        for quantile in (0.1, 0.9)
    )
    return Forecast(arrived + others * (1 - turnout.absent), arrived + low, arrived + high)


def ladder(seats: int, turnout: Turnout, *, fire_limit: int | None = None) -> list[Rung]:
    """List the choices of the slider, one for each of CHANCES, with what follows from each."""
    return [_rung(seats, turnout, chance, fire_limit) for chance in CHANCES]


def _rung(seats: int, turnout: Turnout, chance: float, fire_limit: int | None) -> Rung:
    places = places_to_give(seats, turnout, chance, fire_limit=fire_limit)
    return Rung(
        chance=chance,
        places=places,
        standing=expected_standing(places, _seats_within(seats, fire_limit), turnout),
        turned_away=0.0 if fire_limit is None else chance_that_someone_stands(places, fire_limit, turnout),
        comers=forecast(places, turnout),
    )


def _seats_within(seats: int, fire_limit: int | None) -> int:
    return seats if fire_limit is None else min(seats, fire_limit)


@dataclass(frozen=True)
class _Step:
    """So many places given: the chance that someone stands, and the mean number standing on any day."""

    places: int
    chance: float
    standing: float


def _step_at(places: int, seats: int, turnout: Turnout) -> _Step:
    return next(islice(_steps(seats, turnout), max(0, places - seats), None))


def _steps(seats: int, turnout: Turnout) -> Iterator[_Step]:
    """Give one place more at a time, from as many as there are seats.

    Pólya's urn: when k of n come, the next comes with chance (a + k) / (a + b + n), here divided by the worth
    a + b so that an endless worth needs no case of its own. Someone stands when exactly the seats filled
    and the next comes too; every term is positive, so nothing cancels and the chance can only rise.
    """
    come, stay, one = 1 - turnout.absent, turnout.absent, 1 / turnout.worth
    log_full = fsum(_log((come + k * one) / (1 + k * one)) for k in range(seats))
    chance = standing = 0.0
    places = seats
    while True:
        yield _Step(places, min(chance, 1.0), standing)
        full = exp(log_full)
        one_more = (come + seats * one) / (1 + places * one)
        standing += (full + chance) * one_more + standing * one / (1 + places * one)
        chance += full * one_more
        log_full += _log((stay + (places - seats) * one) / (1 + places * one))
        places += 1
        log_full += log(places / (places - seats))


def _chances(people: int, turnout: Turnout) -> list[float]:
    """List, up to a factor, the chances that 0, 1, 2… of some people come, from the middle outwards."""
    come, stay, one = 1 - turnout.absent, turnout.absent, 1 / turnout.worth
    middle = round(people * come)
    chances = [0.0] * (people + 1)
    chances[middle] = 1.0
    for k in range(middle, people):
        up, down = (people - k) * (come + k * one), (k + 1) * (stay + (people - k - 1) * one)
        chances[k + 1] = chances[k] * up / down
    for k in range(middle, 0, -1):
        up, down = (people - k + 1) * (come + (k - 1) * one), k * (stay + (people - k) * one)
        chances[k - 1] = chances[k] * down / up
    return chances


def _log(share: float) -> float:
    return log(share) if share > 0 else -inf

"""Programmes on a fine grid of starts."""

import random
from collections.abc import Mapping

from innovfest.programme.scheduling.numbers import Numbers, Spot
from innovfest.programme.scheduling.watch import Watch


def search_grid(numbers: Numbers, watch: Watch, chance: random.Random, first: Mapping[int, Spot]) -> None:
    """Place sessions."""
    raise NotImplementedError

"""What has to hold when every phone has come back, whatever the way in which it did."""

from random import Random

from tests.schedules.afternoon import Afternoon, live_through, when
from tests.schedules.delivering import EndState, Server, deliver, plan
from tests.schedules.reference import account_of, undone_in

DELIVERIES = 3
"""Ways in which each afternoon is delivered."""


def faults_of(seed: int, server: Server) -> list[str]:
    """Live an afternoon through, deliver it in several ways, and list what is wrong."""
    afternoon = live_through(Random(seed), server.place)
    first, faults = deliver(afternoon, plan(Random(seed), afternoon), server)
    faults += _against_the_account(afternoon, first, server)
    for way in range(1, DELIVERIES):
        state, more = deliver(afternoon, plan(Random(seed * 100 + way), afternoon), server)
        faults += [*more, *_differences(first, state)]
    return [f"seed {seed}: {fault}" for fault in faults]


def _differences(one: EndState, other: EndState) -> list[str]:
    faults = []
    for name in ("scans", "stays", "heads", "inside"):
        left, right = getattr(one, name), getattr(other, name)
        for key in sorted(left.keys() | right.keys(), key=str):
            if left.get(key) != right.get(key):
                faults.append(f"{name} {key}: {left.get(key)} and, delivered otherwise, {right.get(key)}")
    return faults


def _against_the_account(afternoon: Afternoon, state: EndState, server: Server) -> list[str]:
    account, undone, facts = account_of(afternoon), undone_in(afternoon), afternoon.facts
    faults = [f"lost {id_}" for id_ in sorted(facts.keys() - state.scans.keys())]
    faults += [f"made up {id_}" for id_ in sorted(state.scans.keys() - facts.keys())]
    doubles = {(id_, scan[4]) for id_, scan in state.scans.items() if scan[3] == "admitted_twice"}
    faults += [f"double {pair}" for pair in sorted(doubles ^ account.doubles, key=str)]
    stays = {key: (stay[0], *stay[2:]) for key, stay in state.stays.items()}
    expected = {(v.person, v.session): (v.scan, v.since, v.until) for v in account.visits}
    faults += [
        f"stay {key}: {stays.get(key)} for {expected.get(key)}"
        for key in stays | expected
        if stays.get(key) != expected.get(key)
    ]
    heads = {place: head[0] for place, head in state.heads.items()}
    if heads != account.heads:
        faults.append(f"heads {heads} for {account.heads}")
    if state.inside != account.inside:
        faults.append(f"inside {state.inside} for {account.inside}")
    for id_, scan in state.scans.items():
        if id_ in facts and scan[5] != when(facts[id_].at):
            faults.append(f"{id_} happened at {when(facts[id_].at)}, not at {scan[5]}")
        if scan[9] != (when(undone[id_]) if id_ in undone else None):
            faults.append(f"{id_} was undone at {scan[9]}")
    return faults

"""How good the planner is, and how fast it proves it; beside CP-SAT, in the same run.

The programmes are drawn by chance as the tests draw them: sessions of unequal popularity, three to eight
favourites for each person. CP-SAT gets its best-suited model (which session is in which block, and whether a
person sees one of theirs there), both cores and three times the time.
"""

import json
import subprocess
import sys
import time

from innovfest.programme.scheduling import Limit, Plan, Problem, check, solve, worth_of
from tests.programme.scheduling.instances import in_blocks

INSTANCES = 3
OURS_SECONDS, THEIRS_SECONDS = 10.0, 30.0
ENDLESS = 1_000_000_000


def figures(*, quick: bool = False) -> dict[str, float | list[int]]:
    """Measure in a process of its own, where HiGHS may say its name on the way."""
    command = [sys.executable, "-m", "benchmarks.planner", *(["--quick"] if quick else [])]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    told: dict[str, float | list[int]] = json.loads(done.stdout.splitlines()[-1])
    return told


def _figures(instances: int) -> dict[str, float | list[int]]:
    pairs = [_beside_cp_sat(number) for number in range(instances)]
    return {
        "proof_18_in_3_s": max(_proven(18, 3, seed) for seed in range(instances)),
        "proof_24_in_4_s": max(_proven(24, 4, seed) for seed in range(instances)),
        "ours": [ours for ours, _ in pairs],
        "cp_sat": [theirs for _, theirs in pairs],
    }


def _proven(sessions: int, rooms: int, seed: int) -> float:
    """Return how long the longest of four proofs takes: seats for all or few, wishes ranked or not."""
    longest = 0.0
    for ranked in (False, True):
        for tight in (False, True):
            problem = in_blocks(sessions, rooms, 1000, seed=seed, ranked=ranked, tight=tight)
            started = time.perf_counter()
            outcome = solve(problem, seed=seed)
            longest = max(longest, time.perf_counter() - started)
            if not outcome.is_proven or check(problem, outcome.plan):
                raise RuntimeError("the plan is not proven, or breaks a rule")
    return round(longest, 2)


def _beside_cp_sat(seed: int) -> tuple[int, int]:
    """Return the wishes that can be attended: ours after 10 s, CP-SAT's after 30."""
    problem = in_blocks(60, 6, 500, seed=seed)
    outcome = solve(problem, seed=seed, limit=Limit(rounds=ENDLESS, seconds=OURS_SECONDS))
    theirs = _cp_sat(problem)
    for plan in (outcome.plan, theirs):
        if check(problem, plan) or len(plan) != len(problem.sessions):
            raise RuntimeError("a plan is not whole, or breaks a rule")
    return outcome.worth.wishes, worth_of(problem, theirs).wishes


def _cp_sat(problem: Problem) -> Plan:
    from ortools.sat.python import cp_model

    from innovfest.programme.scheduling import Placed

    model = cp_model.CpModel()
    blocks = range(len(problem.windows))
    goes = {(session.id, block): model.new_bool_var("") for session in problem.sessions for block in blocks}
    for session in problem.sessions:
        model.add_exactly_one(goes[session.id, block] for block in blocks)
    for block in blocks:
        model.add(sum(goes[session.id, block] for session in problem.sessions) <= len(problem.rooms))
    sees = []
    for attendee in problem.attendees:
        for block in blocks:
            seen = model.new_bool_var("")
            model.add_bool_or([seen.negated(), *(goes[session, block] for session in attendee.wishes)])
            sees.append(seen)
    model.maximize(sum(sees))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = THEIRS_SECONDS
    solver.parameters.num_workers = 2
    solver.solve(model)
    placed = []
    for block in blocks:
        here = [session for session in problem.sessions if solver.boolean_value(goes[session.id, block])]
        window = problem.windows[block]
        for session, room in zip(here, problem.rooms, strict=False):
            placed.append(Placed(session.id, window.starts_at, window.ends_at, (room.id,)))
    return Plan(tuple(placed))


if __name__ == "__main__":
    print(json.dumps(_figures(1 if "--quick" in sys.argv else INSTANCES)))

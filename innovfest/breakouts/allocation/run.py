"""Running the allocation: the outcome under a rule, and the rules side by side."""

from collections.abc import Mapping, Sequence

from innovfest.breakouts.allocation.costs import Options, Plan, profile_at, with_lottery
from innovfest.breakouts.allocation.draw import draw_lots
from innovfest.breakouts.allocation.facts import Key, Outcome, Party, Profile, Question, Rule, profile_of
from innovfest.breakouts.allocation.flow import Seating
from innovfest.breakouts.allocation.together import Found, Search


def allocate(seats: Mapping[Key, int], parties: Sequence[Party], *, rule: Rule, seed: str) -> Outcome:
    """Seat the parties by their wishes: the best profile under the rule, then the lottery.

    `seats` are the free ones of each session; who is seated already stands neither there nor in `parties`.
    The outcome follows from these four alone, in whatever order they come. Raises InvalidWishes.
    """
    question = Question(dict(seats), tuple(parties), rule, seed)
    plan = Plan(question)
    if all(party.size == 1 for party in plan.parties):
        return _outcome(plan, draw_lots(Seating.cheapest(plan.seats, plan.options)))
    return _together(plan)


def compare(seats: Mapping[Key, int], parties: Sequence[Party], *, seed: str) -> dict[Rule, Outcome]:
    """Return the outcome under each rule, with the same seed, to be laid side by side."""
    return {rule: allocate(seats, parties, rule=rule, seed=seed) for rule in Rule}


def _together(plan: Plan) -> Outcome:
    """Find the best profile with whole parties first; then let the lottery choose among what can reach it."""
    search = Search(plan.parties, plan.options)
    root = search.root(plan.seats)
    best = search.run(root)
    if best.bound < best.cost:
        return _outcome(plan, best.at, at_best=profile_at(plan.question, best.bound), is_proven=False)
    options = with_lottery(_within_reach(plan, root, best), plan.parties)
    lottery = Search(plan.parties, options)
    drawn = lottery.run(lottery.root(plan.seats), best.at)
    return _outcome(plan, drawn.at, is_proven=drawn.bound == drawn.cost)


def _within_reach(plan: Plan, root: Seating, best: Found) -> list[Options]:
    """Drop the options that no outcome as good as the best can use: the potentials prove a higher price."""
    price = root.potential
    gap = best.cost - root.cost()
    kept = []
    for party, costs in zip(plan.parties, plan.options, strict=True):
        least = min(cost - price[node] for node, cost in costs.items())
        kept.append(
            {node: cost for node, cost in costs.items() if party.size * (cost - price[node] - least) <= gap}
        )
    return kept


def _outcome(
    plan: Plan, at: Sequence[int], *, at_best: Profile | None = None, is_proven: bool = True
) -> Outcome:
    held = {party.key: plan.session_of(node) for party, node in zip(plan.parties, at, strict=True)}
    profile = profile_of(plan.question, held)
    return Outcome(plan.question, held, profile, at_best or profile, is_proven)

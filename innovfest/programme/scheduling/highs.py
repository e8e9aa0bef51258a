"""Linear models of columns of ones, solved by HiGHS the same way on every run."""

import functools
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

Column = Sequence[int]
"""The rows in which a column has a one."""


class Solved(NamedTuple):
    """What HiGHS found: the least cost, a lower bound of it, the values, and the duals of the rows."""

    cost: float
    bound: float
    values: list[float]
    duals: list[float]
    is_best: bool


class Model:
    """Make the sum of cost × value least, with each row's sum between two bounds and no value below 0."""

    def __init__(
        self, rows: Sequence[tuple[float, float]], costs: Sequence[float], columns: Sequence[Column]
    ) -> None:
        import highspy

        self._highs = _silent()()
        for option, setting in (("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(option, setting)
        infinity = highspy.kHighsInf
        for lower, upper in rows:
            self._highs.addRow(lower, min(upper, infinity), 0, [], [])
        self.costs: list[float] = []
        self.add(costs, columns)

    def add(self, costs: Sequence[float], columns: Sequence[Column]) -> None:
        """Add columns."""
        import numpy as np

        if not columns:
            return
        starts = np.cumsum([0, *(len(column) for column in columns)])[:-1].astype(np.int32)
        rows = np.array([row for column in columns for row in column], dtype=np.int32)
        count = len(columns)
        lower, upper = np.zeros(count), np.full(count, np.inf)
        cost = np.array(costs, dtype=np.float64)
        self._highs.addCols(count, cost, lower, upper, len(rows), starts, rows, np.ones(len(rows)))
        self.costs += list(costs)

    def solve(self) -> Solved:
        """Solve it with fractions."""
        import highspy

        self._highs.run()
        solution = self._highs.getSolution()
        cost = self._highs.getInfo().objective_function_value
        is_best = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solved(cost, cost, list(solution.col_value), list(solution.row_dual), is_best)

    def solve_whole(
        self, *, nodes: int, stop: Callable[[], bool], start: Sequence[int] = (), seconds: float | None = None
    ) -> Solved:
        """Solve it in whole numbers; `start` are columns that make a good answer together.

        `is_best` is False when it had to stop first, after so many nodes or because it was asked to.
        """
        import highspy
        import numpy as np

        count = len(self.costs)
        kinds = np.array([highspy.HighsVarType.kInteger] * count)
        self._highs.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        for option, setting in (
            ("mip_max_nodes", nodes),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 0.5),
            ("time_limit", 1e9 if seconds is None else max(0.01, seconds) + self._highs.getRunTime()),
        ):
            self._highs.setOptionValue(option, setting)
        if start:
            self._highs.setSolution(len(start), np.array(start, dtype=np.int32), np.ones(len(start)))

        def ask(event: Any) -> None:
            if stop():
                event.interrupt()

        self._highs.cbMipInterrupt.subscribe(ask)
        self._highs.cbSimplexInterrupt.subscribe(ask)
        self._highs.run()
        info = self._highs.getInfo()
        is_best = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        has_answer = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = list(self._highs.getSolution().col_value) if has_answer else []
        return Solved(info.objective_function_value, info.mip_dual_bound, values, [], is_best)


@functools.cache
def _silent() -> Any:
    """Return HiGHS as it says nothing: it prints its name when it is made, before any option can be set."""
    import highspy

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:
            self.silent()
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent

"""Giving each session a room of its own so that the sum of what that is worth is largest."""

from collections.abc import Sequence

FORBIDDEN = 1 << 40


def best_rooms(worth: Sequence[Sequence[int | None]]) -> list[int] | None:  # noqa: PLR0912 - one loop in another
    """Return a column for each row, all different, with the largest sum; None if a row can't have one.

    A pair that is None is not possible. Kuhn and Munkres' method, with potentials.
    """
    rows, columns = len(worth), max((len(row) for row in worth), default=0)
    if rows > columns:
        return None
    up, down = [0] * (rows + 1), [0] * (columns + 1)
    holds, way = [0] * (columns + 1), [0] * (columns + 1)
    for row in range(1, rows + 1):
        holds[0], here = row, 0
        least = [FORBIDDEN * 4] * (columns + 1)
        seen = [False] * (columns + 1)
        while holds[here]:
            seen[here] = True
            mine, costs = holds[here], worth[holds[here] - 1]
            delta, following = FORBIDDEN * 4, 0
            for column in range(1, columns + 1):
                if seen[column]:
                    continue
                gain = costs[column - 1]
                cost = (FORBIDDEN if gain is None else -gain) - up[mine] - down[column]
                if cost < least[column]:
                    least[column], way[column] = cost, here
                if least[column] < delta:
                    delta, following = least[column], column
            for column in range(columns + 1):
                if seen[column]:
                    up[holds[column]] += delta
                    down[column] -= delta
                else:
                    least[column] -= delta
            here = following
        while here:
            holds[here], here = holds[way[here]], way[here]
    found = [0] * rows
    for column in range(1, columns + 1):
        if holds[column]:
            found[holds[column] - 1] = column - 1
    return None if any(worth[row][column] is None for row, column in enumerate(found)) else found

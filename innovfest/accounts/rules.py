"""Who may do what: the one table of roles."""

_RANK = {"viewer": 1, "desk": 2, "organiser": 3}


def may(role: str | None, needed: str) -> bool:
    """Tell whether a role covers what a page needs: an organiser may all, a desk helper what a viewer may."""
    return _RANK.get(role or "", 0) >= _RANK[needed]

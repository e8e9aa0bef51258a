"""A plan in words: what changes, why that is better, and how good the plan is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from innovfest.events import Event
from innovfest.planning import Figure, PlanRun, Proposal, Proposed
from innovfest.programme import Session
from innovfest.programme.drafting import Spot
from innovfest.programme.scheduling import Placed
from innovfest.web.formatting import listing, number, percent, wording
from innovfest.web.organiser.schedule_view import said

STARTS = {
    "known": _l("At the times that the programme has already"),
    "15": _l("Every quarter of an hour too"),
    "5": _l("Every five minutes too"),
}

KEEP = {
    "freely": _l("Freely"),
    "usual": _l("Where it clearly helps"),
    "firmly": _l("As little as possible"),
}

PHASE = {
    "search": _l("Looking for better plans."),
    "proof": _l("Finding out whether a better plan can exist."),
}
"""What the search is doing."""

WHY = {
    "silent": _l(
        "Nothing was heard of it for a minute: the worker does not run, or was started anew. Plan again."
    ),
    "broken": _l("The search broke off by a mistake of ours, which stands in the log. Plan again."),
    "empty": _l("When it began, no session was left to plan."),
}
"""Why there is no plan."""

MOST_RIVALS = 2
"""Sessions at the same time that are named."""


@dataclass(frozen=True)
class Row:
    """A change as the page lists it; `with_` are the titles of those that it takes along."""

    change: Proposed
    session: Session
    was: str
    becomes: str
    reasons: Sequence[str]
    with_: str
    is_taken: bool


@dataclass(frozen=True)
class Line:
    """A figure before and after, and whether it got better, worse, or neither."""

    label: str
    before: str
    after: str
    of: str
    kind: str


def state_of(run: PlanRun, *, silent: bool) -> tuple[LazyString, str]:
    """Say what a search is, and how grave that is."""
    if silent or run.status == "failed":
        return _l("Failed"), "stop"
    if run.status == "running" and run.stop_wanted:
        return _l("Is being stopped"), "warn"
    return {
        "waiting": (_l("Begins in a moment"), ""),
        "running": (_l("Is being planned"), "good"),
        "stopped": (_l("Stopped"), "warn"),
        "done": (_l("Planned"), "good"),
    }[run.status]


def why(run: PlanRun, *, silent: bool) -> LazyString | None:
    """Say why there is no plan; None where there is one, or may be."""
    code = "silent" if silent else (run.progress or {}).get("why")
    return WHY.get(code, WHY["broken"]) if code else None


def doing(run: PlanRun) -> LazyString:
    """Say what a search is doing."""
    if run.status == "waiting":
        return _l("It waits for the worker.")
    if run.stop_wanted:
        return _l("The best plan so far follows in a moment.")
    return PHASE.get((run.progress or {}).get("said", ""), PHASE["search"])


def changes(event: Event, proposal: Proposal, sessions: Mapping[int, Session]) -> list[Row]:
    """List the changes of sessions that are still there, by where they would stand."""
    rows = [
        _row(event, proposal, change, sessions) for change in proposal.changes if change.session in sessions
    ]
    return sorted(rows, key=lambda row: (row.is_taken, row.change.after is None, _order(row.change)))


def figures(proposal: Proposal) -> list[Line]:
    """List what there was to compare."""
    lines = [
        _line(_("Wishes that can be met"), proposal.wishes, more=True),
        _line(_("First choices that can be met"), proposal.firsts, more=True),
        _line(_("Clashes: can not be"), proposal.clashes),
        _line(_("Clashes: will go wrong"), proposal.warnings),
        _line(_("Sessions without a time"), proposal.without_time),
        _line(_("Sessions of one track at the same time"), proposal.tracks),
        _line(_("Changes of what people know"), proposal.moved),
    ]
    return [line for line, figure in zip(lines, _all(proposal), strict=True) if figure.of != 0]


def how_good(run: PlanRun, proposal: Proposal) -> str:
    """Say whether a better plan can exist."""
    if run.proven:
        return str(_("No better plan exists under these rules: that was proven."))
    gap = proposal.bound - proposal.points.after
    if gap <= 0:
        return str(_("Nothing better was found, and by points nothing better can be."))
    return str(
        ngettext(
            "Perhaps a better plan exists. It could be worth at most one point more than the %(points)s of "
            "this one (%(share)s).",
            "Perhaps a better plan exists. It could be worth at most %(gap)s points more than the %(points)s "
            "of this one (%(share)s).",
            gap,
            gap=number(gap),
            points=number(proposal.points.after),
            share=percent(gap / max(1, abs(proposal.points.after))),
        )
    )


def _all(proposal: Proposal) -> tuple[Figure, ...]:
    return (
        proposal.wishes,
        proposal.firsts,
        proposal.clashes,
        proposal.warnings,
        proposal.without_time,
        proposal.tracks,
        proposal.moved,
    )


def _line(label: str, figure: Figure, *, more: bool = False) -> Line:
    gain = figure.after - figure.before if more else figure.before - figure.after
    kind = "good" if gain > 0 else "warn" if gain < 0 else ""
    of = number(figure.of) if figure.of is not None else "–"
    return Line(str(label), number(figure.before), number(figure.after), of, kind)


def _row(event: Event, proposal: Proposal, change: Proposed, sessions: Mapping[int, Session]) -> Row:
    taken = set(proposal.taken)
    hung = [each.session for each in proposal.with_needed([change.session]) if each.session != change.session]
    return Row(
        change,
        sessions[change.session],
        said(event, _spot(event, change.before)),
        said(event, _spot(event, change.after)),
        list(_reasons(change, sessions)),
        listing([_title(sessions, each) for each in hung]) if hung else "",
        change.session in taken,
    )


def _reasons(change: Proposed, sessions: Mapping[int, Session]) -> Iterator[str]:
    """Say what the change is good for, and what it costs."""
    told = [*_about_people(change), *_about_seats(change), *_about_rivals(change, sessions)]
    if change.after is None:
        yield _("No place was found that breaks no rule.")
    elif change.before is None:
        yield _("It gets a time.")
    elif not told:
        yield _("It makes room for others, or mends a clash.")
    yield from told


def _about_people(change: Proposed) -> Iterator[str]:
    gain = change.attend.after - change.attend.before
    facts = {"can": number(change.attend.after), "wanted": number(change.wanted)}
    if gain > 0:
        yield ngettext(
            "One person more can be there: %(can)s of the %(wanted)s who want to.",
            "%(num)s people more can be there: %(can)s of the %(wanted)s who want to.",
            gain,
            **facts,
        )
    elif gain < 0:
        yield ngettext(
            "One person fewer can be there: %(can)s of the %(wanted)s who want to.",
            "%(num)s people fewer can be there: %(can)s of the %(wanted)s who want to.",
            -gain,
            **facts,
        )


def _about_seats(change: Proposed) -> Iterator[str]:
    if change.before and change.after and change.seats.before != change.seats.after:
        yield _(
            "%(after)s seats instead of %(before)s.",
            after=number(change.seats.after),
            before=number(change.seats.before),
        )


def _about_rivals(change: Proposed, sessions: Mapping[int, Session]) -> Iterator[str]:
    was, will = dict(change.rivals_before), dict(change.rivals_after)
    for session in [each for each in was if each not in will][:MOST_RIVALS]:
        yield ngettext(
            "No longer beside “%(title)s”, which one of its people wants too.",
            "No longer beside “%(title)s”, which %(num)s of its people want too.",
            was[session],
            title=_title(sessions, session),
        )
    for session in [each for each in will if each not in was][:MOST_RIVALS]:
        yield ngettext(
            "Now beside “%(title)s”, which one of its people wants too.",
            "Now beside “%(title)s”, which %(num)s of its people want too.",
            will[session],
            title=_title(sessions, session),
        )


def _spot(event: Event, placed: Placed | None) -> Spot | None:
    if placed is None:
        return None
    slugs = {room.id: room.slug for room in event.venue.rooms}
    rooms = tuple(slugs[int(room)] for room in placed.rooms if room in slugs)
    return Spot(placed.starts_at, placed.ends_at, rooms)


def _title(sessions: Mapping[int, Session], session: int) -> str:
    return wording(sessions[session].title).text if session in sessions else "–"


def _order(change: Proposed) -> str:
    placed = change.after or change.before
    return placed.starts_at.isoformat() if placed else ""

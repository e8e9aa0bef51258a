"""What the figures should be, and which of them are."""

from collections.abc import Iterator
from typing import Any

from benchmarks.figures import Figure
from benchmarks.release import Took
from benchmarks.scripts import BATCH
from innovfest.database import BUSY_SECONDS

RATIOS = {
    "register": 0.25,
    "scan": 0.4,
    "programme": 0.6,
    "feed": 0.6,
    "ownfeed": 0.6,
    "feed304": 0.7,
    "signup": 0.3,
    "swap": 0.3,
    "queue": 0.3,
}
"""The least share of the floor's rate."""

REGISTRATIONS_PER_SECOND = 200
"""The least rate of registering on PostgreSQL."""

STATEMENTS = {"scan": 5, "scans": 5, "snapshot": 3}
MOST_STATEMENTS = 12
BADGE_SECONDS = 2.0
CHAIN_SECONDS = 2.0
RELEASE_SECONDS = 5.0
READER_SECONDS = 0.25
"""The longest that a public page may take while a release is written: it waits for nobody."""

ALLOCATION_SECONDS = 0.2
CLASHES_SECONDS = 0.05
MEMORY_MB = 200
PROOF_SECONDS = {"proof_18_in_3_s": 1.0, "proof_24_in_4_s": 15.0}

Verdict = tuple[bool, str]


def of_rates(figures: list[Figure]) -> Iterator[Verdict]:
    """Judge rates and statements."""
    alone = {figure.database: figure.ours for figure in figures if figure.name == "scan"}
    for figure in figures:
        where = f"{figure.name} on {figure.database}"
        if least := RATIOS.get(figure.name):
            yield figure.ratio >= least, f"{where}: {figure.ratio:.2f} of the floor, at least {least}"
        if figure.name == "register" and figure.database == "postgresql":
            enough = figure.ours >= REGISTRATIONS_PER_SECOND
            yield enough, f"{where}: {figure.ours:.0f}/s, at least {REGISTRATIONS_PER_SECOND}/s"
        if figure.name == "scans" and (one := alone.get(figure.database)):
            each = figure.ours * BATCH
            yield each > one, f"{where}: {each:.0f} scans a second, more than {one:.0f} one at a time"
        most = STATEMENTS.get(figure.name, MOST_STATEMENTS)
        yield figure.queries <= most, f"{where}: {figure.queries} statements, at most {most}"


def of_chain(database: str, seconds: float) -> Verdict:
    """Judge the promotion of a thousand people."""
    said = f"chain on {database}: {seconds:.2f} s, under {CHAIN_SECONDS:.0f} s"
    return seconds < CHAIN_SECONDS, said


def of_release(database: str, took: Took) -> Iterator[Verdict]:
    """Judge a release that moves a session with 5,000 sign-ups: its mails, who reads, and who writes."""
    said = f"release on {database}: {took.release:.2f} s, under {RELEASE_SECONDS:.0f} s"
    yield took.release < RELEASE_SECONDS, said
    most = max(READER_SECONDS, 3 * took.page_calm)
    yield took.page_then <= most, f"a page meanwhile: {took.page_then:.2f} s, at most {most:.2f} s"
    waited = f"{took.sign_up_then:.2f} s, under {BUSY_SECONDS:.0f} s, {took.refused} refused"
    yield took.sign_up_then < BUSY_SECONDS and not took.refused, f"a sign-up meanwhile: {waited}"


def of_allocation(seconds: float) -> Verdict:
    """Judge seats by wishes."""
    said = f"1,000 people and 24 sessions: {seconds:.3f} s, under {ALLOCATION_SECONDS} s"
    return seconds < ALLOCATION_SECONDS, said


def of_clashes(seconds: float) -> Verdict:
    """Judge the search for clashes."""
    said = f"500 sessions in 20 rooms: {1000 * seconds:.1f} ms of CPU, under {1000 * CLASHES_SECONDS:.0f} ms"
    return seconds < CLASHES_SECONDS, said


def of_planner(found: dict[str, Any]) -> Iterator[Verdict]:
    """Judge the planner: how soon it is sure, and whether it finds more than CP-SAT in less time."""
    for name, most in PROOF_SECONDS.items():
        yield found[name] < most, f"planner, {name}: {found[name]} s, under {most:.0f} s"
    for ours, theirs in zip(found["ours"], found["cp_sat"], strict=True):
        said = f"planner: {ours} wishes attended after 10 s, more than {theirs} by CP-SAT after 30 s"
        yield ours > theirs, said


def of_badges(seconds: float) -> Verdict:
    """Judge the thousand badges."""
    return seconds < BADGE_SECONDS, f"1,000 badges: {seconds:.2f} s of CPU, under {BADGE_SECONDS:.0f} s"


def of_memory(megabytes: float) -> Verdict:
    """Judge the memory at rest."""
    return megabytes < MEMORY_MB, f"at rest: {megabytes:.0f} MB, under {MEMORY_MB} MB"

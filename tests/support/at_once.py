"""Deeds at the same instant, each in a thread and a database session of its own."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from innovfest import InnovFest
from innovfest.database import db

Result = TypeVar("Result")


def at_once(app: InnovFest, works: Sequence[Callable[[], Result]]) -> list[Result]:
    """Run works at the same instant and return what each of them did."""
    db.session.rollback()
    barrier = Barrier(len(works))

    def run(work: Callable[[], Result]) -> Result:
        with app.app_context():
            barrier.wait()
            try:
                return work()
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))

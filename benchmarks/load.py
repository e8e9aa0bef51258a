"""The load: a process of its own in which some clients ask, wait for the answer, and ask again."""

import multiprocessing
import selectors
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection as Pipe

from benchmarks.scripts import Script
from tests.support.wire import Connection


@dataclass
class Round:
    """What happened in one round: how long it took, the seconds until each answer, and what went wrong."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    bad: int = 0
    first_bad: str = ""

    @property
    def rate(self) -> float:
        """Good answers in a second."""
        return (len(self.latencies) - self.bad) / self.seconds


class Load:
    """Clients in another process, which keep their connections from round to round."""

    def __init__(self, pipe: Pipe) -> None:
        """Take the pipe to that process."""
        self._pipe = pipe

    def run(self, seconds: float) -> Round:
        """Let the clients ask for so long."""
        self._pipe.send(seconds)
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        assert isinstance(answer, Round)
        return answer


@contextmanager
def loading(script: Script, port: int, clients: int) -> Iterator[Load]:
    """Start clients of a server on this machine; they go when the block ends."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, script, port, clients), daemon=True)
    process.start()
    try:
        yield Load(ours)
    finally:
        ours.close()
        process.terminate()
        process.join()


def _work(pipe: Pipe, script: Script, port: int, clients: int) -> None:
    try:
        script.begin(port, clients)
        connections = [Connection(port) for _ in range(clients)]
        while True:
            pipe.send(_round(script, connections, pipe.recv()))
    except EOFError:
        return
    except Exception as error:  # what goes wrong here is said there
        pipe.send(error)


def _round(script: Script, connections: list[Connection], seconds: float) -> Round:
    """Run one event loop over all connections, which costs less than a thread for each."""
    done, sent_at = Round(), [0.0] * len(connections)
    with selectors.DefaultSelector() as selector:
        for client, connection in enumerate(connections):
            selector.register(connection, selectors.EVENT_READ, client)
        began = time.perf_counter()
        for client, connection in enumerate(connections):
            sent_at[client] = time.perf_counter()
            connection.send(script.next(client))
        waiting = len(connections)
        while waiting:
            for key, _ in selector.select():
                client, connection = key.data, connections[key.data]
                if (answer := connection.receive()) is None:
                    continue
                now = time.perf_counter()
                done.latencies.append(now - sent_at[client])
                if not script.is_good(answer):
                    done.bad += 1
                    done.first_bad = done.first_bad or f"{answer.status} {answer.body[:2000]!r}"
                if now - began < seconds:
                    sent_at[client] = time.perf_counter()
                    connection.send(script.next(client))
                else:
                    waiting -= 1
        done.seconds = time.perf_counter() - began
    return done

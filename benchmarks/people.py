"""What people send who are registered already: another choice, a place in line, an exchange of seats."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from benchmarks.scripts import form_head, token_of
from tests.support import wire
from tests.support.wire import Answer


@dataclass
class Visits:
    """Everybody's turn comes round, the people dealt out to the clients; each lap asks for what comes next.

    `asks` are the paths and fields that a person sends in turn, the same for all.
    """

    home: str
    links: list[str]
    asks: list[tuple[str, dict[str, str]]]
    _heads: list[tuple[str, str]] = field(default_factory=list)
    _turns: list[int] = field(default_factory=list)

    def begin(self, port: int, clients: int) -> None:
        """Open a page in each browser, for its cookie and its token against forgery."""
        self._turns = [0] * clients
        for client in range(clients):
            page = wire.get(f"{self.home}/{self.links[client]}/breakouts", accept_language="en")
            answer = wire.Connection(port).ask(page)
            self._heads.append((answer.cookies, token_of(answer)))

    def next(self, client: int) -> bytes:
        """Send the next person's next wish."""
        link, lap = self._whose_turn(client)
        cookies, token = self._heads[client]
        path, fields = self.asks[lap % len(self.asks)]
        body = urlencode({"csrf_token": token, **fields}).encode()
        head = form_head(f"{self.home}/{link}{path}", cookies)
        return head + b"content-length: %d\r\n\r\n" % len(body) + body

    def is_good(self, answer: Answer) -> bool:
        """Expect the way back to one's own page; whether it was done, the trail says."""
        return answer.status == 303

    def _whose_turn(self, client: int) -> tuple[str, int]:
        mine = self.links[client :: len(self._turns)]
        lap, place = divmod(self._turns[client], len(mine))
        self._turns[client] += 1
        return mine[place], lap


@dataclass
class Exchanges(Visits):
    """Pairs of people who hold each other's wish: the second to ask makes the exchange happen.

    `links` has one of each pair beside the other. In the next lap they ask for what they gave.
    """

    def next(self, client: int) -> bytes:
        """Send the wish of the next of a pair."""
        pairs = [self.links[i : i + 2] for i in range(0, len(self.links) - 1, 2)][client :: len(self._turns)]
        lap, place = divmod(self._turns[client], 2 * len(pairs))
        self._turns[client] += 1
        which = place % 2
        cookies, token = self._heads[client]
        path, fields = self.asks[(lap + which) % 2]
        body = urlencode({"csrf_token": token, **fields}).encode()
        head = form_head(f"{self.home}/{pairs[place // 2][which]}{path}", cookies)
        return head + b"content-length: %d\r\n\r\n" % len(body) + body

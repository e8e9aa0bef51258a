"""A clash: what does not fit together in a draft, as a value that web and mail put into words."""

from dataclasses import dataclass

SEVERITIES = ("stop", "warn", "note")
"""What can't be, what will go wrong for somebody, what is not settled yet."""

STOP, WARN, NOTE = SEVERITIES

SEVERITY = {
    "speaker-twice": STOP,
    "speaker-away": STOP,
    "room-twice": STOP,
    "room-away": STOP,
    "room-small": STOP,
    "walk-short": WARN,
    "setup-short": WARN,
    "room-lacks": WARN,
    "room-wanted": WARN,
    "people-twice": WARN,
    "no-speaker": WARN,
    "speaker-declined": WARN,
    "speaker-moved": WARN,
    "track-parallel": NOTE,
    "speaker-unconfirmed": NOTE,
    "speaker-unknown": NOTE,
}
"""Each kind of clash with how bad it is, worst first."""

KINDS = tuple(SEVERITY)
"""The kinds of clash, in the order in which they are told."""


@dataclass(frozen=True)
class Clash:
    """Something that does not fit together.

    `sessions` are in order of time; `speaker` and `rooms` are set where it is about them, `words` what a room
    lacks. `size` is how bad it is within its kind: minutes shared, outside or short, people without a
    seat or in two places, words that a room lacks; 0 where there is nothing to count. `of` is what the size
    is measured against: minutes needed, seats there are.
    """

    kind: str
    sessions: tuple[int, ...]
    speaker: int | None = None
    rooms: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    size: int = 0
    of: int = 0

    @property
    def severity(self) -> str:
        """How bad it is: one of SEVERITIES."""
        return SEVERITY[self.kind]

    @property
    def key(self) -> str:
        """What it is about, and nothing that changes with time or number: an acceptance is kept under it.

        A speaker whose availability is not known clashes once, wherever they speak.
        """
        about = [self.kind]
        if self.speaker is not None:
            about.append(f"speaker-{self.speaker}")
        if self.kind in _ABOUT_ROOMS:
            about += [f"room-{room}" for room in self.rooms]
        if self.kind != "speaker-unknown":
            about += [f"session-{session}" for session in sorted(self.sessions)]
        return ":".join(about)


_ABOUT_ROOMS = {"room-twice", "room-away", "room-lacks", "setup-short"}


def is_worse(clash: Clash, accepted_size: int) -> bool:
    """Tell whether a clash became worse than what somebody accepted: by more than a quarter."""
    return clash.size * 4 > accepted_size * 5

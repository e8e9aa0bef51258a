"""Telling speakers of the same name apart, so that a name that is chosen or typed means one person."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from innovfest.programme.models import Speaker
from innovfest.wording import fold

LONGEST = 120
"""Characters of a name, and of what stands for it."""


def tell_apart(speakers: Sequence[Speaker]) -> dict[int, str]:
    """Return by id what each speaker is chosen by: the name, and what it takes where others have it too.

    That is the organisation, then the part of the address behind the @, and at last a number.
    """
    said = {speaker.id: speaker.name for speaker in speakers}
    for more in _MORE:
        alike = _alike(said)
        said |= {each.id: _with(each, more(each)) for each in speakers if each.id in alike}
    alike, seen = _alike(said), Counter[str]()
    for speaker in sorted(speakers, key=lambda speaker: speaker.id):
        if speaker.id in alike:
            seen[fold(speaker.name)] += 1
            number = str(seen[fold(speaker.name)])
            said[speaker.id] = _with(speaker, [speaker.affiliation, number], otherwise=f"({number})")
    return said


def _with(speaker: Speaker, more: Iterable[str], *, otherwise: str = "") -> str:
    """Write a name with what tells it apart, or with what stands for that where it is too long."""
    words = ", ".join(word for word in more if word)
    whole = f"{speaker.name} ({words})" if words else speaker.name
    return whole if len(whole) <= LONGEST else f"{speaker.name[: LONGEST - 8]} {otherwise}".strip()


_MORE: tuple[Callable[[Speaker], list[str]], ...] = (
    lambda speaker: [speaker.affiliation],
    lambda speaker: [speaker.affiliation, speaker.email.rpartition("@")[2]],
)


def _alike(said: dict[int, str]) -> set[int]:
    times = Counter(fold(text) for text in said.values())
    return {speaker_id for speaker_id, text in said.items() if times[fold(text)] > 1}

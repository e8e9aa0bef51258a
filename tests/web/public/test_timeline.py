"""The programme is a run of stops and forks."""

from dataclasses import replace

from innovfest.web.public.timeline import Fork, Stop, by_track, colours_of, timeline
from tests.support.documents import a_document, changed


def test_alternatives_of_one_slot_make_one_fork() -> None:
    legs = timeline(a_document())
    forks = [leg for leg in legs if isinstance(leg, Fork)]
    assert [[session.slug for session in fork.sessions] for fork in forks] == [
        ["sustainability", "energy", "labour"]
    ]


def test_everything_else_is_a_stop_in_order_of_time() -> None:
    stops = [leg.session.slug for leg in timeline(a_document()) if isinstance(leg, Stop)]
    assert stops == [
        "arrival",
        "research-clusters",
        "keynote",
        "address-by-the-minister",
        "coffee",
        "reception",
    ]


def test_a_lone_session_of_a_slot_is_a_stop() -> None:
    document = a_document()
    alone = replace(document, sessions=tuple(s for s in document.sessions if s.slug == "energy"))
    assert [type(leg) for leg in timeline(alone)] == [Stop]


def test_a_fork_starts_with_its_first_and_ends_with_its_last() -> None:
    document = a_document()
    early = document.session("coffee")
    assert early is not None
    moved = changed(document, "energy", starts_at=early.starts_at)
    fork = next(leg for leg in timeline(moved) if isinstance(leg, Fork))
    energy = moved.session("energy")
    assert energy is not None
    assert (fork.starts_at, fork.ends_at) == (early.starts_at, energy.ends_at)


def test_a_fork_has_the_colours_of_its_tracks_and_none_for_no_track() -> None:
    document = changed(a_document(), "labour", track=None)
    fork = next(leg for leg in timeline(document) if isinstance(leg, Fork))
    assert colours_of(document, fork) == ["sustainability", "energy", ""]


def test_by_track_lists_what_everyone_shares_last() -> None:
    groups = by_track(a_document())
    assert [track.slug if track else None for track, _ in groups] == [
        "sustainability",
        "energy",
        "labour",
        None,
    ]
    assert [session.slug for session in groups[1][1]] == ["energy"]

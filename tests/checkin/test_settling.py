"""One person's story from scans in any order: who was let in is in, and the earlier double is the arrival."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from innovfest.checkin.settling import Outcome, Told, settle

STARTS = datetime(2027, 2, 20, 13, 30, tzinfo=UTC)
ROOMS = {7: ("break-out-b",), 8: ("break-out-c",), 9: ("hall", "foyer")}


def at(minutes):
    return STARTS + timedelta(minutes=minutes)


def scan(id_, minutes, effect="admitted", base="admitted", **more):
    return Told(id=id_, at=at(minutes), gate=1, base=base, effect=effect, **more)


def in_room(id_, minutes, session=7, **more):
    return scan(id_, minutes, room=ROOMS[session][0], session=session, **more)


def out(id_, minutes, **more):
    return scan(id_, minutes, effect="left", base="left", direction="out", **more)


def story_of(*scans):
    """Tell the story in every order of arrival; all of them must be the same."""
    stories = [settle(order, rooms=ROOMS, event_starts_at=STARTS) for order in itertools.permutations(scans)]
    assert all(story == stories[0] for story in stories)
    return stories[0]


def spans(story):
    """Return when the person came and left, by place."""
    minutes = lambda moment: moment and (moment - STARTS) // timedelta(minutes=1)  # noqa: E731
    return {place: (minutes(s.entered_at), minutes(s.left_at)) for place, s in story.stays.items()}


def test_the_earlier_of_two_phones_that_both_let_in_is_the_arrival():
    story = story_of(scan("late", 20), scan("early", 10))
    assert story.outcomes == {
        "early": Outcome("admitted"),
        "late": Outcome("already_in", None, "admitted_twice", "early"),
    }
    assert spans(story) == {None: (10, None)}


def test_a_third_double_names_the_arrival_too():
    story = story_of(scan("c", 30), scan("a", 10), scan("b", 20))
    assert {story.outcomes[id_].first for id_ in "bc"} == {"a"}


def test_at_the_same_instant_the_id_decides():
    story = story_of(scan("b", 10), scan("a", 10))
    assert story.outcomes["b"].conflict == "admitted_twice"


def test_who_was_told_they_are_in_is_no_double():
    story = story_of(scan("a", 10), scan("b", 20, effect="already_in"))
    assert story.outcomes["b"] == Outcome("already_in", None, None, "a")


def test_a_phone_that_knew_of_a_later_arrival_told_them_right():
    story = story_of(scan("a", 10, effect="already_in"), scan("b", 20))
    assert story.outcomes == {"a": Outcome("already_in", first="b"), "b": Outcome("admitted")}
    assert spans(story) == {None: (20, None)}


def test_who_left_comes_back_in():
    story = story_of(scan("in", 10), out("out", 20), scan("again", 30))
    assert story.outcomes["again"] == Outcome("admitted", "back_in")
    assert spans(story) == {None: (30, None)}


def test_leaving_without_having_come_is_noted():
    assert story_of(out("out", 20)).outcomes["out"] == Outcome("left", "was_not_in")


def test_entering_a_room_leaves_the_other_and_not_the_house():
    story = story_of(scan("house", 0), in_room("energy", 10), in_room("labour", 20, session=8))
    assert spans(story) == {None: (0, None), 7: (10, 20), 8: (20, None)}


def at_plenary(id_, minutes, room, **more):
    return scan(id_, minutes, room=room, session=9, **more)


def test_going_to_the_other_room_of_a_session_moves_the_person():
    story = story_of(scan("house", 0), at_plenary("hall", 10, "hall"), at_plenary("overflow", 20, "foyer"))
    assert story.outcomes["overflow"] == Outcome("admitted")
    assert spans(story) == {None: (0, None), 9: (20, None)}
    assert story.stays[9].room == "foyer"
    assert [(place, stay.room, stay.left_at) for place, stay in story.past] == [(9, "hall", at(20))]


def test_there_and_back_between_two_rooms_of_a_session_are_three_stays():
    rooms = [at_plenary("a", 10, "hall"), at_plenary("b", 20, "foyer"), at_plenary("c", 30, "hall")]
    story = story_of(*rooms)
    assert [(stay.room, stay.entered_at, stay.left_at) for _, stay in story.past] == [
        ("hall", at(10), at(20)),
        ("foyer", at(20), at(30)),
    ]
    assert (story.stays[9].room, spans(story)[9]) == ("hall", (30, None))
    assert set(story.outcomes.values()) == {Outcome("admitted")}


def test_two_phones_at_one_room_of_a_session_are_still_a_double():
    story = story_of(at_plenary("a", 10, "hall"), at_plenary("b", 20, "foyer"), at_plenary("c", 30, "foyer"))
    assert story.outcomes["c"] == Outcome("already_in", None, "admitted_twice", "b")


def test_who_is_at_a_session_needs_no_seat_in_its_other_room():
    elsewhere = {"base": "wrong_gate", "base_reason": "other_session"}
    forced = {"base": "admitted", "base_reason": "override"}
    story = story_of(at_plenary("a", 10, "hall", **forced), at_plenary("b", 20, "foyer", **elsewhere))
    assert story.outcomes["b"] == Outcome("admitted", "no_seat")
    kept_out = story_of(
        at_plenary("a", 10, "hall", **forced),
        at_plenary("b", 20, "foyer", effect="wrong_gate", **elsewhere),
    )
    assert kept_out.outcomes["b"] == Outcome("admitted", "no_seat", "decided_otherwise")
    assert kept_out.stays[9].room == "hall"


def test_leaving_by_the_other_room_leaves_the_session():
    story = story_of(at_plenary("a", 10, "hall"), out("out", 20, room="foyer", session=9))
    assert spans(story) == {9: (10, 20)}


def test_going_back_to_the_first_room_is_coming_back():
    story = story_of(in_room("a", 10), in_room("b", 20, session=8), in_room("c", 30))
    assert story.outcomes["c"] == Outcome("admitted", "back_in")
    assert spans(story) == {7: (30, None), 8: (20, 30)}


def test_leaving_the_house_leaves_its_rooms():
    story = story_of(scan("house", 0), in_room("energy", 10), out("out", 20))
    assert spans(story) == {None: (0, 20), 7: (10, 20)}


def test_leaving_a_room_stays_in_the_house():
    story = story_of(scan("house", 0), in_room("energy", 10), out("out", 20, room="break-out-b", session=7))
    assert spans(story) == {None: (0, None), 7: (10, 20)}


@pytest.mark.parametrize("base", ["cancelled", "not_confirmed", "wrong_gate"])
def test_who_was_let_in_against_the_rules_is_in_and_a_conflict(base):
    story = story_of(in_room("a", 10, base=base))
    assert story.outcomes["a"] == Outcome(base, None, "decided_otherwise")
    assert spans(story) == {7: (10, None)}


@pytest.mark.parametrize("base", ["unknown", "replaced_code", "not_open"])
def test_nobody_is_in_by_a_badge_of_nobody_or_a_closed_door(base):
    story = story_of(scan("a", 10, base=base))
    assert story.outcomes["a"] == Outcome(base, None, "decided_otherwise")
    assert story.stays == {}


def test_nobody_is_in_by_the_door_of_a_room_in_which_nothing_is_on():
    """A cancelled person is told so there too; the house keeps the stay that it has."""
    story = story_of(scan("house", 0), scan("a", 10, base="cancelled", room="break-out-b"))
    assert story.outcomes["a"] == Outcome("cancelled", None, "decided_otherwise")
    assert spans(story) == {None: (0, None)}
    assert story_of(scan("a", 10, base="cancelled", room="break-out-b")).stays == {}


def test_who_was_kept_out_of_a_full_room_is_out():
    story = story_of(in_room("a", 10, effect="room_full"))
    assert story.outcomes["a"] == Outcome("room_full")
    assert story.stays == {}


def test_who_was_kept_out_though_they_might_have_come_in_is_a_conflict():
    story = story_of(in_room("a", 10, effect="wrong_gate"))
    assert story.outcomes["a"] == Outcome("admitted", None, "decided_otherwise")
    assert story.stays == {}


def test_a_scan_that_was_taken_back_did_nothing():
    story = story_of(scan("a", 10, undone=True), scan("b", 20))
    assert story.outcomes == {"a": Outcome("admitted"), "b": Outcome("admitted")}
    assert spans(story) == {None: (20, None)}


def test_an_arrival_before_the_day_is_none_on_the_day():
    weeks_before = -20 * 24 * 60
    story = story_of(scan("a", weeks_before), scan("b", 10))
    assert story.outcomes["b"] == Outcome("admitted")
    assert spans(story) == {None: (10, None)}

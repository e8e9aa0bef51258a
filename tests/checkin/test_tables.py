"""Badge tables: whose badge lies where, and that the desk says so in one go."""

import pytest

from innovfest import checkin
from innovfest.checkin import TablesAlike
from innovfest.database import unit_of_work
from innovfest.registration import sort_key
from tests.conftest import OLIVIA, register
from tests.support.door import ARRIVAL, forget

LETTERS = ["A", "I", "Pé"]


BELONGS = {
    0: ("Aerts", "Hoste", "Éluard", "D'Hoore", "3M", ""),
    1: ("Ieven", "ijzer", "Ñuñez", "Pauwels"),
    2: ("Peeters", "Zwart", "李"),
}


@pytest.mark.parametrize(
    ("table", "surname"), [(at, name) for at, names in BELONGS.items() for name in names]
)
def test_a_surname_belongs_to_the_last_table_that_begins_before_it(surname, table):
    assert checkin.table_of(LETTERS, sort_key("Alice", surname)) == table


def test_without_tables_nobody_is_sent_to_one():
    assert checkin.table_of([], "aerts") == -1


def told(event):
    return [(table.name, table.first_letters) for table in checkin.list_tables(event.id)]


def set_tables(event, *tables):
    with unit_of_work():
        checkin.set_tables(event, tables, by=OLIVIA, now=ARRIVAL)
    forget()


def test_tables_are_set_as_a_whole_and_listed_by_letter(event):
    set_tables(event, ("Left", "m"), ("Right", "A"))
    assert told(event) == [("Right", "A"), ("Left", "m")]
    set_tables(event, ("Hall", "A"), ("Garden", "Q"))
    assert told(event) == [("Hall", "A"), ("Garden", "Q")]
    set_tables(event)
    assert told(event) == []


def test_two_tables_with_the_same_letters_are_refused(event):
    set_tables(event, ("Left", "A"))
    with pytest.raises(TablesAlike), unit_of_work():
        checkin.set_tables(event, [("Left", "é"), ("Right", "E")], by=OLIVIA, now=ARRIVAL)
    assert told(event) == [("Left", "A")]


def test_each_table_knows_how_many_badges_it_hands_out(event):
    for name in ("Aerts", "Maes", "Zwart"):
        register(event, "Alice", name, email=f"{name}@example.org")
    set_tables(event, ("One", "A"), ("Two", "M"))
    assert checkin.count_by_table(event.id, checkin.list_tables(event.id)) == [1, 2]

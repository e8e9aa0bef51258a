"""Badges lie in the order in which a hand looks for them."""

import pytest

from innovfest.badges.order import by_surname


def in_order(*names: str, count_particles: bool = True) -> list[str]:
    return sorted(names, key=lambda name: by_surname("", name, count_particles=count_particles))


@pytest.mark.parametrize(
    "expected",
    [
        ["Adam", "Ágoston", "Azar"],
        ["De Wolf", "Debacker"],
        ["Dhaene", "Dhont", "D'Hoore"],
        ["Łabędź", "Lambert", "Ławski"],
        ["Côté", "Cotteau"],
        ["cote", "coté", "côte", "côté"],
        ["de Smet", "De Smet"],
        ["Müller", "Muyldermans"],
        ["Øster", "Otten"],
        ["Weiß", "Weisz"],
        ["Van Damme-Peeters", "Zwart", "李"],
        ["Van den Berg", "Van Dyck", "Vandamme"],
    ],
)
def test_names_are_sorted_as_dutch_and_french_lists_are(expected: list[str]) -> None:
    assert in_order(*reversed(expected)) == expected


def test_particles_are_counted_in_belgium_and_passed_over_in_the_netherlands() -> None:
    names = ("Van den Berg", "Berghmans", "d'Arc", "'t Hart", "de la Vallée")
    assert in_order(*names) == ["Berghmans", "d'Arc", "de la Vallée", "'t Hart", "Van den Berg"]
    assert in_order(*names, count_particles=False) == [
        "d'Arc",
        "Van den Berg",
        "Berghmans",
        "'t Hart",
        "de la Vallée",
    ]


def test_a_surname_that_is_only_a_particle_stays() -> None:
    assert in_order("Van", "Uten", "De", count_particles=False) == ["De", "Uten", "Van"]


def test_people_of_one_surname_are_sorted_by_first_name() -> None:
    people = [("Zoë", "Peeters"), ("Anna", "Peeters"), ("Émile", "Peeters")]
    assert sorted(people, key=lambda person: by_surname(*person)) == [people[1], people[2], people[0]]

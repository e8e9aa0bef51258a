"""Figures and lists for people who organise: reads only."""

from innovfest.reports.badges import count_badge_holders, count_spares, list_badge_holders, list_spares
from innovfest.reports.counters import counter_differences
from innovfest.reports.exports import COLUMNS, NEEDS_COLUMNS, export_people, formula_safe, write_csv
from innovfest.reports.figures import Figures, LastScan, TrackFigure, figures_of
from innovfest.reports.needs import DietFigure, diet_figures
from innovfest.reports.people import (
    PAGE_SIZE,
    SORTS,
    PeopleFilter,
    PeoplePage,
    PersonRow,
    list_people,
)

__all__ = [
    "COLUMNS",
    "NEEDS_COLUMNS",
    "PAGE_SIZE",
    "SORTS",
    "DietFigure",
    "Figures",
    "LastScan",
    "PeopleFilter",
    "PeoplePage",
    "PersonRow",
    "TrackFigure",
    "count_badge_holders",
    "count_spares",
    "counter_differences",
    "diet_figures",
    "export_people",
    "figures_of",
    "formula_safe",
    "list_badge_holders",
    "list_people",
    "list_spares",
    "write_csv",
]

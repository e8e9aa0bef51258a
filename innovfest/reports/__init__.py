"""Figures and lists for people who organise: reads only."""

from innovfest.reports.arrivals import Arrivals
from innovfest.reports.badges import count_badge_holders, count_spares, list_badge_holders, list_spares
from innovfest.reports.board import Board, board_of
from innovfest.reports.counters import counter_differences
from innovfest.reports.exports import csv_lines, formula_safe, headings, read_piece
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
from innovfest.reports.phones import PhoneFigure, list_phone_figures
from innovfest.reports.plots import Plot, Point, plot_of
from innovfest.reports.slots import (
    Holder,
    SessionState,
    SlotState,
    Waiting,
    list_holders,
    list_line,
    session_state,
    slot_states,
    turnout_now,
)
from innovfest.reports.wishing import Standing, standing_of

__all__ = [
    "PAGE_SIZE",
    "SORTS",
    "Arrivals",
    "Board",
    "DietFigure",
    "Figures",
    "Holder",
    "LastScan",
    "PeopleFilter",
    "PeoplePage",
    "PersonRow",
    "PhoneFigure",
    "Plot",
    "Point",
    "SessionState",
    "SlotState",
    "Standing",
    "TrackFigure",
    "Waiting",
    "board_of",
    "count_badge_holders",
    "count_spares",
    "counter_differences",
    "csv_lines",
    "diet_figures",
    "figures_of",
    "formula_safe",
    "headings",
    "list_badge_holders",
    "list_holders",
    "list_line",
    "list_people",
    "list_phone_figures",
    "list_spares",
    "plot_of",
    "read_piece",
    "session_state",
    "slot_states",
    "standing_of",
    "turnout_now",
]

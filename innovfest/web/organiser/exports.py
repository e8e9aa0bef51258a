"""The list of registrations as a file for a spreadsheet, sent while it is read."""

from collections.abc import Iterator

from flask import Blueprint, Flask, Response, current_app, request

from innovfest import events, programme, reports
from innovfest.reports import PeopleFilter
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser.files import private
from innovfest.web.organiser.filters import filter_from

blueprint = Blueprint("exports", __name__)

BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel misreads accents."""


@blueprint.get("/registrations.csv")
@role("viewer")
def show() -> Response:
    """Send what the filter lets through; a viewer gets neither diet nor access needs.

    Belgian spreadsheets part cells at semicolons, since their decimal mark is the comma; `?separator=comma`
    suits other programs.
    """
    wanted, _kept = filter_from(request.args)
    delimiter = "," if request.args.get("separator") == "comma" else ";"
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    lines = _lines(app, access.event().slug, wanted, needs=access.may("desk"), delimiter=delimiter)
    answer = Response(lines, content_type="text/csv; charset=utf-8")
    private(answer, f"innovfest-{access.event().slug}.csv")
    return answer


def _lines(app: Flask, slug: str, wanted: PeopleFilter, *, needs: bool, delimiter: str) -> Iterator[str]:
    """Yield the file; each piece is read in a context, and so in a transaction, of its own."""
    yield BYTE_ORDER_MARK + reports.csv_lines([reports.headings(needs=needs)], delimiter=delimiter)
    after = None
    while True:
        with app.app_context():
            event = events.get_event(slug)
            document = programme.current_document(event)
            piece = reports.read_piece(event, document, wanted, needs=needs, after=after)
        yield reports.csv_lines(piece.rows, delimiter=delimiter)
        after = piece.last
        if after is None:
            return

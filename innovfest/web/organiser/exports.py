"""The list of registrations as a file for a spreadsheet, sent while it is read."""

from flask import Blueprint, Response, request, stream_with_context

from innovfest import reports
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.organiser.files import private
from innovfest.web.organiser.filters import filter_from

blueprint = Blueprint("exports", __name__)


@blueprint.get("/registrations.csv")
@role("viewer")
def show() -> Response:
    """Send what the filter lets through; a viewer gets neither diet nor access needs.

    Belgian spreadsheets part cells at semicolons, since their decimal mark is the comma; `?separator=comma`
    suits other programs.
    """
    wanted, _kept = filter_from(request.args)
    rows = reports.export_people(access.event(), access.document(), wanted, needs=access.may("desk"))
    delimiter = "," if request.args.get("separator") == "comma" else ";"
    lines = reports.write_csv(rows, delimiter=delimiter)
    answer = Response(stream_with_context(lines), content_type="text/csv; charset=utf-8")
    private(answer, f"innovfest-{access.event().slug}.csv")
    return answer

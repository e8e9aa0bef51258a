"""Printing badges: everybody's by name, what is new since the last print, spare ones."""

from datetime import datetime

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from innovfest import checkin, clock, registration, reports
from innovfest.database import unit_of_work
from innovfest.errors import NotFound
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.badges import print_badges, print_spares
from innovfest.web.languages import current_language
from innovfest.web.organiser.door_forms import SparesForm, TablesForm, tables_form
from innovfest.web.organiser.fields import at_venue, instant
from innovfest.web.organiser.files import as_file
from innovfest.web.organiser.filters import page_from

blueprint = Blueprint("badges", __name__, url_prefix="/badges")

PART = 1000
"""Badges in one file: a thousand take about a second, and a printer takes no more at once anyway."""


@blueprint.get("")
@role("desk")
def index() -> str:
    """Offer the files, and say where they are handed out."""
    return list_page(SparesForm(None))


@blueprint.get("/all.pdf")
@role("desk")
def show() -> Response:
    """Send badges by name, a thousand a file; `?since=` keeps new and changed ones."""
    since = _since()
    part = page_from(request.args)
    people = reports.list_badge_holders(access.event(), since=since, first=(part - 1) * PART, most=PART)
    if not people:
        raise NotFound
    sheet = "a4" if request.args.get("sheet") == "a4" else "a6"
    body = print_badges(people, access.document(), current_language(), sheet=sheet)
    return as_file(body, "application/pdf", f"badges-{access.event().slug}-{part}.pdf")


@blueprint.post("/spares")
@role("desk")
def create_spares() -> ResponseReturnValue:
    """Make spare badges."""
    form = SparesForm()
    if not form.validate():
        return list_page(form), 422
    with unit_of_work():
        registration.make_spares(access.event(), form.count.data, by=access.actor(), now=clock.now())
    flash(_("The spare badges are ready to print."), "good")
    return redirect(url_for("organiser.badges.index"), 303)


@blueprint.get("/spares.pdf")
@role("desk")
def show_spares() -> Response:
    """Send the spare badges that are nobody's yet."""
    spares = reports.list_spares(access.event(), most=PART)
    if not spares:
        raise NotFound
    body = print_spares(spares, access.document(), current_language())
    return as_file(body, "application/pdf", f"spare-badges-{access.event().slug}.pdf")


def _since() -> datetime | None:
    """Return the instant that `?since=` names at the venue; None where it names none."""
    try:
        typed = datetime.fromisoformat(request.args.get("since", ""))
        return instant(typed.replace(tzinfo=None), access.event().zone)
    except (ValueError, OverflowError):
        return None


def list_page(form: SparesForm, tables: TablesForm | None = None) -> str:
    """Show everything of badges, with the one form that was not right in place of its fresh one."""
    event, since = access.event(), _since()
    count = reports.count_badge_holders(event)
    standing = checkin.list_tables(event.id)
    return render_template(
        "organiser/badges.html",
        form=form,
        count=count,
        parts=-(-count // PART),
        since=at_venue(since, event.zone) if since else None,
        changed=reports.count_badge_holders(event, since=since) if since else None,
        spares=reports.count_spares(event),
        tables=tables or tables_form(standing),
        handed_out=checkin.count_by_table(event.id, standing) if standing else [],
    )

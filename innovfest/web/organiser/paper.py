"""The paper list: print it, print another, and type in by number who came."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from innovfest import breakouts, checkin, clock
from innovfest.badges.name_list import ListedPerson, ListHead, letter_of, render_list
from innovfest.checkin import PaperList, TypedIn
from innovfest.database import unit_of_work
from innovfest.errors import NotFound, Refusal
from innovfest.web import access
from innovfest.web.access import role
from innovfest.web.badges import paper_fonts
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.formatting import listing, spoken_time
from innovfest.web.languages import current_language
from innovfest.web.organiser.door_forms import TypedForm
from innovfest.web.organiser.fields import at_venue, instant
from innovfest.web.organiser.files import as_file
from innovfest.web.organiser.filters import page_from
from innovfest.wording import choose

blueprint = Blueprint("paper", __name__, url_prefix="/paper")

PART = 1000
"""Names in one file: some thirty pages."""


@blueprint.get("")
@role("desk")
def index() -> str:
    """Offer the lists to print, and a form for the numbers of the latest."""
    return _page(_form())


@blueprint.post("")
@role("desk")
def create() -> ResponseReturnValue:
    """Number everybody who is expected now; earlier lists keep their numbers."""
    with unit_of_work():
        checkin.make_list(access.event(), by=access.actor(), now=clock.now())
    flash(_("The list is ready to print."), "good")
    return redirect(url_for("organiser.paper.index"), 303)


@blueprint.get("/<int:list_id>.pdf")
@role("desk")
def show(list_id: int) -> Response:
    """Send a list, a thousand names a file, with the numbers that it always had."""
    paper = checkin.get_list(access.event().id, list_id)
    part = page_from(request.args)
    people = _listed(paper, part)
    if not people:
        raise NotFound
    body = render_list(people, _head(paper), language=current_language(), fonts=paper_fonts())
    return as_file(body, "application/pdf", f"list-{access.event().slug}-{paper.id}-{part}.pdf", inline=True)


@blueprint.post("/arrivals")
@role("desk")
def create_arrivals() -> ResponseReturnValue:
    """Record who came by the numbers on a list; numbers that are none stay in the form with a sentence."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work():
            done = _type_in(form)
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        form.add_error("numbers", sentence_of(refusal))
        return _page(form), status_of(refusal)
    if not done.wrong:
        for sentence, kind in _sentences(done):
            flash(sentence, kind)
        return redirect(url_for("organiser.paper.index"), 303)
    form.numbers.data = ", ".join(done.wrong)
    form.add_error("numbers", _("Not on this list: %(pieces)s.", pieces=listing(list(done.wrong))))
    return _page(form, done=_sentences(done)), 422


def _type_in(form: TypedForm) -> TypedIn:
    event, now = access.event(), clock.now()
    paper = checkin.get_list(event.id, form.list.data)
    gate = checkin.get_gate(event.id, form.gate.data) if form.gate.data else None
    at = min(now, instant(form.at.data, event.zone))
    return checkin.type_in(
        event, paper, form.numbers.data, gate=gate, at=at, language=current_language(), now=now
    )


def _sentences(done: TypedIn) -> list[tuple[str, str]]:
    """Say what became of the numbers, with how grave that is."""
    sentences = []
    if done.came:
        sentences.append((ngettext("%(num)s person came in.", "%(num)s people came in.", done.came), "good"))
    if done.were_in:
        were_in = ngettext("%(num)s person was in already.", "%(num)s people were in already.", done.were_in)
        sentences.append((were_in, "info"))
    for refused in done.refused:
        about = {"number": refused.number, "name": refused.name}
        sentences.append(
            (_("Number %(number)s, %(name)s, is questioned by the door. See the conflicts.", **about), "warn")
        )
    return sentences


def _form() -> TypedForm:
    event, now = access.event(), clock.now()
    lists = checkin.list_lists(event.id)
    entrances = [gate for gate in checkin.list_gates(event.id) if gate.room_id is None]
    form = TypedForm(data={"at": at_venue(now, event.zone)})
    form.list.choices = [
        (paper.id, _("%(when)s, %(count)s people", when=spoken_time(paper.made_at), count=len(paper.people)))
        for paper in lists
    ]
    form.gate.choices = [(gate.id, gate.name) for gate in entrances]
    form.latest = at_venue(now, event.zone)
    return form


def _page(form: TypedForm, done: list[tuple[str, str]] | None = None) -> str:
    lists = checkin.list_lists(access.event().id)
    return render_template(
        "organiser/paper.html",
        lists=[(paper, -(-len(paper.people) // PART)) for paper in lists],
        form=form,
        done=done or [],
        now=clock.now(),
    )


def _head(paper: PaperList) -> ListHead:
    return ListHead(
        title=access.event().name,
        made=_("Paper list of %(when)s", when=spoken_time(paper.made_at)),
        words={
            "number": _("Number"),
            "name": _("Name"),
            "organisation": _("Organisation"),
            "breakout": _("Break-out"),
            "off": _("cancelled"),
        },
    )


def _listed(paper: PaperList, part: int) -> list[ListedPerson]:
    numbered = checkin.list_numbered(paper, first=1 + (part - 1) * PART, most=PART)
    held = breakouts.tracks_held([person.id for _, person in numbered], access.document())
    language = current_language()
    return [
        ListedPerson(
            number=number,
            letter=letter_of(person.sort_key),
            last_name=person.last_name,
            first_name=person.first_name,
            organisation=person.organisation,
            breakout=", ".join(choose(track.name, language).text for track in held[person.id]),
            off=not person.is_active,
        )
        for number, person in numbered
    ]

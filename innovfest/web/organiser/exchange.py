"""Files: the programme comes in from one, after what it would change was looked at, and goes out as many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import FileField, TextAreaField

from innovfest import clock
from innovfest.badges.door_sign import PAPERS
from innovfest.database import unit_of_work
from innovfest.errors import Invalid, NotFound, Refusal
from innovfest.planning import importing
from innovfest.programme import BadProgramme, file
from innovfest.web import access, uploads
from innovfest.web.access import role
from innovfest.web.door_signs import print_signs
from innovfest.web.errors import sentence_of, status_of
from innovfest.web.forms import Form
from innovfest.web.languages import current_language
from innovfest.web.organiser.files import as_file

blueprint = Blueprint("exchange", __name__, url_prefix="/files")

MOST_TICKS = 20_000
"""Fields of the form that puts changes into the draft: a tick for each of them."""

TOLD_FIRST = 50
"""Mistakes that are seen at once; the others are folded away below them."""


class PastedTooMuch(Invalid):
    """More was pasted than a file may hold."""

    code = "pasted-too-much"
    sentence = _l("What you pasted is too large: at most 400 kB. Bring it in in parts.")


class ImportForm(Form):
    """A file, or what was pasted; nothing of it is cleaned before it is read."""

    file = FileField(_l("File"))
    text = TextAreaField(_l("Or paste it here"))

    def content(self) -> bytes:
        """Return what was sent: the file, or else the text."""
        sent = request.files.get("file")
        stream: Any = sent.stream if sent else None
        if isinstance(stream, uploads.Upload) and stream.is_too_large:
            raise BadProgramme(mistakes=[file.too_large()])
        content: bytes = sent.read() if sent else b""
        return content or self._pasted()

    def _pasted(self) -> bytes:
        pasted = (self.text.data or "").replace("\r\n", "\n").encode()
        if len(pasted) > file.MOST_BYTES:
            raise PastedTooMuch
        return pasted


@dataclass
class Preview:
    """What a file would do, for the page that shows it."""

    source: file.Source
    columns: list[str]
    changes: Sequence[file.Change] = ()
    teller: file.Teller | None = None
    mistakes: Sequence[file.Mistake] = field(default_factory=list)
    taken: frozenset[str] = frozenset()

    @property
    def seen(self) -> str:
        """A word for what is shown."""
        return file.seen_word(self.changes)

    @property
    def groups(self) -> list[tuple[Any, list[file.Change]]]:
        """The changes by table, each with its heading."""
        tables = dict.fromkeys(change.table for change in self.changes)
        return [(file.TABLES[table], [c for c in self.changes if c.table == table]) for table in tables]


@blueprint.get("")
@role("organiser")
def index() -> str:
    """Offer the files in and out."""
    return _page(ImportForm(None))


@blueprint.post("/preview")
@role("organiser")
@uploads.takes(file.MOST_BYTES, fields=MOST_TICKS)
def create_preview() -> ResponseReturnValue:
    """Show what a file would change, or every mistake in it; nothing is changed."""
    form = ImportForm()
    if not form.validate():
        return _page(form), 422
    try:
        content = form.content()
        if not content.strip():
            form.add_error("file", _("Choose a file, or paste something below."))
            return _page(form), 422
        preview = _preview(content)
    except PastedTooMuch as refusal:
        form.add_error("text", sentence_of(refusal))
        return _page(form), status_of(refusal)
    except BadProgramme as refusal:  # a workbook of which nothing can be shown again
        form.file.errors = [str(mistake) for mistake in refusal.mistakes]
        return _page(form), 422
    if preview.mistakes:
        form.text.process_data(preview.source.text)
        return _page(form, preview), 422
    return _shown(preview)


@blueprint.post("")
@role("organiser")
@uploads.takes(file.MOST_BYTES, fields=MOST_TICKS)
def create() -> ResponseReturnValue:
    """Put the ticked changes into the draft; if it is not what was shown any more, show it again."""
    form = ImportForm()
    preview = _preview(form.content())
    chosen = frozenset(request.form.getlist("take"))
    if preview.mistakes or not form.validate():
        form.text.process_data(preview.source.text)
        return _page(form, preview), 422
    try:
        with unit_of_work():
            event = access.event()
            wanted = _read(preview.source, preview.columns)
            seen = request.form.get("seen", "")
            done = importing.bring_in(
                event, wanted, chosen=chosen, seen=seen, by=access.actor(), now=clock.now()
            )
    except Refusal as refusal:
        if isinstance(refusal, NotFound):
            raise
        flash(sentence_of(refusal), "warn")
        preview.taken = chosen
        return _shown(preview), status_of(refusal)
    flash(_done(len(done)), "good" if done else "info")
    return redirect(url_for("organiser.exchange.index"), 303)


@blueprint.get("/programme.toml")
@role("organiser")
def show() -> Response:
    """Send the draft as a file to keep; with what is personal about speakers only where that is asked for."""
    private = request.args.get("private") == "1"
    body = file.write_programme(file.gather(access.event()), private=private)
    return as_file(body.encode(), "application/toml", f"programme-{access.event().slug}.toml")


@blueprint.get("/door-signs.pdf")
@role("desk")
def show_signs() -> Response:
    """Send a sign for each room's door, or for one room's, on A4 or A3."""
    document, room = access.document(), request.args.get("room", "")
    rooms = [each for each in document.rooms if room in ("", each.slug)]
    if not rooms:
        raise NotFound
    paper = request.args.get("paper", PAPERS[0])
    body = print_signs(document, rooms, current_language(), paper=paper if paper in PAPERS else PAPERS[0])
    name = f"door-signs-{document.event.slug}{f'-{room}' if room else ''}.pdf"
    return as_file(body, "application/pdf", name, inline=True)


def _preview(content: bytes) -> Preview:
    source = file.open_source(content)
    told = request.form.getlist("column")
    columns = told if len(told) == len(source.columns("nl")) else source.columns(current_language())
    now = file.gather(access.event())
    try:
        wanted = file.read_source(source, now, language=current_language(), columns=columns)
    except BadProgramme as refusal:
        return Preview(source, columns, mistakes=refusal.mistakes)
    changes = file.compare(now, wanted)
    usual = frozenset(change.key for change in changes if change.is_usual)
    return Preview(source, columns, changes, file.Teller(now, wanted), taken=usual)


def _read(source: file.Source, columns: list[str]) -> file.Programme:
    """Read a file again, against the draft as it is under the lock."""
    now = file.gather(access.event())
    return file.read_source(source, now, language=current_language(), columns=columns)


def _done(count: int) -> str:
    if not count:
        return str(_("Nothing was ticked, so nothing changed."))
    return str(
        ngettext(
            "One change is in the draft. Nothing is public yet.",
            "%(num)s changes are in the draft. Nothing is public yet.",
            count,
        )
    )


def _shown(preview: Preview) -> str:
    return render_template(
        "organiser/exchange_preview.html",
        preview=preview,
        form=ImportForm(None),
        column_choices=file.choices(),
    )


def _page(form: ImportForm, preview: Preview | None = None) -> str:
    mistakes = [str(mistake) for mistake in preview.mistakes] if preview else []
    base_url = str(current_app.config["INNOVFEST"].base_url)
    return render_template(
        "organiser/exchange.html",
        form=form,
        preview=preview,
        mistakes=mistakes[:TOLD_FIRST],
        more=mistakes[TOLD_FIRST:],
        column_choices=file.choices(),
        rooms=access.document().rooms if access.event().release_uid else (),
        base_url=base_url,
        papers=PAPERS,
    )

"""The form of a session of the draft: what it is, in three languages, who is in it, what it needs."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FieldList, FormField, HiddenField, IntegerField, RadioField, SelectField
from wtforms import Form as WTForm
from wtforms.validators import NumberRange, Optional, Regexp, ValidationError

from innovfest.events import Cluster
from innovfest.programme import Casting, SessionDetails, Slot, Track
from innovfest.programme.models import KINDS, ROLES, Texts
from innovfest.programme.online import MOST, read_address
from innovfest.web.formatting import wording
from innovfest.web.forms import Form, form_id, line, text
from innovfest.web.organiser import words
from innovfest.web.organiser.fields import EMPTY_ROWS, words_of
from innovfest.wording import LANGUAGES

MOST_CAST = 30
MOST_MINUTES = 24 * 60

_WHOLE = _l("Enter a whole number from %(min)s to %(max)s.")


class CastForm(WTForm):
    """Somebody in a session; a row without a name is nobody."""

    name = line(_l("Name"), most=120)
    role = SelectField(
        _l("What they do"), choices=[(role, words.SPEAKER_ROLE[role]) for role in ROLES], default="speaker"
    )
    order = IntegerField(_l("Order"), [Optional(), NumberRange(1, 99, message=_WHOLE)])


class SessionFactsForm(Form):
    """A session; `seen` is the revision that the editor read, `shown` the fingerprint of what it said."""

    title_nl = line(_l("Title in Dutch"), most=200)
    title_en = line(_l("Title in English"), most=200)
    title_fr = line(_l("Title in French"), most=200)
    kind = RadioField(_l("Kind"), choices=[(kind, words.KIND[kind]) for kind in KINDS], default="breakout")
    slug = line(_l("Address"), most=60)
    track = SelectField(_l("Track"), default="")
    slot = SelectField(_l("Slot"), default="")
    cluster = SelectField(_l("Cluster that owns it"), default="")
    bookable = BooleanField(_l("People sign up for it"))
    minutes = IntegerField(
        _l("Length in minutes"), [Optional(), NumberRange(1, MOST_MINUTES, message=_WHOLE)]
    )
    setup_minutes = IntegerField(
        _l("Minutes to set up before"), [Optional(), NumberRange(0, MOST_MINUTES, message=_WHOLE)]
    )
    needs = line(_l("Needs"), most=300)
    online_url = line(_l("Address on line"), most=MOST)
    abstract_nl = text(_l("Abstract in Dutch"), most=4000)
    abstract_en = text(_l("Abstract in English"), most=4000)
    abstract_fr = text(_l("Abstract in French"), most=4000)
    note_nl = text(_l("Note in Dutch"), most=500)
    note_en = text(_l("Note in English"), most=500)
    note_fr = text(_l("Note in French"), most=500)
    cast = FieldList(FormField(CastForm), max_entries=MOST_CAST)
    seen = HiddenField(default="0")
    shown = HiddenField(default="")
    form_id = form_id()

    def validate_title_nl(self, _field: Any) -> None:
        """Ask for a title in one language at least."""
        if not self.texts("title"):
            raise ValidationError(_("Enter a title in one language at least."))

    def filter_slug(self, typed: Any) -> Any:
        """Take capitals as the small letters that they stand for."""
        return typed.lower() if isinstance(typed, str) else typed

    def validate_slug(self, field: Any) -> None:
        """Refuse what can't stand in an address."""
        message = _("Use small letters, digits and single hyphens, for instance energy-at-sea.")
        if field.data:
            Regexp(r"[a-z0-9]+(-[a-z0-9]+)*\Z", message=message)(self, field)

    def validate_online_url(self, field: Any) -> None:
        """Take an address that can be shown to everybody, and write it as it is kept."""
        if field.data:
            address = read_address(field.data)
            if address is None:
                raise ValidationError(_("Enter a whole address that starts with https://, or nothing."))
            field.data = address

    def offer(
        self, tracks: Sequence[Track], slots: Sequence[Slot], clusters: Sequence[Cluster]
    ) -> "SessionFactsForm":
        """Fill the lists to choose from."""
        none = ("", _("None"))
        self.track.choices = [none, *((each.slug, wording(each.name).text) for each in tracks)]
        self.slot.choices = [none, *((each.slug, wording(each.name).text) for each in slots)]
        self.cluster.choices = [none, *((each.slug, each.name) for each in clusters)]
        return self

    def texts(self, name: str) -> Texts:
        """Return what was typed in each language, empty ones left out."""
        typed = {language: self[f"{name}_{language}"].data for language in LANGUAGES}
        return {language: value for language, value in typed.items() if value}

    @property
    def details(self) -> SessionDetails:
        """What was typed."""
        return SessionDetails(
            slug=self.slug.data or "",
            kind=self.kind.data,
            title=self.texts("title"),
            abstract=self.texts("abstract"),
            note=self.texts("note"),
            track=self.track.data or None,
            slot=self.slot.data or None,
            cluster=self.cluster.data or None,
            minutes=self.minutes.data,
            setup_minutes=self.setup_minutes.data or 0,
            needs=tuple(words_of(self.needs.data)),
            cast=self._cast(),
            online_url=self.online_url.data or "",
        )

    def _cast(self) -> tuple[Casting, ...]:
        """Return the rows with a name in the order that was typed; those without a number stand last."""
        rows = [row.form for row in self.cast if row.form.name.data]
        rows.sort(key=lambda row: row.order.data or MOST_CAST + 70)
        return tuple(Casting(row.name.data, row.role.data) for row in rows)

    @property
    def seen_revision(self) -> int:
        """The revision as a number; one that is no number was never read."""
        return int(self.seen.data) if re.fullmatch(r"[0-9]{1,9}", self.seen.data or "") else -1

    @property
    def sentences(self) -> list[str]:
        """What is wrong in the rows of speakers, for the summary above them."""
        return [
            _("Row %(row)s: %(sentence)s", row=number, sentence=error)
            for number, row in enumerate(self.cast, 1)
            for field in row.form
            for error in field.errors
        ]


def form_of(details: SessionDetails, *, bookable: bool, seen: int, shown: str) -> SessionFactsForm:
    """Make the form with what stands, and some empty rows for more speakers."""
    texts = {
        f"{name}_{language}": getattr(details, name).get(language, "")
        for name in ("title", "abstract", "note")
        for language in LANGUAGES
    }
    rows: list[dict[str, Any]] = [
        {"name": each.name, "role": each.role, "order": order} for order, each in enumerate(details.cast, 1)
    ]
    return SessionFactsForm(
        None,
        data={
            **texts,
            "kind": details.kind,
            "slug": details.slug,
            "track": details.track or "",
            "slot": details.slot or "",
            "cluster": details.cluster or "",
            "bookable": bookable,
            "minutes": details.minutes,
            "setup_minutes": details.setup_minutes,
            "needs": ", ".join(details.needs),
            "online_url": details.online_url,
            "cast": rows + _empty(len(rows)),
            "seen": str(seen),
            "shown": shown,
        },
    )


def _empty(standing: int) -> list[dict[str, Any]]:
    return [{} for _row in range(min(EMPTY_ROWS, MOST_CAST - standing))]

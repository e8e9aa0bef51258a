"""What one asks of a person, on their own pages and at the desk: who they are, and what they choose."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from innovfest import breakouts
from innovfest.audit import Actor
from innovfest.programme import ReleaseDocument, Session, SessionFacts
from innovfest.programme.document import ClusterFacts, SlotFacts
from innovfest.registration import KINDS, PURPOSES, Details, Registration
from innovfest.web.formatting import hours, seats_left
from innovfest.web.forms import Form, PressForm, email_line, line, text
from innovfest.web.languages import current_language
from innovfest.wording import choose

FormT = TypeVar("FormT", bound=Form)

PLENARY_ONLY = "plenary"
"""The choice of a slot that takes no seat in any of its sessions."""

KIND_LABELS = {
    "company": _l("Company"),
    "knowledge": _l("University, college or research centre"),
    "government": _l("Government"),
    "cluster": _l("Spearhead cluster"),
    "other": _l("Other"),
}


class NameForm(Form):
    """Who someone is: the fields that everybody fills in."""

    first_name = line(_l("First name"), most=60, required=_l("Enter your first name."))
    last_name = line(_l("Last name"), most=60, required=_l("Enter your last name."))
    email = email_line(_l("E-mail address"), required=_l("Enter your e-mail address."))
    organisation = line(_l("Organisation"), most=120, required=_l("Enter the name of your organisation."))
    kind = RadioField(
        _l("Kind of organisation"),
        choices=[(kind, KIND_LABELS[kind]) for kind in KINDS],
        validators=[InputRequired(_l("Choose what kind of organisation you come from."))],
        validate_choice=True,
    )

    def details(self) -> Details:
        """Return what was told."""
        return Details(
            first_name=self.first_name.data,
            last_name=self.last_name.data,
            email=self.email.data,
            organisation=self.organisation.data,
            kind=self.kind.data,
        )


class DetailsForm(NameForm):
    """Everything that someone tells about themselves, with a consent for each thing that needs one."""

    job_title = line(_l("Job title"), most=120)
    cluster = SelectField(_l("Member of a cluster"), validators=[Optional()], validate_choice=True)
    diet = text(_l("Dietary needs"), most=300)
    access_needs = text(_l("What makes the day accessible for you"), most=600)
    special_data = BooleanField(
        _l("You may use my dietary and access needs to prepare the day, and for nothing else.")
    )
    photo = RadioField(
        _l("May we take photos in which people recognise you?"),
        choices=[("yes", _l("Yes")), ("no", _l("No"))],
        validators=[Optional()],
    )
    contact_sharing = BooleanField(
        _l("The six clusters may see my name, organisation and e-mail address to follow up after the day.")
    )
    news = BooleanField(_l("InnovFest may mail me about the next edition."))

    def offer_clusters(self, clusters: Sequence[ClusterFacts]) -> None:
        """Fill the list of clusters."""
        self.cluster.choices = [("", _("None")), *((c.slug, c.name) for c in clusters)]

    def validate_special_data(self, field: Any) -> None:
        """Ask for the consent that data about health or belief needs (GDPR Art. 9(2)(a))."""
        if (self.diet.data or self.access_needs.data) and not field.data:
            raise ValidationError(
                _("Tick this box so that we may keep your dietary or access needs, or leave both empty.")
            )

    @property
    def consents(self) -> list[str]:
        """The purposes that were agreed to."""
        return [name for name in ("special_data", "contact_sharing", "news") if self[name].data]

    def details(self) -> Details:
        """Return everything that was told."""
        return replace(
            super().details(),
            job_title=self.job_title.data or "",
            cluster=self.cluster.data or "",
            diet=self.diet.data or "",
            access_needs=self.access_needs.data or "",
            photo_allowed={"yes": True, "no": False}.get(self.photo.data or ""),
        )


def told_by(person: Registration) -> dict[str, Any]:
    """Return what a person told before, as a details form is filled with it."""
    fields = ("first_name", "last_name", "email", "organisation", "kind")
    more = ("job_title", "cluster", "diet", "access_needs")
    photo = {True: "yes", False: "no", None: None}[person.photo_allowed]
    consents = {purpose: purpose in person.consents for purpose in PURPOSES}
    return {"photo": photo, **consents, **{name: getattr(person, name) for name in (*fields, *more)}}


_STOPPED = {"held": _l("Sign-up is paused."), "closed": _l("Sign-up is closed.")}
"""Why a session gives no seats, by its state."""


def gives_none(session: Session) -> bool:
    """Tell whether a session has a line and no seat to give: it is full, or keeps what comes free."""
    return session.sign_up != "closed" and (session.seats_left == 0 or session.sign_up == "held")


_made: dict[tuple[Any, ...], tuple[ReleaseDocument, type[Any]]] = {}
"""Form classes by what they ask: WTForms looks through a new class for its fields before it can be used.

Each is kept beside the release that it asks about, so that nothing else can get the release's id.
"""

_MOST_MADE = 256


class Choices:
    """The choice in each slot, as radio fields; the programme decides how many there are."""

    def __init__(self, document: ReleaseDocument, language: str, *, without: Container[str] = ()) -> None:
        """Take the slots whose sessions can be chosen, `without` those (slugs) that are asked otherwise."""
        self.document, self.language = document, language
        self.slots = [s for s in document.slots if s.slug not in without and self.options(s.slug)]

    def options(self, slot: str) -> list[SessionFacts]:
        """List the sessions of a slot that one can sign up for."""
        return [s for s in self.document.sessions_in_slot(slot) if s.bookable and not s.cancelled]

    def name(self, slot: str) -> str:
        """Name the field of a slot."""
        return f"slot-{slot}"

    def line_name(self, slot: str) -> str:
        """Name the field of a slot in which one stands in line."""
        return f"line-{slot}"

    def added_to(
        self, base: type[FormT], chosen: Mapping[str, str] | None = None, *, lines: bool = False
    ) -> type[FormT]:
        """Return the form class with a field for each slot; `chosen` maps a slot to a session's slug.

        With `lines` it has one more for each, in which to stand in line for a full session.
        """
        picked = chosen or {}
        key: tuple[Any, ...] = (id(self.document), self.language, current_language(), base, lines)
        key += (tuple(slot.slug for slot in self.slots), tuple(sorted(picked.items())))
        if (known := _made.get(key)) is not None:
            return known[1]
        fields = {self.name(slot.slug): self._field(slot, picked.get(slot.slug)) for slot in self.slots}
        if lines:
            fields |= {self.line_name(slot.slug): self._line_field(slot) for slot in self.slots}
        made: type[FormT] = type(base.__name__, (base,), fields)
        if len(_made) >= _MOST_MADE:
            _made.clear()
        _made[key] = (self.document, made)
        return made

    def chosen(self, form: Form) -> list[SessionFacts]:
        """Return the sessions that a valid form chose."""
        picked = {form[self.name(slot.slug)].data for slot in self.slots}
        return [s for slot in self.slots for s in self.options(slot.slug) if s.slug in picked]

    def lines_chosen(self, form: Form) -> list[SessionFacts]:
        """Return the sessions for which a valid form stands in line; not those that it chose as well."""
        picked = {form[self.line_name(slot.slug)].data for slot in self.slots}
        chosen = {session.slug for session in self.chosen(form)}
        slugs = picked - chosen
        return [s for slot in self.slots for s in self.options(slot.slug) if s.slug in slugs]

    def full(self, slot: str, seats: Mapping[int, Session]) -> set[str]:
        """Return the slugs of the sessions of a slot that have a line and no seat to give."""
        return {s.slug for s in self.options(slot) if gives_none(seats[s.id])}

    def field_of(self, session: str) -> str | None:
        """Name the field in which a session can be chosen, to put a refusal beside it."""
        slots = (slot.slug for slot in self.slots if any(s.slug == session for s in self.options(slot.slug)))
        return next((self.name(slug) for slug in slots), None)

    def details(
        self, slot: str, seats: Mapping[int, Session], held: Container[int] = (), *, bound: bool = True
    ) -> dict[str, dict[str, str]]:
        """Say beside each choice when, where and how many seats are left; a full one is closed.

        So is one whose sign-up is paused or closed, for whoever is `bound` by that.
        """
        said = {PLENARY_ONLY: {"hint": _("You keep your place for the day.")}}
        for session in self.options(slot):
            row, track = seats[session.id], self.document.track(session.track)
            rooms = (room.name for room in self.document.rooms_of(session))
            hint = ", ".join([hours(session.starts_at, session.ends_at), *rooms])
            said[session.slug] = {"hint": hint, "track": track.colour if track else ""}
            stopped = _STOPPED.get(row.sign_up) if bound else None
            if stopped and session.id not in held:
                said[session.slug]["closed"] = str(stopped)
            elif row.seats_left == 0 and session.id not in held:
                said[session.slug]["closed"] = _("This session is full.")
            else:
                said[session.slug]["hint"] += f" · {seats_left(row.seats_left or 0, row.capacity or 0)}"
        return said

    def _line_field(self, slot: SlotFacts) -> RadioField:
        choices = [(s.slug, choose(s.title, self.language).text) for s in self.options(slot.slug)]
        return RadioField(
            _("Stand in line for a full session as well"),
            choices=[*choices, ("", _("No, thank you"))],
            default="",
            validators=[Optional()],
        )

    def _field(self, slot: SlotFacts, chosen: str | None) -> RadioField:
        choices = [(s.slug, choose(s.title, self.language).text) for s in self.options(slot.slug)]
        return RadioField(
            choose(slot.name, self.language).text,
            choices=[*choices, (PLENARY_ONLY, _("Plenary only"))],
            default=chosen,
            validators=[Optional()],
        )


def change_seats(
    person: Registration,
    choices: Choices,
    form: Form,
    *,
    by: Actor,
    now: datetime,
    network: str | None = None,
    reason: str = "",
) -> bool:
    """Make what a valid form chose in each slot the person's seats; return whether anything changed.

    A slot that the form is silent on stays as it is: its default was read before the locks, and may be old.
    """
    fields = {slot.slug: form[choices.name(slot.slug)] for slot in choices.slots}
    told = {
        slug: None if field.data == PLENARY_ONLY else field.data
        for slug, field in fields.items()
        if field.raw_data
    }
    return bool(told) and breakouts.change_choices(
        person, told, by=by, now=now, network=network, reason=reason
    )


def choices_held(
    person: Registration, document: ReleaseDocument, language: str, *, without: Container[str] = ()
) -> tuple[Choices, type[PressForm]]:
    """Return the choices of an edition, and a form that shows what a person has chosen."""
    choices = Choices(document, language, without=without)
    return choices, choices.added_to(PressForm, chosen_by(person, choices))


def chosen_by(person: Registration, choices: Choices) -> dict[str, str]:
    """Return what a person has chosen in each slot."""
    held = {s.slot: s.slug for s in breakouts.held_sessions(person, choices.document) if s.slot}
    return {slot.slug: held.get(slot.slug, PLENARY_ONLY) for slot in choices.slots}

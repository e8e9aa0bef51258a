"""The forms of releases, of links to the draft, and of the day itself."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import NumberRange, Optional, ValidationError

from innovfest.checkin import TEXT_KEPT
from innovfest.events import Cluster
from innovfest.programme.document import RoomFacts
from innovfest.web.forms import Form, line, text
from innovfest.wording import LANGUAGES


class PublishForm(Form):
    """A release: why, what the page showed as chosen, and what of it must still be true."""

    note = line(_l("Note"), most=300)
    shown = HiddenField(default="")
    seen = HiddenField(default="")


class DraftLinkForm(Form):
    """A link to the draft: for whom, whether a cluster's, and how long it works."""

    name = line(_l("For whom"), most=120, required=_l("Say for whom the link is."))
    cluster = SelectField(_l("Cluster"), coerce=int, default=0)
    days = RadioField(
        _l("Works for"),
        choices=[(2, _l("Two days")), (7, _l("A week")), (30, _l("A month"))],
        coerce=int,
        default=7,
    )

    def offer_clusters(self, clusters: Sequence[Cluster]) -> None:
        """Offer the clusters, and none."""
        self.cluster.choices = [(0, _("None: it reads only")), *((each.id, each.name) for each in clusters)]


OTHER = "other"


class LaterForm(Form):
    """How much later, where, and whether the breaks take it up; `seen` is what the preview showed."""

    room = RadioField(_l("Where"), default="")
    minutes = RadioField(
        _l("How much later"),
        choices=[*((str(n), _l("%(count)s minutes", count=n)) for n in (5, 10, 15)), (OTHER, _l("Other"))],
        default="10",
    )
    other = IntegerField(
        _l("Minutes, if other"),
        [Optional(), NumberRange(1, 240, message=_l("Enter a whole number from %(min)s to %(max)s."))],
    )
    absorb = BooleanField(_l("Let breaks get shorter, down to five minutes, so that less is late"))
    announce = BooleanField(_l("Announce it for half an hour on every page, on the screens and at the door"))
    seen = HiddenField(default="")

    def offer_rooms(self, rooms: Sequence[RoomFacts]) -> None:
        """Offer everywhere, and the rooms in which something is to come."""
        self.room.choices = [("", _("Everywhere")), *((room.slug, room.name) for room in rooms)]

    def validate_minutes(self, _field: Any) -> None:
        """Ask for the number where it is another."""
        if self.minutes.data == OTHER and not (self.other.raw_data or [""])[0].strip():
            raise ValidationError(_("Say how many minutes."))

    @property
    def length(self) -> int:
        """How many minutes."""
        return int(self.other.data if self.minutes.data == OTHER else self.minutes.data)


class AnnouncementForm(Form):
    """What everybody is told, in one language at least, and for how long."""

    text_nl = text(_l("In Dutch"), most=TEXT_KEPT)
    text_en = text(_l("In English"), most=TEXT_KEPT)
    text_fr = text(_l("In French"), most=TEXT_KEPT)
    shown_for = RadioField(
        _l("Shown for"),
        choices=[(15, _l("A quarter of an hour")), (60, _l("An hour")), (240, _l("Four hours"))],
        coerce=int,
        default=60,
    )

    @property
    def texts(self) -> dict[str, str]:
        """The words by language."""
        return {language: self[f"text_{language}"].data or "" for language in LANGUAGES}

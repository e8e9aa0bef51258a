"""The forms of speakers."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import DateTimeLocalField, FieldList, FormField, IntegerField, RadioField, SelectField
from wtforms import Form as WTForm
from wtforms.validators import InputRequired, NumberRange, Optional

from innovfest.programme import Available
from innovfest.programme.intervals import MOST_STRETCHES
from innovfest.speakers import LONGEST_BIOGRAPHY, Focus, Practical, Profile
from innovfest.web.forms import Form, Remembering, email_line, line, text
from innovfest.wording import LANGUAGES

OWN_NAMES = {"nl": "Nederlands", "en": "English", "fr": "Français"}
EMPTY_ROWS = 2


class ProfileForm(Remembering):
    """What is public of a speaker, in each language, and the photograph."""

    photo = FileField(_l("Photograph"))
    refused = ""
    """What was not right with the photograph."""
    affiliation = line(_l("Organisation"), most=200)
    job_title_nl = line(_l("Job title in Dutch"), most=120)
    job_title_en = line(_l("Job title in English"), most=120)
    job_title_fr = line(_l("Job title in French"), most=120)
    biography_nl = text(_l("Biography in Dutch"), most=LONGEST_BIOGRAPHY)
    biography_en = text(_l("Biography in English"), most=LONGEST_BIOGRAPHY)
    biography_fr = text(_l("Biography in French"), most=LONGEST_BIOGRAPHY)

    @classmethod
    def filled(cls, affiliation: str, job_title: Mapping[str, str], biography: Mapping[str, str]) -> Any:
        """Return the form with what was told before."""
        data: dict[str, Any] = {"affiliation": affiliation}
        for language in LANGUAGES:
            data[f"job_title_{language}"] = job_title.get(language, "")
            data[f"biography_{language}"] = biography.get(language, "")
        return cls(None, data=data).remember()

    def profile(self) -> Profile:
        """Return what was told."""
        return Profile(self.affiliation.data or "", self._texts("job_title"), self._texts("biography"))

    def biographies(self) -> Iterator[tuple[str, str]]:
        """Yield the biographies that are there, each with its language."""
        yield from ((language, text) for language, text in self._texts("biography").items() if text)

    def _texts(self, name: str) -> dict[str, str]:
        return {language: self[f"{name}_{language}"].data or "" for language in LANGUAGES}


class FocusForm(Form):
    """The point of a photograph that stays in view, in hundredths of its width and height."""

    x = IntegerField(_l("From the left, in percent"), [Optional(), NumberRange(0, 100)])
    y = IntegerField(_l("From the top, in percent"), [Optional(), NumberRange(0, 100)])

    def focus(self, shown: tuple[int, int], at: tuple[int, int] | None) -> Focus | None:
        """Return the point that was touched in the picture as it was shown, else the one typed."""
        if at and at != (0, 0):  # a press of Enter touches nothing
            return Focus(round(1000 * at[0] / shown[0]), round(1000 * at[1] / shown[1])).within()
        if self.x.data is None or self.y.data is None:
            return None
        return Focus(10 * self.x.data, 10 * self.y.data)


class SlidesForm(Form):
    """A file of slides."""

    slides = FileField(_l("Slides"))


class PracticalForm(Remembering):
    """What organisers have to know."""

    phone = line(_l("Phone number"), most=40)
    language = SelectField(_l("Language of our mails to you"), choices=list(OWN_NAMES.items()))
    needs = text(_l("What you need on stage and in the building"), most=1000)

    @classmethod
    def filled(cls, phone: str, language: str, needs: str) -> "PracticalForm":
        """Return the form with what was told before."""
        return cls(None, data={"phone": phone, "language": language, "needs": needs}).remember()

    def practical(self) -> Practical:
        """Return what was told."""
        return Practical(self.phone.data or "", self.needs.data or "", self.language.data)


class RecordingForm(Form):
    """The consent to be recorded."""

    agrees = RadioField(
        _l("May we record your session and publish the recording?"),
        choices=[("yes", _l("Yes, you may record me")), ("no", _l("No, do not record me"))],
        validators=[InputRequired(_l("Choose yes or no."))],
    )


class AssistantForm(Form):
    """Who helps a speaker."""

    name = line(_l("Name"), most=100, required=_l("Enter the name of your assistant."))
    email = email_line(_l("E-mail address"), required=_l("Enter the e-mail address of your assistant."))


class TimesForm(WTForm):
    """One time at which a speaker can come."""

    start = DateTimeLocalField(_l("From"), [Optional()], format="%Y-%m-%dT%H:%M")
    end = DateTimeLocalField(_l("Until"), [Optional()], format="%Y-%m-%dT%H:%M")


class AvailabilityForm(Remembering):
    """When a speaker can come."""

    state = RadioField(
        _l("When can you be there?"),
        choices=[
            ("always", _l("The whole day")),
            ("intervals", _l("Only at these times")),
            ("unknown", _l("I do not know yet")),
        ],
        validators=[InputRequired(_l("Choose one of these."))],
    )
    times = FieldList(FormField(TimesForm))

    @property
    def typed(self) -> list[tuple[datetime | None, datetime | None]]:
        """The rows as they were typed, by the venue's clock."""
        return [(row.form.start.data, row.form.end.data) for row in self.times]

    def are_times(self) -> bool:
        """Tell whether every row that was filled in can be read, where the rows count."""
        rows = [row.form for row in self.times] if self.state.data == "intervals" else []
        for row in rows:
            if row.start.errors or row.end.errors:
                row.end.errors = [_("Enter both times of this row, or neither.")]
        return not self.sentences

    def put_in_row(self, number: int, sentence: str) -> None:
        """Put a refusal beside the row that it is about."""
        row = self.times[number - 1].form
        row.end.errors = [*row.end.errors, sentence]

    @property
    def sentences(self) -> list[str]:
        """What is wrong in the rows."""
        return [
            _("Row %(number)s: %(sentence)s", number=number, sentence=error)
            for number, row in enumerate(self.times, 1)
            for error in row.form.end.errors
        ]


def availability_form(told: Available, day: tuple[datetime, datetime], zone: ZoneInfo) -> AvailabilityForm:
    """Return the form with what was told before, and some empty rows; the first begins as the day does."""
    times = told.intervals or (day,)
    rows: list[dict[str, Any]] = [
        {"start": _shown(start, zone), "end": _shown(end, zone)} for start, end in times
    ]
    empty: list[dict[str, Any]] = [{} for _row in range(min(EMPTY_ROWS, MOST_STRETCHES - len(rows)))]
    return AvailabilityForm(None, data={"state": told.state, "times": rows + empty}).remember()


def _shown(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None)

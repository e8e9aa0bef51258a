"""The forms about speakers and who helps them."""

from flask_babel import lazy_gettext as _l
from wtforms import (
    SelectField,
)

from innovfest.programme import Speaker
from innovfest.speakers import Facts
from innovfest.web.forms import Form, email_line, line
from innovfest.web.organiser import words


class SpeakerForm(Form):
    """What the desk keeps of a speaker."""

    name = line(_l("Name"), most=120, required=_l("Enter the name."))
    affiliation = line(_l("Organisation"), most=200)
    email = email_line(_l("E-mail address"))
    phone = line(_l("Phone number"), most=40)
    language = SelectField(_l("Language of mails"), choices=list(words.LANGUAGE.items()), default="nl")
    note_nl = line(_l("Note in Dutch"), most=300)
    note_en = line(_l("Note in English"), most=300)
    note_fr = line(_l("Note in French"), most=300)

    @classmethod
    def filled(cls, speaker: Speaker) -> "SpeakerForm":
        """Return the form with what is kept."""
        names = ("name", "affiliation", "email", "phone", "language")
        notes = {f"note_{language}": speaker.note.get(language, "") for language in words.LANGUAGE}
        return cls(data={**{name: getattr(speaker, name) for name in names}, **notes})

    def facts(self) -> Facts:
        """Return what was told."""
        return Facts(
            self.name.data,
            self.affiliation.data or "",
            self.email.data or "",
            self.phone.data or "",
            self.language.data,
            {language: self[f"note_{language}"].data or "" for language in words.LANGUAGE},
        )


class AssistantForm(Form):
    """Who helps a speaker."""

    name = line(_l("Name"), most=100, required=_l("Enter the name."))
    email = email_line(_l("E-mail address"), required=_l("Enter the e-mail address."))

"""The base of all forms: shape is checked here, rules are checked by the actions."""

import hashlib
import json
import uuid
from functools import cache, lru_cache
from typing import Any, Self

from babel.support import NullTranslations, Translations
from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.csrf.core import CSRFTokenField
from wtforms.i18n import messages_path
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from innovfest.web.languages import current_language
from innovfest.wording import clean_line, clean_text


class TokenField(CSRFTokenField):
    """The token against forgery, made when a page shows it: a form that was sent is only checked for it."""

    def process(self, *args: Any, **options: Any) -> None:
        """Take what was sent."""
        HiddenField.process(self, *args, **options)

    def _value(self) -> str:
        token: str = self.csrf_impl.generate_csrf_token(self)
        return token


class Tokens(FlaskForm.Meta.csrf_class):
    """The forms' own protection against forgery, with that field."""

    field_class = TokenField


class Form(FlaskForm):
    """A form whose errors are sentences, and whose typed text is clean before it is checked."""

    class Meta(FlaskForm.Meta):
        """How the forms' library speaks for itself."""

        csrf_class = Tokens

        def get_translations(self, form: FlaskForm) -> Translations | NullTranslations:
            """Return its own few sentences in the reader's language, read once and not for each request."""
            return _own_sentences(current_language())

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the shape; a lost token against forgery becomes a sentence, and nothing typed is lost."""
        valid: bool = super().validate(extra_validators)
        if "csrf_token" in self and self.csrf_token.errors:
            self.csrf_token.errors = [_("Please send this once more. Nothing you typed was lost.")]
        return valid

    def add_error(self, field: str, sentence: str) -> None:
        """Put a refusal of the rules beside the field that it is about."""
        self[field].errors = [*self[field].errors, sentence]


class Remembering(Form):
    """A form that knows what it showed, so that saving it leaves what nobody touched in it as it stands."""

    shown = HiddenField(default="")

    def remember(self) -> Self:
        """Note what each field shows."""
        self.shown.process_data(json.dumps(self._words()))
        return self

    def keep_untouched(self, now: Self) -> None:
        """Take whatever was sent as it was shown from a form of what stands now."""
        words = self._shown()
        for field in self:
            if field.name in words and words[field.name] == _word(field.data):
                field.data = now[field.name].data

    def is_touched(self) -> bool:
        """Tell whether something was changed in it since it was shown; of one that tells nothing, yes."""
        return self._shown() != self._words()

    def is_stale(self, now: Self) -> bool:
        """Tell whether it showed something else than a form of what stands `now`; if it tells nothing, no."""
        return bool(self._shown()) and self._shown() != now._words()

    def show_anew(self, now: Self) -> None:
        """Count as shown what stands now, and keep what was typed."""
        self.shown.data = now.shown.data

    def _shown(self) -> dict[str, str]:
        try:
            return dict(json.loads(self.shown.data or "{}"))
        except (ValueError, TypeError):
            return {}

    def _words(self) -> dict[str, str]:
        return {field.name: _word(field.data) for field in self if field.name not in _NOT_SHOWN}


_NOT_SHOWN = {"csrf_token", "shown"}


def _word(data: Any) -> str:
    return hashlib.sha256(str(data or "").encode()).hexdigest()[:12]


@cache
def _own_sentences(language: str) -> Translations | NullTranslations:
    return Translations.load(messages_path(), [language], domain="wtforms")


class PressForm(Form):
    """A form that is only a button."""


def line(label: Any, *, most: int, required: Any = None, **options: Any) -> StringField:
    """Make a one-line text field; `required` is the sentence for when it is empty."""
    return StringField(label, _checks(most, required), filters=[_if_text(clean_line)], **options)


def text(label: Any, *, most: int, required: Any = None, **options: Any) -> TextAreaField:
    """Make a field for several lines."""
    return TextAreaField(label, _checks(most, required), filters=[_if_text(clean_text)], **options)


def email_line(label: Any, *, required: Any = None) -> StringField:
    """Make a field for an e-mail address, at most 254 characters (RFC 5321 4.5.3.1.3)."""
    field: StringField = StringField(
        label, [*_checks(254, required), is_address], filters=[_if_text(clean_line), _normal_address]
    )
    return field


def form_id() -> HiddenField:
    """Make the hidden id by which a form sent twice is recognised (a UUID, RFC 9562)."""
    return HiddenField(default=lambda: str(uuid.uuid4()), filters=[_as_uuid])


def is_address(_form: Any, field: Any) -> None:
    """Refuse what can't be an e-mail address (RFC 5321).

    The part before the @ is ASCII: most providers do not carry what RFC 6531 allows beyond that, and a place
    whose mail never arrives is worse than a question. Domains may be international.
    """
    if field.data and (_read_address(field.data) is None or not field.data.rpartition("@")[0].isascii()):
        raise ValidationError(
            _("This is not an e-mail address we can write to. It looks like name@example.org.")
        )


def _checks(most: int, required: Any) -> list[Any]:
    too_long = _l("This is too long. Use at most %(max)d characters.")
    checks: list[Any] = [Length(max=most, message=too_long)]
    return [Filled(required), *checks] if required else checks


class Filled(InputRequired):
    """Required, after cleaning: a field of spaces is empty."""

    def __call__(self, form: Any, field: Any) -> None:
        """Stop at an empty field with its own sentence."""
        if not field.data or not str(field.data).strip():
            field.errors[:] = []
            raise StopValidation(str(self.message))


def _if_text(clean: Any) -> Any:
    return lambda value: clean(value) if isinstance(value, str) else value


def _normal_address(value: Any) -> Any:
    return (_read_address(value) or value) if isinstance(value, str) else value


@lru_cache(maxsize=64)
def _read_address(address: str) -> str | None:
    """Write an address in its one form; None when it is none. The filter and the check ask about the same."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def _as_uuid(value: Any) -> str:
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        return str(uuid.uuid4())

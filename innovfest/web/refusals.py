"""Showing a refusal of the rules where it belongs in a form."""

from innovfest.errors import Refusal
from innovfest.registration import AlreadyRegistered, TooManyForAddress
from innovfest.web.errors import sentence_of
from innovfest.web.forms import Form
from innovfest.web.person_forms import Choices


def put_in_place(form: Form, refusal: Refusal, choices: Choices | None = None) -> None:
    """Put a refusal beside the field that it is about, so that only that has to be changed."""
    sentence = sentence_of(refusal)
    about = choices.field_of(refusal.facts.get("session", "")) if choices else None
    if about:
        form.add_error(about, sentence)
    elif isinstance(refusal, TooManyForAddress | AlreadyRegistered) and "email" in form:
        form.add_error("email", sentence)
    else:
        form.form_errors.append(sentence)

"""Forms are drawn the same everywhere: label above, hint under it, the error beside it and in a summary."""

from typing import Any

import pytest
import wtforms
from flask import render_template_string
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import validators

from innovfest import InnovFest


class AForm(FlaskForm):  # type: ignore[misc]
    """A form with one field of each kind."""

    name = wtforms.StringField("First name", [validators.InputRequired("Enter your first name.")])
    diet = wtforms.TextAreaField("Dietary needs", [validators.Length(max=20)])
    kind = wtforms.RadioField(
        "Kind", [validators.InputRequired("Choose one.")], choices=[("a", "Company"), ("b", "Government")]
    )
    news = wtforms.BooleanField("Mail me news")


@pytest.fixture(autouse=True)
def _in_a_request(app: InnovFest) -> object:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        yield


def a_form(**typed: str) -> AForm:
    form = AForm(formdata=MultiDict(typed) if typed else None, meta={"csrf": False})
    if typed:
        form.validate()
    return form


def drawn(source: str, **context: Any) -> str:
    imports = (
        '{% from "components/field.html" import field, choices %}'
        '{% from "components/error_summary.html" import error_summary %}'
        '{% from "components/form_page.html" import form_page %}'
    )
    return " ".join(render_template_string(imports + source, **context).split())


def test_a_field_has_its_label_hint_and_autofill() -> None:
    html = drawn('{{ field(form.name, hint="As on your badge", autocomplete="given-name") }}', form=a_form())
    assert '<label class="field__label" for="name">First name</label>' in html
    assert '<p class="field__hint" id="name-hint">As on your badge</p>' in html
    assert 'autocomplete="given-name"' in html
    assert 'aria-describedby="name-hint"' in html
    assert "required" in html


def test_a_wrong_field_says_why_beside_it_and_keeps_what_was_typed() -> None:
    form = a_form(name="", diet="nothing with nuts or gluten")
    html = drawn("{{ field(form.name) }}{{ field(form.diet) }}", form=form)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="name-error"' in html
    assert "Enter your first name." in html
    assert "nothing with nuts or gluten" in html


def test_the_summary_links_each_error_to_its_field() -> None:
    html = drawn("{{ error_summary(form) }}", form=a_form(name="", diet=""))
    assert '<a href="#name">First name: Enter your first name.</a>' in html
    assert '<a href="#kind-0">Kind: Choose one.</a>' in html
    assert "autofocus" in html


def test_a_form_without_errors_has_no_summary() -> None:
    assert drawn("{{ error_summary(form) }}", form=a_form()) == ""


def test_a_radio_group_presets_nothing_and_is_named_by_its_legend() -> None:
    html = drawn("{{ field(form.kind) }}", form=a_form())
    assert '<legend class="field__label">Kind</legend>' in html
    assert html.count('type="radio"') == 2
    assert "checked" not in html


def test_a_choice_that_is_closed_says_why() -> None:
    details = {"b": {"closed": "Full.", "track": "energy"}}
    html = drawn("{{ choices(form.kind, details=details, cards=true) }}", form=a_form(), details=details)
    assert 'class="choice track-energy"' in html
    assert "disabled" in html
    assert 'aria-describedby="kind-1-hint"' in html
    assert "Full." in html


def test_what_was_typed_is_text_and_never_markup() -> None:
    html = drawn("{{ field(form.name) }}", form=a_form(name='"><script>alert(1)</script>'))
    assert "<script>" not in html


def test_a_form_page_has_the_token_and_leaves_checking_to_the_server(app: InnovFest) -> None:
    form = AForm()
    html = drawn('{% call form_page(form, "Send") %}fields{% endcall %}', form=form)
    assert "novalidate" in html
    assert 'name="csrf_token"' in html
    assert '<button type="submit" class="button" >Send</button>' in html

"""What the forms of new people ask of each slot: a choice where who comes first has the seat, else wishes."""

from collections.abc import Mapping
from typing import TypeVar

from flask import request

from innovfest import breakouts, clock
from innovfest.breakouts import GivenByWishes, wishes
from innovfest.errors import Refusal
from innovfest.web import access
from innovfest.web.errors import sentence_of
from innovfest.web.forms import Form
from innovfest.web.languages import current_language
from innovfest.web.person_forms import Choices
from innovfest.web.ranking_forms import PREFIX, Rankings
from innovfest.web.refusals import put_in_place

FormT = TypeVar("FormT", bound=Form)


class Questions:
    """The choices and the rankings of an edition's slots, as they are asked now."""

    def __init__(self, *, with_wishes: bool = True) -> None:
        """Read which slots take wishes; a form that was sent without any is read `with_wishes` off."""
        document, language = access.document(), current_language()
        rounds = wishes.list_rounds(access.event().id) if with_wishes else ()
        self.rankings = Rankings(rounds, document, language, now=clock.now())
        self.choices = Choices(document, language, without=self.rankings.unanswered)

    def added_to(self, base: type[FormT], chosen: Mapping[str, str] | None = None) -> type[FormT]:
        """Return the form class with the fields of every slot; `chosen` maps a slot to a session's slug."""
        wished = list((chosen or {}).values())
        return self.rankings.added_to(self.choices.added_to(base, chosen, lines=True), wished)

    def selection(self, form: Form) -> breakouts.Selection:
        """Return what a valid form chose and ranked."""
        return breakouts.Selection(
            [session.id for session in self.choices.chosen(form)],
            [session.id for session in self.choices.lines_chosen(form)],
            self.rankings.ranked(form),
        )


def questions_asked() -> Questions:
    """Return the questions of the page that is shown, or of the form that was sent."""
    return Questions(
        with_wishes=request.method == "GET" or any(name.startswith(PREFIX) for name in request.form)
    )


def ask_again(
    form: FormT, base: type[FormT], questions: Questions, refusal: Refusal
) -> tuple[FormT, Questions]:
    """Put a refusal where it belongs; a form that asked for what goes by wishes asks for these now."""
    if isinstance(refusal, GivenByWishes | wishes.WishesClosed):
        questions = Questions()
        form = questions.added_to(base)()
        form.form_errors.append(sentence_of(refusal))
        return form, questions
    field = questions.rankings.field_of(refusal.facts.get("session", ""))
    if isinstance(refusal, wishes.WishedTwice) and field:
        form.add_error(field, sentence_of(refusal))
    else:
        put_in_place(form, refusal, questions.choices)
    return form, questions

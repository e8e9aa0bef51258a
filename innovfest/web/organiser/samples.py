"""Mails as they would be read, for a preview: in the reader's language, with neither a name nor a link."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from innovfest import planning
from innovfest.events import Event
from innovfest.mail import Letter
from innovfest.planning import Audience, Group
from innovfest.programme import ReleaseDocument
from innovfest.web.languages import current_language

MOST_GROUPS = 12
"""Groups of people whose mail a preview shows; who changes more at once sees the commonest."""


@dataclass(frozen=True)
class Sample:
    """A mail in words."""

    subject: str
    text: str


@dataclass(frozen=True)
class Told:
    """A group of people beside what they would read."""

    group: Group
    sample: Sample


def sample_of(letter: Letter) -> Sample:
    """Write a letter as its plain text, without what stands under every mail."""
    context = {**letter.context, "language": current_language(), "subject": letter.subject}
    text = render_template(f"mail/{letter.template}.txt", **context)
    return Sample(letter.subject, text.partition("\n-- \n")[0].strip())


def samples_of(event: Event, document: ReleaseDocument, audience: Audience) -> Sequence[Told]:
    """Write what each group of a release's audience would read."""
    groups = audience.groups[:MOST_GROUPS]
    return [Told(group, sample_of(planning.sample_letter(event, document, group))) for group in groups]


def speakers_sample(event: Event, document: ReleaseDocument, audience: Audience) -> Sample | None:
    """Write what the first of the speakers concerned would read."""
    letter = planning.sample_speaker_letter(event, document, audience)
    return sample_of(letter) if letter else None

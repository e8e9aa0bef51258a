"""What the columns of somebody's table are: their headings in Dutch, English or French, as people write."""

import re
from collections.abc import Sequence

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from innovfest.programme.file.naming import folded
from innovfest.wording import LANGUAGES

TEXTS = ("title", "abstract", "note")
"""Columns that hold a text in one language, which the heading may tell: "Titel", "Title (en)"."""

LABELS: dict[str, LazyString] = {
    "": _l("Leave out"),
    "title": _l("Title"),
    "abstract": _l("Abstract"),
    "note": _l("Note"),
    "kind": _l("Kind"),
    "day": _l("Day"),
    "starts": _l("Start"),
    "ends": _l("End"),
    "minutes": _l("Length"),
    "rooms": _l("Room"),
    "track": _l("Track"),
    "speakers": _l("Speakers"),
    "moderators": _l("Moderator"),
    "needs": _l("Needs"),
    "setup_minutes": _l("Minutes to set up"),
}

_WORDS: dict[str, dict[str, str]] = {
    "title": {
        "nl": "titel sessie naam onderwerp",
        "en": "title session name topic talk",
        "fr": "titre seance nom sujet",
    },
    "abstract": {
        "nl": "samenvatting omschrijving beschrijving inhoud",
        "en": "abstract description summary",
        "fr": "resume contenu",
    },
    "note": {"nl": "opmerking nota notitie", "en": "note remark comment", "fr": "remarque commentaire"},
    "kind": {"": "soort type kind vorm format genre"},
    "day": {"": "dag datum day date jour"},
    "starts": {"": "start begin van uur tijd from starts time hour debut de heure horaire aanvang tijdstip"},
    "ends": {"": "einde eind tot end ends until to fin a jusque"},
    "minutes": {"": "duur minuten lengte duration minutes length duree"},
    "rooms": {"": "zaal zalen ruimte lokaal plaats locatie room rooms location place salle salles lieu"},
    "track": {"": "thema spoor reeks track theme strand fil parcours"},
    "speakers": {
        "": "spreker sprekers speaker speakers presenter presenters orateur orateurs oratrice "
        "intervenant intervenants"
    },
    "moderators": {"": "moderator moderatoren voorzitter chair moderateur moderatrice"},
    "needs": {"": "behoeften materiaal nodig needs equipment besoins materiel"},
    "setup_minutes": {"": "opbouw setup opstelling montage"},
}
_LANGUAGES = {
    "nl": "nl nederlands dutch neerlandais ned",
    "en": "en engels english anglais eng",
    "fr": "fr frans french francais fra",
}
_LANGUAGE_OF = {word: language for language, words in _LANGUAGES.items() for word in words.split()}


def guess_columns(headings: Sequence[str], language: str) -> list[str]:
    """Return what each heading stands for, as "title:nl" or "starts"; empty for what is not understood.

    A text whose heading tells no language is in `language`. Each column is taken once, by the first.
    """
    guessed: list[str] = []
    for heading in headings:
        column = _column(heading, language)
        guessed.append(column if column not in guessed else "")
    return guessed


def choices() -> list[tuple[str, LazyString | str]]:
    """List what a column can be, for a form."""
    listed: list[tuple[str, LazyString | str]] = []
    for name, label in LABELS.items():
        listed += (
            [(f"{name}:{each}", f"{label} ({each})") for each in LANGUAGES]
            if name in TEXTS
            else [(name, label)]
        )
    return listed


def _column(heading: str, language: str) -> str:
    words = re.split(r"[\s_]+", folded(heading))
    told = next((_LANGUAGE_OF[word] for word in words if word in _LANGUAGE_OF), "")
    for name, by_language in _WORDS.items():
        for own, known in by_language.items():
            if any(word in known.split() for word in words):
                return f"{name}:{told or own or language}" if name in TEXTS else name
    return ""

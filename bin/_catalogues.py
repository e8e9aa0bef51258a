"""Read the sentences out of the code, write them into the catalogues and compile these.

Runs inside the environment, since it needs Babel. Nothing is guessed: a sentence that changed is a new one,
with an empty place, because a translation of something similar is easily overlooked.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "innovfest" / "translations"
LANGUAGES = ("nl", "fr")
"""English needs no catalogue: its sentences are the keys."""

KEYWORDS = {**DEFAULT_KEYWORDS, "_l": None}


def main() -> int:
    """Bring every catalogue up to date; return 1 while something is left to translate."""
    found = extract()
    left = 0
    for language in LANGUAGES:
        catalogue = read(language)
        found.creation_date = catalogue.creation_date  # else every run would change the file
        catalogue.update(found, no_fuzzy_matching=True)
        write(catalogue, language)
        for message in untranslated(catalogue):
            left += 1
            print(f"{language}: {message}")
    return 1 if left else 0


def extract() -> Catalog:
    """Return the sentences of the code and the templates."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(charset="utf-8")
    inside = {"directory_filter": lambda folder: Path(folder).name not in _OUTSIDE}
    for name, _line, message, comments, context in extract_from_dir(
        ROOT, methods, options, KEYWORDS, ("Translators:",), strip_comment_tags=True, **inside
    ):
        found.add(message, None, [(name, None)], auto_comments=comments, context=context)
    return found


_OUTSIDE = {".git", ".venv", ".cache", "node_modules", "static", "tests", "instance"}


def path_of(language: str) -> Path:
    """Return where the catalogue of a language stands."""
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


_HEADER = {
    "project": "InnovFest",
    "version": "1",
    "header_comment": "# InnovFest; bin/translations keeps this file in step with the code.",
    "msgid_bugs_address": "innovfest@example.org",
    "last_translator": "InnovFest <innovfest@example.org>",
    "language_team": "InnovFest <innovfest@example.org>",
    "revision_date": datetime(2026, 11, 23, tzinfo=UTC),
    "charset": "utf-8",
    "fuzzy": False,
}


def read(language: str) -> Catalog:
    """Read the catalogue of a language; one that is new is empty."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, **_HEADER)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(catalogue: Catalog, language: str) -> None:
    """Write a catalogue and its compiled form; no lines of code are named, since they move all the time."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as source:
        write_po(source, catalogue, width=110, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    with path.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """Name the sentences that have no translation, or one that nobody looked at."""
    messages = [message for message in catalogue if message.id]
    return [str(message.id) for message in messages if message.fuzzy or not all(forms(message.string))]


def forms(text: str | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the forms of a sentence: one, or one for each number that the language tells apart."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


if __name__ == "__main__":
    sys.exit(main())

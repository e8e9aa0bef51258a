"""Badges on paper: one PDF for one person or for everybody, sorted by name.

A badge is an A5 leaf (148 × 210 mm) that is folded once to A6 (148 × 105 mm). Both halves are the same, since
badges flip, and the upper one is printed upside down, so that it is upright once folded back. Sizes follow
what is read at the door: the first name 36 pt for a reader at 3 m, never under 24 pt, the surname 9 pt less,
the organisation 14 to 18 pt, each on two lines at most; the QR symbol 33 mm with its quiet zone.

A leaf never tells the room, which may change after printing, and carries an opt-out from photos as a shape
with a word. It reads in black and white: a chosen track is a thick line and its name.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from innovfest.badges import motif, qr
from innovfest.badges.folding import fold_out
from innovfest.badges.fonts import families
from innovfest.badges.order import by_surname
from innovfest.badges.typesetting import set_page, set_pile
from innovfest.badges.widths import surely_fits
from innovfest.wording import choose, clean_line

Sort = Literal["surname", "surname-without-particles", "as-given"]
Sheet = Literal["a6", "a4"]

A_FEW = 20
"""Badges that are set at once and tagged; more are a pile for the printer."""

TEMPLATE = Path(__file__).with_name("badge.typ")

INKS = {
    "sustainability": "#1a8553",
    "energy": "#bf7600",
    "labour": "#6454d8",
    "health": "#c03a72",
    "digital": "#0f7f96",
    "mobility": "#a2603a",
}
"""The tracks' colours on paper: those of the tokens `--track-…` by day, which a test compares."""

WORDS = {
    "no_photo": {"nl": "Geen foto’s", "en": "No photos", "fr": "Pas de photos"},
    "name": {"nl": "Naam", "en": "Name", "fr": "Nom"},
    "organisation": {"nl": "Organisatie", "en": "Organisation", "fr": "Organisation"},
    "code": {"nl": "QR-code voor de deur", "en": "QR code for the door", "fr": "Code QR pour l’entrée"},
    "badges": {"nl": "Badges", "en": "Badges", "fr": "Badges"},
}
"""The few words of paper, in the language of the badge and not in that of whoever prints it."""

NAME_WIDTH_PT = 130 / 25.4 * 72
"""The line of a name in the template: the leaf without its margins."""

COLUMN_PT = 90 / 25.4 * 72
"""The line of an organisation, beside the QR code."""

SOFT_HYPHEN = "\u00ad"

LONGEST_WHOLE_WORD = 16
"""Characters that fit on a line at 24 pt even in capitals; only longer words may be broken, with a hyphen."""


@dataclass(frozen=True)
class BadgeTrack:
    """A track as drawn; `colour` names a design token, and an unknown one is drawn in ink."""

    slug: str
    name: str
    colour: str


@dataclass(frozen=True)
class BadgeEvent:
    """What every badge of an edition shows; `details` is a line such as day and place."""

    name: str
    details: str
    tracks: tuple[BadgeTrack, ...]
    clusters: int = 6


@dataclass(frozen=True)
class BadgeFace:
    """What one badge shows. `tracks` are slugs; `photo_ok` is marked only where someone said no.

    Without any name it is a spare, with lines to write on, bound to a person by a scan.
    """

    code: str
    first_name: str = ""
    last_name: str = ""
    organisation: str = ""
    kind_label: str = ""
    tracks: tuple[str, ...] = ()
    photo_ok: bool | None = None


def render_badges(
    faces: Iterable[BadgeFace],
    event: BadgeEvent,
    *,
    language: str,
    fonts: Path,
    sort: Sort = "surname",
    sheet: Sheet = "a6",
) -> bytes:
    """Set all badges as one PDF and return its bytes; the same badges give the same bytes.

    `fonts` is the folder that `innovfest.badges.fonts` fills; a character that none of them has is printed as
    an empty box, never an error. `sheet` is "a6" (one A5 leaf a page, folded to A6) or "a4" (two leaves on
    A4 to be cut once; the right pile goes under the left one and the order stays).
    Raises CodeNotDrawable when a code fits no badge.
    """
    ordered = _in_order(faces, sort)
    data = {
        "title": f"{event.name}: {_title(ordered, language)}",
        "language": language,
        "sheet": sheet,
        "fonts": families(fonts),
        "words": {key: choose(texts, language).text for key, texts in WORDS.items()},
        "event": _event(event),
        "no_photo": motif.no_photo(),
        "faces": [
            _face(face, event) | {"qr": drawing}
            for face, drawing in zip(ordered, qr.svgs_for_paper([face.code for face in ordered]), strict=True)
        ],
    }
    if len(ordered) <= A_FEW:
        return set_page(TEMPLATE, data, fonts=fonts)
    if sheet == "a6":
        return fold_out(set_pile(TEMPLATE, {**data, "sheet": "side"}, fonts=fonts))
    return set_pile(TEMPLATE, data, fonts=fonts)


def _in_order(faces: Iterable[BadgeFace], sort: Sort) -> list[BadgeFace]:
    if sort == "as-given":
        return list(faces)
    counted = sort == "surname"
    return sorted(
        faces,
        key=lambda face: (by_surname(face.first_name, face.last_name, count_particles=counted), face.code),
    )


def _title(faces: Sequence[BadgeFace], language: str) -> str:
    if len(faces) == 1:
        return clean_line(f"{faces[0].first_name} {faces[0].last_name}") or faces[0].code
    return f"{len(faces)} {choose(WORDS['badges'], language).text.lower()}"


def _event(event: BadgeEvent) -> dict[str, Any]:
    tracks = [
        {"slug": track.slug, "name": track.name, "mark": motif.track_mark(_ink(track))}
        for track in event.tracks
    ]
    return {"name": event.name, "details": event.details, "tracks": tracks}


def _ink(track: BadgeTrack) -> str:
    return INKS.get(track.colour, motif.INK)


def _face(face: BadgeFace, event: BadgeEvent) -> dict[str, Any]:
    first, last, organisation = map(clean_line, (face.first_name, face.last_name, face.organisation))
    return {
        "first": first or last,
        "last": last if first else "",
        "at_full_size": surely_fits(first, size_pt=36, width_pt=NAME_WIDTH_PT)
        and surely_fits(last, size_pt=27, width_pt=NAME_WIDTH_PT),
        "breakable": [_breakable(first or last), _breakable(last if first else "")],
        "organisation": organisation,
        "organisation_breakable": _breakable(organisation),
        "organisation_at_full_size": surely_fits(organisation, size_pt=18, width_pt=COLUMN_PT),
        "kind": clean_line(face.kind_label),
        "tracks": list(face.tracks),
        "lines": motif.lines(
            event.clusters,
            tuple(_ink(track) for track in event.tracks),
            tuple(track.slug in face.tracks for track in event.tracks),
        ),
        "no_photo": face.photo_ok is False,
        "code_in_fours": " ".join(face.code[at : at + 4] for at in range(0, len(face.code), 4)),
    }


def _breakable(text: str) -> str:
    """Let words that no line can hold break anywhere but near their ends, by soft hyphens."""
    return " ".join(
        word if len(word) <= LONGEST_WHOLE_WORD else word[:3] + SOFT_HYPHEN.join(word[3:-3]) + word[-3:]
        for word in text.split(" ")
    )

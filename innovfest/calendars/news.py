"""What each release changed, as an Atom feed (RFC 4287) for readers of news; its bytes repeat, too."""

from collections.abc import Iterator, Sequence
from html import escape
from uuid import UUID, uuid5

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from innovfest.calendars.entries import edition_name, event_address
from innovfest.programme import changes_between
from innovfest.programme.difference_words import sentence_for
from innovfest.programme.document import ReleaseDocument
from innovfest.wording import clean_text

MOST_RELEASES = 20
MOST_CHANGES = 100
"""Changes that one entry tells; a first draft of a large programme may change everything."""


def releases_feed(releases: Sequence[tuple[str, ReleaseDocument]], language: str, *, base_url: str) -> bytes:
    """Write the latest releases, the newest first, each with its uid and compared with the one before it.

    The last of them is compared with none, so pass one more than is to be told, or all there are.
    """
    with force_locale(language):
        return "\n".join(_feed(releases, language, base_url)).encode()


def _feed(releases: Sequence[tuple[str, ReleaseDocument]], language: str, base_url: str) -> Iterator[str]:
    event = releases[0][1].event
    site = event_address(event, base_url)
    title = _("%(event)s: what changed", event=edition_name(event))
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">'
    yield f"  <id>{_identifier(event.uid, language)}</id>"
    yield f"  <title>{_text(title)}</title>"
    yield f"  <updated>{_stamp(releases[0][1])}</updated>"
    yield f"  <author><name>{_text(event.organiser_name) or _text(event.name)}</name></author>"
    yield f'  <link rel="self" href="{escape(site)}releases.atom?lang={language}"/>'
    yield f'  <link rel="alternate" type="text/html" href="{escape(site)}programme?lang={language}"/>'
    for place, (uid, document) in enumerate(releases[:MOST_RELEASES]):
        before = releases[place + 1][1] if place + 1 < len(releases) else None
        yield from _entry(uid, document, before, language, site)
    yield "</feed>"
    yield ""


def _entry(
    uid: str, document: ReleaseDocument, before: ReleaseDocument | None, language: str, site: str
) -> Iterator[str]:
    said = _sentences(document, before)
    title = said[0] if len(said) == 1 else ngettext("%(num)s change", "%(num)s changes", len(said))
    items = "".join(f"<li>{_text(sentence)}</li>" for sentence in said[:MOST_CHANGES])
    yield "  <entry>"
    yield f"    <id>{_identifier(uid, language)}</id>"
    yield f"    <title>{_text(title)}</title>"
    yield f"    <published>{_stamp(document)}</published>"
    yield f"    <updated>{_stamp(document)}</updated>"
    yield f'    <link rel="alternate" type="text/html" href="{escape(site)}programme?lang={language}"/>'
    yield f'    <content type="html">{escape(f"<ul>{items}</ul>")}</content>'
    yield "  </entry>"


def _sentences(document: ReleaseDocument, before: ReleaseDocument | None) -> list[str]:
    if before is None:
        return [_("The programme is public.")]
    changes = changes_between(before, document)
    return [sentence_for(change, before, document) for change in changes] or [_("Nothing that one sees.")]


def _identifier(uid: str, language: str) -> str:
    """Return an id that never changes (RFC 4287 4.2.6); a release in another language is another entry."""
    return f"urn:uuid:{uuid5(UUID(uid), language)}"


def _stamp(document: ReleaseDocument) -> str:
    return f"{document.released_at:%Y-%m-%dT%H:%M:%SZ}"


def _text(text: str) -> str:
    return escape(clean_text(text))

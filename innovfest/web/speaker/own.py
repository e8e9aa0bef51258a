"""What of a speaker's parts is shown behind their link: not what the desk still keeps to itself."""

from innovfest import speakers
from innovfest.errors import NotFound
from innovfest.programme import ReleaseDocument, find_document
from innovfest.speakers import Part
from innovfest.web import access


def released_for(document: ReleaseDocument | None, slug: str) -> frozenset[int]:
    """Return the sessions in which the speaker is announced to everybody."""
    facts = document.speaker(slug) if document else None
    if document is None or facts is None:
        return frozenset()
    return frozenset(session.id for session in document.sessions_of(facts))


def my_part(slug: str) -> Part:
    """Return the part in a session, by its slug; raises NotFound for one that is not shown."""
    me = access.my_link().speaker
    part = speakers.get_part(me, slug)
    if speakers.may_see(part, released_for(find_document(access.event()), me.slug)):
        return part
    raise NotFound

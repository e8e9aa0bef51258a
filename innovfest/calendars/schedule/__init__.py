"""The schedule as the apps of conferences read it: schedule.xml and schedule.json of the C3VOC.

A release in, bytes out; a release never changes, so neither does what was written from it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from innovfest.calendars.schedule import as_json, as_xml
from innovfest.calendars.schedule.entries import plan_of
from innovfest.programme.document import ReleaseDocument

KEPT = 64
WRITERS = {"xml": as_xml.write, "json": as_json.write}


@dataclass(frozen=True)
class _Wanted:
    release: tuple[str, int, datetime]
    form: str
    language: str
    base_url: str
    document: ReleaseDocument = field(compare=False, repr=False)


def schedule_file(document: ReleaseDocument, form: str, language: str, *, base_url: str) -> bytes:
    """Return the schedule of a release as "xml" or "json", kept while it is asked for."""
    release = (document.event.uid, document.number, document.released_at)
    return _kept(_Wanted(release, form, language, base_url, document))


@lru_cache(maxsize=KEPT)
def _kept(wanted: _Wanted) -> bytes:
    plan = plan_of(wanted.document, wanted.language, base_url=wanted.base_url)
    return WRITERS[wanted.form](plan)

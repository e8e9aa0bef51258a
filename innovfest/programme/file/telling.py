"""Changes in words: what is new, what would change and how, what would go."""

from datetime import datetime
from typing import Any

from flask_babel import LazyString, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from innovfest.programme.file.comparing import TIME, Change
from innovfest.programme.file.shape import Key, Programme, key_of
from innovfest.programme.file.times import write_time
from innovfest.wording import LANGUAGES, choose

TABLES: dict[str, LazyString] = {
    "event": _l("Edition"),
    "venue": _l("Venue"),
    "rooms": _l("Rooms"),
    "walks": _l("Walks between rooms"),
    "clusters": _l("Clusters"),
    "tracks": _l("Tracks"),
    "slots": _l("Slots"),
    "speakers": _l("Speakers"),
    "sessions": _l("Sessions"),
}
FIELDS: dict[str, LazyString] = {
    "abstract": _l("abstract"),
    "address": _l("address"),
    "affiliation": _l("organisation"),
    "assumed": _l("assumed"),
    "available": _l("available"),
    "biography": _l("biography"),
    "capacity": _l("capacity"),
    "closes": _l("closes"),
    "cluster": _l("cluster"),
    "colour": _l("colour"),
    "directions": _l("directions"),
    "email": _l("e-mail address"),
    "ends": _l("end"),
    "equipment": _l("equipment"),
    "field": _l("field"),
    "fire_limit": _l("people inside at most"),
    "job_title": _l("job title"),
    "kind": _l("kind"),
    "language": _l("language"),
    "latitude": _l("latitude"),
    "longitude": _l("longitude"),
    "minutes": _l("minutes"),
    "name": _l("name"),
    "needs": _l("needs"),
    "note": _l("note"),
    "notes": _l("notes"),
    "online_url": _l("address on line"),
    "organiser_email": _l("address of the organiser"),
    "organiser_name": _l("organiser"),
    "phone": _l("phone"),
    "pinned": _l("stays where it is"),
    "rooms": _l("rooms"),
    "seats": _l("seats"),
    "setup_minutes": _l("minutes to set up"),
    "slot": _l("slot"),
    "speakers": _l("speakers"),
    "starts": _l("start"),
    "summary": _l("summary"),
    "supported_by": _l("supported by"),
    "time": _l("time"),
    "timezone": _l("time zone"),
    "title": _l("title"),
    "track": _l("track"),
    "walk_minutes": _l("minutes from room to room"),
}
ROLES: dict[str, LazyString] = {"moderator": _l("moderator"), "host": _l("host")}
MOST = 120
"""Characters of a long text that are shown."""


class Teller:
    """Says changes; `now` and `wanted` name what slugs stand for."""

    def __init__(self, now: Programme, wanted: Programme) -> None:
        """Keep both sides."""
        self.now, self.wanted = now, wanted

    def name(self, change: Change) -> str:
        """Return what people call the thing that changes."""
        if change.table == "walks":
            return " – ".join(self._called("rooms", slug) for slug in change.slug.split(" "))
        if change.kind == "order":
            return ""
        label = change.label
        return choose(label, _language()).text if isinstance(label, dict) else label

    def say(self, change: Change) -> str:
        """Return the change as a phrase that follows the name."""
        if change.kind == "new":
            return self._new(change)
        if change.kind == "gone":
            return str(_("would go out of the schedule") if change.table == "sessions" else _("would go"))
        if change.kind == "order":
            return str(_("in another order"))
        if isinstance(change.was, dict) or isinstance(change.becomes, dict):
            return self._texts(change)
        if change.field == TIME:
            was, becomes = (self._span(each) for each in (change.was, change.becomes))
        else:
            was, becomes = (self.value(change, each) for each in (change.was, change.becomes))
        return self._from_to(str(FIELDS[change.field]), was, becomes)

    def value(self, change: Change, value: Any, field: str = "") -> str:
        """Write a value as people read it."""
        field = field or change.field
        key = key_of(change.table, field)
        if value is None or value in (key.empty, ()):
            return ""
        if isinstance(value, tuple):
            return _short(", ".join(self._one(each, key) for each in value))
        return _short(self._one(value, key))

    def _one(self, value: Any, key: Key) -> str:
        if key.of:
            return self._part(*value) if key.kind == "parts" else self._called(key.of, value)
        if isinstance(value, dict):
            return choose(value, _language()).text
        if isinstance(value, tuple):
            return "–".join(map(self._time, value))
        if isinstance(value, bool):
            return str(_("yes") if value else _("no"))
        return self._time(value) if isinstance(value, datetime) else str(value)

    def _new(self, change: Change) -> str:
        shown = [name for name in change.becomes if name in FIELDS and name not in ("title", "name", "rooms")]
        shown = [*(["rooms"] if change.table == "sessions" and "rooms" in change.becomes else []), *shown]
        told = ((FIELDS[name], self.value(change, change.becomes[name], name)) for name in shown)
        facts = "; ".join(f"{label} {value}" for label, value in told if value)
        return str(_("new: %(facts)s", facts=facts) if facts else _("new"))

    def _texts(self, change: Change) -> str:
        was, becomes = change.was or {}, change.becomes or {}
        label = FIELDS[change.field]
        said = [
            self._from_to(f"{label} ({each})", _short(was.get(each, "")), _short(becomes.get(each, "")))
            for each in LANGUAGES
            if was.get(each, "") != becomes.get(each, "")
        ]
        return "; ".join(said)

    def _from_to(self, label: str, was: str, becomes: str) -> str:
        if not was:
            return str(_("%(field)s: now “%(becomes)s”", field=label, becomes=becomes))
        if not becomes:
            return str(_("%(field)s: “%(was)s” is taken out", field=label, was=was))
        return str(_("%(field)s: “%(was)s” becomes “%(becomes)s”", field=label, was=was, becomes=becomes))

    def _span(self, span: tuple[datetime, datetime] | None) -> str:
        return "–".join(map(self._time, span)) if span else ""

    def _time(self, moment: datetime) -> str:
        return write_time(moment, day=self.now.day, zone=self.now.zone)

    def _called(self, table: str, slug: str) -> str:
        item = self.wanted.find(table, slug) or self.now.find(table, slug)
        label = item.label if item else slug
        return choose(label, _language()).text if isinstance(label, dict) else label

    def _part(self, slug: str, role: str) -> str:
        name = self._called("speakers", slug)
        return f"{name} ({ROLES[role]})" if role in ROLES else name


def _language() -> str:
    locale = get_locale()
    return str(locale.language) if locale else LANGUAGES[0]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MOST else f"{line[: MOST - 1]}…"

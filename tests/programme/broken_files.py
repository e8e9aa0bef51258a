"""A small programme file, and the ways to get it wrong, each with the sentences that say so."""

from dataclasses import dataclass

SMALL = """\
[event]
name = "Try-out"
timezone = "Europe/Brussels"
starts = "14:00"
ends = "26:00"
capacity = 100
organiser_name = "Olivia"
organiser_email = "olivia@example.org"
summary = { en = "A day" }

[venue]
slug = "lamot"
name = "Lamot"
address = "Mechelen"

[[rooms]]
slug = "large"
name = "Large room"
seats = 80

[[rooms]]
slug = "small"
name = "Small room"
seats = 20

[[walks]]
rooms = ["large", "small"]
minutes = 3

[[clusters]]
slug = "vil"
name = "VIL"
field = { en = "logistics" }

[[tracks]]
slug = "energy"
colour = "energy"
name = { en = "Energy" }

[[slots]]
slug = "round"
closes = "15:00"
name = { en = "Round" }

[[speakers]]
slug = "sam"
name = "Sam"

[[sessions]]
slug = "welcome"
kind = "plenary"
starts = "14:00"
ends = "15:00"
rooms = ["large", "small"]
speakers = ["sam"]
title = { en = "Welcome" }

[[sessions]]
slug = "late"
kind = "breakout"
starts = "25:00"
ends = "25:30"
rooms = ["small"]
track = "energy"
slot = "round"
title = { en = "Late" }
"""


@dataclass(frozen=True)
class Broken:
    """A change of the small file that breaks it, and every sentence that is said about it."""

    old: str
    new: str
    says: tuple[str, ...]

    @property
    def text(self) -> str:
        """The broken file."""
        assert self.old in SMALL
        return SMALL.replace(self.old, self.new, 1)


def _b(old: str, new: str, *says: str) -> Broken:
    return Broken(old, new, says)


BROKEN = (
    _b(
        'name = "Try-out"',
        'name = "Try-out',
        "Line 2, column 16: A quote is missing, or a character that can't be seen stands here.",
    ),
    _b("[event]", "[event", "Line 1, column 7: The name of a table ends with “]”, that of a list with “]]”."),
    _b('name = "Try-out"', "name Try-out", "Line 2, column 6: After a key comes “=” and a value."),
    _b(
        'name = "Try-out"',
        "name = Try-out",
        "Line 2, column 8: This is no value. Text stands between quotes.",
    ),
    _b(
        'name = "Try-out"',
        'name = "Try-out" "again"',
        "Line 2, column 18: There is something behind the end of a value. Is a quote missing?",
    ),
    _b('name = "Try-out"', 'name = "C:\\Users"', "Line 2, column 13: Write a backslash twice: “\\\\”."),
    _b(
        'name = "Try-out"', 'name = "a"\nname = "b"', "Line 3, column 11: This key stands twice in its table."
    ),
    _b(
        '["large", "small"]\nminutes',
        '["large", "small"\nminutes',
        "Line 28, column 1: A bracket is opened here and never closed.",
    ),
    _b(
        "[venue]",
        "[event]",
        "Line 11, column 7: This table was begun before. A list has two brackets: “[[sessions]]”.",
    ),
    _b("[[walks]]", "[walk]", "Line 26: “walk” is no part of a programme file. Did you mean “walks”?"),
    _b(
        "[[rooms]]",
        "[[halls]]",
        "Line 16: “halls” is no part of a programme file.",
        "Line 27: There is no “large” among the [[rooms]] of this file.",
        "Line 54: There is no “large” among the [[rooms]] of this file.",
    ),
    _b("[[clusters]]", "[clusters]", "Line 30: “clusters” is a list: write [[clusters]]."),
    _b("[venue]", "[[venue]]", "Line 11: “venue” is a table: write [venue]."),
    _b(
        "seats = 80",
        "seets = 80",
        "Line 16: “seats” is missing in [[rooms]].",
        "Line 19: “seets” is no key of [[rooms]]. Did you mean “seats”?",
    ),
    _b("seats = 80", 'seats = "80"', "Line 19: “seats” has to be a whole number without quotes."),
    _b("seats = 80", "seats = true", "Line 19: “seats” has to be a whole number without quotes."),
    _b("seats = 80", "seats = -1", "Line 19: “seats” has to be between 0 and 100000."),
    _b(
        "seats = 80", "seats = 80\nassumed = 1", "Line 20: “assumed” has to be true or false, without quotes."
    ),
    _b('name = "Large room"', "name = 7", "Line 18: “name” has to be text between quotes."),
    _b('name = "Large room"', 'name = " "', "Line 18: “name” is empty."),
    _b(
        'name = "Large room"', f'name = "{"x" * 121}"', "Line 18: “name” is too long: at most 120 characters."
    ),
    _b(
        'slug = "small"',
        'slug = "large"',
        "Line 22: “large” is the slug of another one of [[rooms]], on line 17.",
        "Line 27: There is no “small” among the [[rooms]] of this file.",
        "Line 54: There is no “small” among the [[rooms]] of this file.",
        "Line 63: There is no “small” among the [[rooms]] of this file.",
    ),
    _b(
        'slug = "small"',
        'slug = "zaal één"',
        "Line 22: “zaal één” is no slug: use letters without accents, digits, “-” and “_”.",
        "Line 27: There is no “small” among the [[rooms]] of this file.",
        "Line 54: There is no “small” among the [[rooms]] of this file.",
        "Line 63: There is no “small” among the [[rooms]] of this file.",
    ),
    _b(
        'timezone = "Europe/Brussels"',
        'timezone = "Mechelen"',
        "Line 3: “Mechelen” is no time zone. It looks like Europe/Brussels.",
    ),
    _b(
        'organiser_email = "olivia@example.org"',
        'organiser_email = "olivia"',
        "Line 8: “olivia” is no e-mail address.",
    ),
    _b(
        'starts = "14:00"\nends = "15:00"',
        'starts = "half three"\nends = "15:60"',
        "Line 52: “half three” is no time. Write 16:30, 25:30 for the night after, or 2027-02-21 09:00.",
        "Line 53: “15:60” is no time. Write 16:30, 25:30 for the night after, or 2027-02-21 09:00.",
    ),
    _b(
        'starts = "14:00"\nends = "15:00"',
        'starts = "15:00"\nends = "14:00"',
        "Line 53: It ends before it starts, or at once.",
    ),
    _b(
        'starts = "14:00"\nends = "15:00"',
        'starts = "14:00"',
        "Line 52: “starts” stands alone: a session has both “starts” and “ends”, or neither.",
    ),
    _b('starts = "14:00"\nends = "15:00"\n', "", "Line 52: A session without a time has no rooms."),
    _b(
        'starts = "25:00"',
        'starts = "2097-02-20 14:00"',
        "Line 61: “2097-02-20 14:00” is more than a year from the edition’s day.",
    ),
    _b(
        'starts = "25:00"',
        "starts = 2500",
        "Line 61: “2500” is no time. Write 16:30, 25:30 for the night after, or 2027-02-21 09:00.",
    ),
    _b(
        'closes = "15:00"',
        'closes = "2027-03-28 02:30"',
        "Line 42: “2027-03-28 02:30” does not exist: summer time begins that night.",
    ),
    _b(
        'kind = "plenary"',
        'kind = "plenum"',
        "Line 51: “plenum” is none of: plenary, breakout, break, reception. Did you mean “plenary”?",
    ),
    _b(
        'rooms = ["small"]',
        'rooms = ["smal"]',
        "Line 63: There is no “smal” among the [[rooms]] of this file. Did you mean “small”?",
    ),
    _b(
        'rooms = ["small"]',
        'rooms = ["attic"]',
        "Line 63: There is no “attic” among the [[rooms]] of this file.",
    ),
    _b(
        'rooms = ["small"]',
        'rooms = "small"',
        "Line 63: “rooms” is a list: write it between square brackets.",
    ),
    _b('rooms = ["small"]', 'rooms = ["small", "small"]', "Line 63: “small” stands twice in “rooms”."),
    _b(
        'track = "energy"',
        'track = "enregy"',
        "Line 64: There is no “enregy” among the [[tracks]] of this file. Did you mean “energy”?",
    ),
    _b(
        'slot = "round"', 'slot = "square"', "Line 65: There is no “square” among the [[slots]] of this file."
    ),
    _b(
        'speakers = ["sam"]',
        'speakers = ["pam"]',
        "Line 55: There is no “pam” among the [[speakers]] of this file. Did you mean “sam”?",
    ),
    _b(
        'speakers = ["sam"]',
        'speakers = [{ slug = "sam", role = "modrator" }]',
        "Line 55: “modrator” is none of: speaker, moderator, host. Did you mean “moderator”?",
    ),
    _b(
        'speakers = ["sam"]',
        "speakers = [1]",
        "Line 55: A speaker is a slug, or a slug and a role between braces.",
    ),
    _b(
        'colour = "energy"',
        'colour = "green"',
        "Line 37: “green” is none of: sustainability, energy, labour, health, digital, mobility.",
    ),
    _b(
        'title = { en = "Welcome" }',
        'title = "Welcome"',
        "Line 56: “title” is a text for each language, between braces: nl, en and fr.",
    ),
    _b(
        'title = { en = "Welcome" }',
        'title = { de = "Willkommen" }',
        "Line 56: “de” is no language of this site: nl, en or fr.",
    ),
    _b('title = { en = "Welcome" }', 'title = { en = "" }', "Line 56: “title” is empty."),
    _b('title = { en = "Welcome" }', "title = { en = 3 }", "Line 56: “title” has to be text between quotes."),
    _b(
        'slug = "welcome"',
        'slug = "welcome"\nuid = "12"',
        "Line 51: “uid” has to be a UUID; leave it out for a new session.",
    ),
    _b(
        'slug = "welcome"',
        'slug = "welcome"\ncapacity = 5',
        "Line 51: Only a session of the kind “breakout” has a “capacity”.",
    ),
    _b(
        'slug = "welcome"',
        'slug = "welcome"\nminutes = 5',
        "Line 51: “minutes” is for a session without a time; this one has “starts” and “ends”.",
    ),
    _b(
        'rooms = ["large", "small"]\nminutes',
        'rooms = ["large", "large"]\nminutes',
        "Line 27: “large” stands twice in “rooms”.",
    ),
    _b(
        'rooms = ["large", "small"]\nminutes',
        'rooms = ["large"]\nminutes',
        "Line 27: A walk is between two rooms.",
    ),
    _b(
        'name = "Sam"',
        'name = "Sam"\navailable = "often"',
        "Line 48: “available” is always, unknown, or a list of starts and ends between brackets.",
    ),
    _b(
        'name = "Sam"',
        'name = "Sam"\navailable = [["15:00", "14:00"]]',
        "Line 48: A time from which somebody is available ends before it starts.",
    ),
    _b(
        'name = "Sam"',
        'name = "Sam"\navailable = [' + ", ".join(f'["{h:02}:00", "{h:02}:30"]' for h in range(21)) + "]",
        "Line 48: “available” is too long a list: at most 20.",
    ),
    _b('name = "Sam"', 'name = "Sam"\nemail = "sam"', "Line 48: “sam” is no e-mail address."),
    _b(
        'address = "Mechelen"',
        'address = "Mechelen"\nlatitude = 97.0',
        "Line 15: “latitude” has to be between -90 and 90.",
    ),
    _b(
        'name = "Try-out"',
        'name = "Try-out"\ndate = "20 February"',
        "Line 3: “date” has to be a date such as 2027-02-20.",
    ),
)

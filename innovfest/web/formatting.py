"""Dates, times, seats and texts as people say them, in the reader's language, as Jinja filters.

Stored times are aware UTC; people see venue time: the time zone that Flask-Babel selects for the request.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale, get_timezone, ngettext
from flask_babel import gettext as _

from innovfest.wording import Wording, choose


def init_app(app: Flask) -> None:
    """Offer the filters to the templates."""
    filters = (
        day,
        day_year,
        short_day,
        hour,
        hours,
        spoken_time,
        duration,
        number,
        percent,
        seats_left,
        wording,
        listing,
    )
    app.jinja_env.filters.update({each.__name__: each for each in filters})
    app.jinja_env.globals["current_language"] = current_language


def current_language() -> str:
    """Return the reader's language, one of `innovfest.wording.LANGUAGES`."""
    locale = get_locale()
    return str(locale.language) if locale else "nl"


def venue_time(moment: datetime) -> datetime:
    """Turn an aware time into the venue's wall clock."""
    return moment.astimezone(get_timezone())


def day(moment: datetime) -> str:
    """Write a day without its year: "Saturday 20 February"."""
    return _day(moment, "EEEE d MMMM")


def day_year(moment: datetime) -> str:
    """Write a day with its year: "Saturday 20 February 2027"."""
    return _day(moment, "EEEE d MMMM y")


def short_day(moment: datetime) -> str:
    """Write a day where there is little room: "20 Feb"."""
    return _day(moment, "d MMM")


def _day(moment: datetime, pattern: str) -> str:
    """Write a date; French says "1er" for the first of a month, which CLDR's patterns can't."""
    local, language = venue_time(moment), current_language()
    if language == "fr" and local.day == 1:
        pattern = pattern.replace("d", "d'er'")
    return format_date(local, pattern, locale=language)


def hour(moment: datetime) -> str:
    """Write a time of day on the 24-hour clock that all three languages use here: "16:30"."""
    return f"{venue_time(moment):%H:%M}"


def hours(start: datetime, end: datetime) -> str:
    """Write a span of time with an en dash: "16:30–18:00"."""
    return f"{hour(start)}–{hour(end)}"


def spoken_time(moment: datetime) -> str:
    """Write a day and a time: "Saturday 20 February, 16:30", "zaterdag 20 februari om 16:30"."""
    return str(_("%(day)s, %(time)s", day=day(moment), time=hour(moment)))


def duration(length: timedelta) -> str:
    """Write how long something takes: "45 min", "1 h 30 min"; seconds are dropped."""
    whole_hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    parts = [_("%(count)s h", count=whole_hours)] if whole_hours else []
    if minutes or not parts:
        parts.append(_("%(count)s min", count=minutes))
    return "\N{NO-BREAK SPACE}".join(parts)


def number(value: float) -> str:
    """Write a number with the language's own grouping: "1.250" in Dutch."""
    return str(format_decimal(value, locale=current_language()))


def percent(share: float) -> str:
    """Write a share in hundredths with the language's own sign: "5%", "5 %"; below 1% with one decimal."""
    return str(
        format_percent(
            round(share, 3 if share < 0.01 else 2), decimal_quantization=False, locale=current_language()
        )
    )


def seats_left(left: int, total: int) -> str:
    """Say how many seats are left: "12 of 100 seats left", or that there are none."""
    if total <= 0 or left <= 0:
        return str(_("No seats left"))
    sentence = ngettext(
        "%(left)s of %(total)s seat left",
        "%(left)s of %(total)s seats left",
        left,
        left=number(left),
        total=number(total),
    )
    return str(sentence)


def wording(texts: Mapping[str, str] | None) -> Wording:
    """Choose a text of the programme in the reader's language, with its own language when it falls back."""
    return choose(texts, current_language())


def listing(items: list[str]) -> str:
    """Join names as a sentence does: "Alice, Bob en Charlie"."""
    return str(format_list([str(item) for item in items], locale=current_language()))

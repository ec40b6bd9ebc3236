"""The dates that articles carry: which of their columns is one, and what day it names."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from stance.errors import StanceError

# What a column with the date of an article is called, the likeliest first; case does not count.
COLUMNS = (
    *("date", "published", "publication_date", "publicationdate", "published_at", "date_published", "datepublished", "pubdate"),
    *("publish_date", "publicatiedatum", "datum", "datetime", "timestamp", "day", "time", "created_at", "created", "month"),
)
# What dateutil does not know: Dutch names and their abbreviations, where they differ from the English.
MONTHS = "januari februari maart/mrt april mei juni juli augustus september oktober/okt november december".split()
DAYS = "maandag/ma dinsdag/di woensdag/wo donderdag/do vrijdag/vr zaterdag/za zondag/zo".split()

_year_month = re.compile(r"(\d{4})[-/.](\d{1,2})")
_year_first = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_dotted = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})(?!\d)")
_year_last = re.compile(r"(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_at_head = re.compile(r"(\d{4})([-_.]?)(\d{2})\2(\d{2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Reading:
    """The day that a date names if days come first in it, and if months do: 3/12/2025 can be read both ways, 13/12/2025 only one.

    Of a date that names only a month, `has_day` is false and the day is the first.
    """

    day_first: date | None
    month_first: date | None
    has_day: bool = True

    @property
    def days(self) -> set[date]:
        """The days that it can name: one, or two when others have to tell which."""
        return {day for day in (self.day_first, self.month_first) if day}


def find(columns: Mapping[str, Any], name: str, column: str | None = None) -> Any:
    """Return what a document gives as its date, unread: its `column`, by default the first known one that can be read; or None.

    Without such a one, a date at the head of the file's name counts: 2025-03-12-some-title.txt.
    """
    filled = {key.lower(): value for key, value in columns.items() if isinstance(value, str | float | int | date) and value != ""}
    given = [filled[known] for known in (COLUMNS if column is None else (column.lower(),)) if known in filled]
    for value in given:
        if read(value):
            return value
    head = _at_head.match(re.split(r"[/\\]", name)[-1]) if column is None else None
    return f"{head[1]}-{head[3]}-{head[4]}" if head else next(iter(given), None)


@lru_cache(maxsize=10_000)  # the articles of a day share it
def read(value: Any) -> Reading | None:
    """Read a date: ISO 8601, the usual English and Dutch ways to write one, or seconds or milliseconds since 1970; None if it is none.

    The day is that of the place where it was written: time zones are not converted.

    Raises
    ------
    StanceError
        when it takes python-dateutil to read it, and that is not installed.
    """
    if isinstance(value, date):
        value = value.isoformat()
    elif isinstance(value, float | int) and not 1900_00_00 < value < 2200_00_00:
        return _since_1970(value)
    text = f"{value:.0f}" if isinstance(value, float | int) else str(value).strip()
    if text.isdecimal() and len(text) in (10, 13):
        return _since_1970(int(text))
    if found := _year_month.fullmatch(text):
        return _certain(_date(found[1], found[2], "1"), has_day=False)
    try:
        day = datetime.fromisoformat(text).date()
        return _certain(_date(str(day.year), str(day.month), str(day.day)))
    except ValueError:
        pass
    if found := _year_first.match(text):
        return _certain(_date(found[1], found[2], found[3]))
    if found := _dotted.match(text):  # nobody puts the month first before a full stop
        return _certain(_date(_year(found[3]), found[2], found[1]))
    if found := _year_last.match(text):
        year = _year(found[4])
        reading = Reading(_date(year, found[3], found[1]), _date(year, found[1], found[3]))
        return reading if reading.days else None
    return _in_words(text)


def _year(digits: str) -> str:
    """Return a year in full; of one in two digits the century as POSIX has it."""
    return digits if len(digits) == 4 else f"{'19' if digits > '68' else '20'}{digits}"


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day)) if 1000 <= int(year) < 2200 else None  # 9999: no end
    except ValueError:
        return None


def _certain(day: date | None, has_day: bool = True) -> Reading | None:
    return Reading(day, day, has_day) if day else None


def _since_1970(seconds: float) -> Reading | None:
    if not 1e8 < seconds < 1e13:  # a year or a number of something; times before 1973 are told by their dates
        return None
    return _certain(datetime.fromtimestamp(seconds / (1000 if seconds > 1e11 else 1), UTC).date())


def _in_words(text: str) -> Reading | None:
    """Read a date with the name of a month. What it leaves out dateutil takes from a default; two defaults show what that was."""
    if not re.search(r"\d", text) or not re.search(r"[a-z]{3}", text, re.IGNORECASE) or len(text) > 60:
        return None
    try:
        parser = _parser()
    except ImportError:
        raise StanceError(f"it takes python-dateutil to read the date {text!r}; pip install 'stance[trend]', or write 2025-03-12") from None
    try:
        one, other = (parser.parse(text, default, ignoretz=True) for default in (datetime(2000, 1, 1), datetime(2001, 2, 2)))
    except (ValueError, OverflowError):
        return None
    if (one.year, one.month) != (other.year, other.month):
        return None
    return _certain(one.date(), has_day=one.day == other.day)


@cache
def _parser() -> Any:
    from dateutil.parser import parser, parserinfo

    class Words(parserinfo):  # type: ignore[misc]
        MONTHS = [(*names, *dutch.split("/")) for names, dutch in zip(parserinfo.MONTHS, MONTHS, strict=True)]  # noqa: RUF012
        WEEKDAYS = [(*names, *dutch.split("/")) for names, dutch in zip(parserinfo.WEEKDAYS, DAYS, strict=True)]  # noqa: RUF012
        JUMP = [*parserinfo.JUMP, "om", "uur"]  # noqa: RUF012

    return parser(Words())


def days_come_first(readings: Collection[Reading]) -> bool | None:
    """Tell from the dates that can be read only one way how the others are meant; None when there are others and nothing tells."""
    if all(len(reading.days) == 1 for reading in readings):
        return True
    day, month = any(reading.month_first is None for reading in readings), any(reading.day_first is None for reading in readings)
    return day if day != month else None

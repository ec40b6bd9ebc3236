"""Dates as archives write them."""

from datetime import date
from typing import Any

import pytest

from stance.text import dates
from stance.text.dates import Reading

DAY = date(2025, 3, 12)


@pytest.mark.parametrize(
    "written",
    [
        *("2025-03-12", "2025-03-12T23:30:00+02:00", "2025-03-12 10:15:00", "2025-3-12", "2025/03/12", "20250312", "2025-W11-3"),
        *(
            "12 March 2025",
            "March 12, 2025",
            "Wed, 12 Mar 2025 10:00:00 GMT",
            "12th of March 2025",
            "March 12, 2025 Wednesday 10:15 AM CET",
        ),
        *("12 maart 2025", "woensdag 12 maart 2025", "wo 12 mrt. 2025 om 10:15 uur", "12.03.2025", "13-03-2025"),
        *(20250312, 1741773600, 1741773600000, 1741773600.5, "1741773600", DAY),
    ],
)
def test_a_day_is_read_in_the_usual_ways(written: Any) -> None:
    reading = dates.read(written)
    assert reading
    assert reading.has_day
    assert reading.days == {date(2025, 3, 13) if written == "13-03-2025" else DAY}


@pytest.mark.parametrize("written", ["2025-03", "2025/3", "March 2025", "maart 2025"])
def test_a_month_is_not_taken_for_its_first_day(written: str) -> None:
    assert dates.read(written) == Reading(date(2025, 3, 1), date(2025, 3, 1), has_day=False)


@pytest.mark.parametrize(
    "written", ["", "yesterday", "10:00", "Wednesday", "12 March", "2025", 2025, 17, True, None, "2025-13-45", "31/31/2025", "x" * 99]
)
def test_what_names_no_day_is_no_date(written: Any) -> None:
    assert dates.read(written) is None


def test_others_tell_whether_days_or_months_come_first() -> None:
    unclear, european, american = (dates.read(text) for text in ("03/12/2025", "13/12/2025", "12/13/2025"))
    assert unclear
    assert european
    assert american
    assert unclear.days == {date(2025, 12, 3), date(2025, 3, 12)}
    assert dates.days_come_first([unclear, european]) is True
    assert dates.days_come_first([unclear, american]) is False
    assert dates.days_come_first([unclear]) is None
    assert dates.days_come_first([unclear, european, american]) is None


@pytest.mark.parametrize(
    ("columns", "name", "column", "found"),
    [
        ({"Title": "x", "Publication_Date": "a", "date": "b"}, "x.csv:2", None, "b"),
        ({"Title": "x", "Published": "a", "date": ""}, "x.csv:2", None, "a"),
        ({"date": "a", "Event": "b"}, "x.csv:2", "event", "b"),
        ({"title": "x"}, "news/2025-03-12-truce.txt", None, "2025-03-12"),
        ({}, "20250312.txt", None, "2025-03-12"),
        ({}, "news/2025-03-12/truce.txt", None, None),
        ({}, "2025-03-123.txt", None, None),
        ({}, "2025-03-12.txt", "event", None),
    ],
)
def test_the_column_with_the_date_is_found_or_the_name_of_the_file_has_it(
    columns: dict[str, Any], name: str, column: str | None, found: str | None
) -> None:
    assert dates.find(columns, name, column) == found

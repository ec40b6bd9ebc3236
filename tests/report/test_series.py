"""Series over time: their figures, bands and turning points, and what is drawn of them."""

import csv
import math
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO, StringIO

import numpy as np
import pytest
from PIL import Image

from stance.errors import StanceError
from stance.report import plots, trend_files
from stance.report import trend_words as words
from stance.report.trend import Article, Trend, choose, trend

START = date(2025, 1, 6)  # a Monday
SVG = "{http://www.w3.org/2000/svg}"


def news(level: Callable[[date], float | None], days: int = 364, seed: int = 0, a_day: int = 4, group: str = "") -> list[Article]:
    """Make articles of some sentences whose scores lie around the level of their day, and around one of their own."""
    draw = np.random.default_rng(seed)
    articles = []
    for day in (START + timedelta(number) for number in range(days)):
        mean = level(day)
        if mean is None:
            continue
        for _ in range(draw.poisson(a_day)):
            scores = np.clip(mean + draw.normal(0, 0.3) + draw.normal(0, 0.4, draw.integers(1, 9)), -1, 1)
            articles.append(Article(day, len(scores), int((scores > 0.4).sum()), int((scores < -0.4).sum()), float(scores.sum()), group))
    return articles


def crisis(day: date) -> float | None:
    """Calm, a crisis from March, a ceasefire in June, nothing printed in August."""
    if day.month == 8:
        return None
    return 0.0 if day < date(2025, 3, 3) else 0.35 if day < date(2025, 6, 2) else -0.2


@pytest.fixture(scope="module")
def year() -> Trend:
    return trend(news(crisis), "week")


def test_figures_are_those_of_all_sentences_of_a_period() -> None:
    articles = [
        Article(date(2025, 3, 3), sentences=4, escalation=2, de_escalation=1, score=1.0),
        Article(date(2025, 3, 9), sentences=1, escalation=0, de_escalation=1, score=-0.5),  # a Sunday: the same week
        Article(date(2025, 3, 24), sentences=2, escalation=0, de_escalation=0, score=0.2),
    ]
    (series,) = trend(articles, "week").series
    assert [period.start for period in series.periods] == [date(2025, 3, 3) + timedelta(weeks=number) for number in range(4)]
    full, empty, _, single = series.periods
    assert (full.articles, full.sentences) == (2, 5)
    assert (full.tension.value, full.escalation.value, full.de_escalation.value) == pytest.approx((0.1, 0.4, 0.4))
    assert (empty.articles, empty.sentences) == (0, 0)
    assert math.isnan(empty.tension.value)
    assert single.tension.value == pytest.approx(0.1)
    assert math.isnan(single.tension.low)
    assert math.isnan(single.tension.high)


def test_order_and_company_of_articles_change_nothing(year: Trend) -> None:
    articles = news(crisis)
    random.Random(1).shuffle(articles)
    assert trend_files.csv_text(trend(articles, "week")) == trend_files.csv_text(year)
    march = trend([article for article in articles if article.day.month == 3], "week").series[0].periods[2]
    assert march in year.series[0].periods


def test_bands_hold_the_truth_95_times_in_100() -> None:
    """The articles resemble themselves: a band that took their sentences to be independent would hold it far less often."""
    periods = trend(news(lambda _: 0.1, days=7 * 200, seed=3, a_day=6), "week", turns=False).series[0].periods
    held = np.mean([period.tension.low <= 0.1 <= period.tension.high for period in periods])
    assert 0.90 <= held <= 0.98


def test_turning_points_are_where_the_course_turns(year: Trend) -> None:
    (series,) = year.series
    assert [turn.start for turn in series.turns] == [date(2025, 3, 3), date(2025, 6, 2)]
    (rise, fall) = series.turns
    assert (rise.before, rise.after, fall.after) == pytest.approx((0.0, 0.35, -0.2), abs=0.05)
    assert rise.after == fall.before


@pytest.mark.parametrize("by", ["day", "month"])
def test_turning_points_are_the_same_by_day_and_by_month(by: str) -> None:
    (series,) = trend(news(crisis, seed=2), by).series
    assert [(turn.start.month, turn.after > turn.before) for turn in series.turns] == [(3, True), (6, False)]


def test_noise_has_hardly_a_turning_point() -> None:
    """Weeks that differ by more than their articles explain, but by chance alone."""
    alarms = 0
    for seed in range(20):
        levels = np.random.default_rng(seed).normal(0.1, 0.04, 26).tolist()
        articles = news(lambda day, levels=levels: levels[(day - START).days // 7], days=182, seed=seed)  # type: ignore[misc]
        (series,) = trend(articles, "week").series
        assert series.searched
        alarms += bool(series.turns)
    assert alarms <= 2


def test_too_few_articles_are_not_searched_and_it_is_said() -> None:
    found = trend(news(crisis, days=30), "week")
    assert not found.series[0].searched
    assert any("no turning points sought" in note for note in words.notes(found))
    assert words.turning_points(found, found.series[0]) == "Turning points were not sought: that takes 8 weeks with 5 articles or more."


def test_the_period_chosen_is_the_shortest_that_can_be_filled() -> None:
    day = timedelta(1)
    assert choose([START + day * (number % 60) for number in range(600)]) == "day"
    assert choose([START + day * (number % 365) for number in range(6000)]) == "week"
    assert choose([START + day * (number * 3) for number in range(100)]) == "month"
    assert choose([START + day * (number % 3650) for number in range(36500)]) == "month"
    assert choose([START]) == "month"


def test_a_wild_date_does_not_fill_the_memory() -> None:
    with pytest.raises(StanceError, match="from 0001-01-01 to 2025-01-06 are more than 10,000 days"):
        trend([Article(date(1, 1, 1), 1, 0, 0, 0.0), Article(START, 1, 0, 0, 0.0)], "day")


def test_groups_share_their_periods_and_the_rest_is_named() -> None:
    articles = [
        article for number in range(5) for article in news(crisis, days=90, seed=number, a_day=5 - number or 1, group=f"paper {number}")
    ]
    found = trend(articles, "week", most=3)
    assert [series.group for series in found.series] == ["paper 0", "paper 1", "paper 2"]
    assert len({tuple(period.start for period in series.periods) for series in found.series}) == 1
    assert any("2 groups with fewer sentences left out (paper 3, paper 4)" in note for note in words.notes(found))


def test_the_headline_says_what_is_seen_and_no_more(year: Trend) -> None:
    assert words.headline(year) == "Tension rose in the week of 3 March and fell in the week of 2 June 2025"
    flat = trend(news(lambda _: 0.1), "week")
    assert words.headline(flat) == "Tension, January 2025 to January 2026"
    assert words.headline(trend(news(crisis, days=1), "day")) == "Tension, 6 January 2025"


def test_csv_has_a_row_a_period_and_nothing_in_a_gap(year: Trend) -> None:
    rows = list(csv.DictReader(StringIO(trend_files.csv_text(year))))
    assert len(rows) == len(year.series[0].periods)
    gap = next(row for row in rows if row["week"] == "2025-08-11")
    assert (gap["articles"], gap["tension"], gap["tension_low"], gap["escalation"]) == ("0", "", "", "")
    assert [row["week"] for row in rows if row["turning_point"] == "true"] == ["2025-03-03", "2025-06-02"]
    for row in rows:
        if row["articles"] != "0":
            assert float(row["tension_low"]) <= float(row["tension"]) <= float(row["tension_high"])
            assert 0 <= float(row["escalation_low"]) <= float(row["escalation_high"]) <= 1


def test_a_group_is_no_formula_of_a_spreadsheet_and_no_markup(year: Trend) -> None:
    found = trend([*news(crisis, days=20, group="=1+1"), *news(crisis, days=20, group="<b>&")], "week")
    assert "\n'=1+1," in trend_files.csv_text(found)
    page = trend_files.page(found, plots.svg(found, "A <title>", bare=True), "A <title>", words.notes(found))
    assert "<b>" not in page
    assert "&lt;b&gt;&amp;" in page
    assert "<h1>A &lt;title&gt;</h1>" in page


def test_any_title_and_group_can_be_drawn() -> None:
    found = trend([*news(crisis, days=20, group="costs $5, not $10^"), *news(crisis, days=20, group="bell \a")], "week")
    drawing = plots.svg(found, "From $1 to $2_ & <more> \x00")
    texts = {"".join(node.itertext()).strip() for node in ET.fromstring(drawing).iter(f"{SVG}text")}
    assert {"costs $5, not $10^", "bell �", "From $1 to $2_ & <more> �"} <= texts


@pytest.mark.parametrize("colour", [False, True])
def test_table_fits_eighty_columns(year: Trend, colour: bool) -> None:
    lines = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in trend_files.table(year, colour)]
    assert max(map(len, lines)) <= 80
    assert "            no articles in 4 weeks" in lines
    assert [line[:10] for line in lines if line[10:11] == "◆"] == ["2025-03-03", "2025-06-02"]


def test_svg_is_text_that_can_be_read_and_found(year: Trend) -> None:
    drawing = plots.svg(year, words.headline(year))
    root = ET.fromstring(drawing)
    texts = ["".join(node.itertext()).strip() for node in root.iter(f"{SVG}text")]
    assert {"Tension", "Share of sentences", "Sentences a week", "3 Mar 2025", "no articles", "escalation", "de-escalation"} <= set(texts)
    assert root.get("role") == "img"
    names = {node.get("id"): node.text for node in root if node.tag in (f"{SVG}title", f"{SVG}desc")}
    assert root.get("aria-labelledby") == " ".join(str(name) for name in names)
    assert names["trend-title"] == words.headline(year)
    assert "Turning points: the week of 3 March 2025" in str(names["trend-desc"])
    assert drawing == plots.svg(trend(news(crisis), "week"), words.headline(year))
    assert "<dc:date>" not in drawing


def test_a_gap_is_not_bridged(year: Trend) -> None:
    """The line of tension is drawn in two pieces, and no piece goes from July to September."""
    drawn = plots.figure(year, "x")
    line = next(line for line in drawn.axes[0].lines if len(line.get_xdata()) == len(year.series[0].periods))  # type: ignore[arg-type]
    values = np.asarray(line.get_ydata(), float)
    empty = [not period.articles for period in year.series[0].periods]
    assert np.isnan(values).tolist() == empty
    assert sum(empty) == 4


def test_groups_are_drawn_to_one_scale() -> None:
    found = trend([*news(crisis, group="loud"), *news(lambda _: 0.05, group="quiet", a_day=1)], "month")
    axes = plots.figure(found, "x").axes
    assert len(axes) == 6
    for kind in range(3):
        assert axes[kind].get_ylim() == axes[kind + 3].get_ylim()


def test_png_can_be_printed_and_a_single_article_drawn(year: Trend) -> None:
    picture = Image.open(BytesIO(plots.png(year, "x")))
    assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)
    assert picture.width == 5.6 * 200
    one = trend([Article(START, 1, 0, 0, 0.0)])
    assert Image.open(BytesIO(plots.png(one, words.headline(one)))).width == 5.6 * 200

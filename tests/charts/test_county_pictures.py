"""Pictures of the county: what they draw, and that nothing, one row, one day, unknown outcomes and 400 groups are drawn too."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from plotly.colors import sample_colorscale

from charts import compare, county_timeline, coverage, theme
from charts.overview import figure_over_time
from charts.timeline import seasons, touch_points_per_month
from tables import COVERAGE, DAILY_COUNTS, MONTHLY_COUNTS, OVERLAPS, conform, empty


def monthly(*rows):
    return conform(pd.DataFrame(list(rows), columns=["month", "group", "touch_points"]), MONTHLY_COUNTS)


ONE = monthly((pd.Timestamp("2026-03-01"), "FIRE", 1))
UNKNOWN = monthly((pd.Timestamp("2026-03-01"), "none", 7), (pd.Timestamp("2026-04-01"), "none", 2))
MANY = monthly(*((pd.Timestamp("2026-03-01"), f"SECTOR_{n}", n + 1) for n in range(400)))


def divided(counts):
    """MONTHLY_COUNTS as they divide by sector, whatever their month."""
    return counts.groupby("group", as_index=False)["touch_points"].sum().assign(by="sector")


def said(figure):
    return " ".join(note.text for note in figure.layout.annotations)


def test_each_group_has_its_panel_on_the_same_axes_the_largest_first():
    counts = monthly(
        (pd.Timestamp("2026-03-01"), "FIRE", 4),
        (pd.Timestamp("2026-03-01"), "POLICE", 9),
        (pd.Timestamp("2026-04-01"), "FIRE", 1),
    )
    figure = county_timeline.small_multiples(counts, by="partner")
    assert [trace.name for trace in figure.data] == ["Police", "Fire and rescue"]
    assert list(figure.data[1].y[1:-1]) == [4, 1]
    assert figure.layout.yaxis2.matches == "y"


@pytest.mark.parametrize("counts", [ONE, UNKNOWN, MANY], ids=["one row", "all outcomes unknown", "400 groups"])
@pytest.mark.parametrize("draw", [
    lambda counts: county_timeline.small_multiples(counts, by="severity"),
    lambda counts: touch_points_per_month(counts, by="severity"),
    seasons,
    lambda counts: compare.shares(("A", "B"), (divided(counts), divided(counts)), by={"sector": "By sector"}),
])  # fmt: skip
def test_little_and_much_are_drawn(counts, draw):
    assert draw(counts).to_json()


def test_no_more_panels_are_drawn_than_can_be_read():
    assert len(county_timeline.small_multiples(MANY, by="sector").data) == county_timeline.MOST_PANELS


def test_nothing_is_said_rather_than_drawn():
    assert "No touch-points" in said(county_timeline.small_multiples(empty(MONTHLY_COUNTS), by="partner"))
    assert "No touch-points" in said(
        county_timeline.calendar(empty(DAILY_COUNTS), as_of=dt.date(2026, 9, 30), mode="light")
    )
    assert "No premises" in said(coverage.coverage_heat(empty(COVERAGE), mode="dark"))
    assert "No contact" in said(coverage.overlap_sets(empty(OVERLAPS)))
    assert "Too little" in said(figure_over_time(pd.Series(dtype="float64"), words="Share", is_share=True))


def test_the_calendar_puts_a_day_on_its_weekday():
    days = conform(
        pd.DataFrame({"day": [dt.datetime(2026, 9, 30)], "touch_points": [5], "not_to_the_day": [0]}), DAILY_COUNTS
    )
    figure = county_timeline.calendar(days, as_of=dt.date(2026, 9, 30), mode="light")
    last = figure.data[-1]
    wednesday = list(last.y).index("Wed")
    assert max(value for value in last.z[wednesday] if value == value) == 5
    assert len(figure.data) == 3


def test_marks_are_dashed_lines_with_letters_and_no_html():
    figure = county_timeline.marked(touch_points_per_month(ONE, by="partner"), [(dt.date(2026, 3, 1), "<b>Policy</b>")])
    assert len(figure.layout.shapes) == 1
    assert figure.layout.annotations[0].text == "&lt;b&gt;Policy&lt;/b&gt;"


def test_the_heat_table_has_anybody_first_and_the_number_listed_beside_each_sector():
    rows = [("CAR_WASH", "ANY", 4, 3), ("CAR_WASH", "FIRE", 4, 1), ("CAR_WASH", "POLICE", 4, 2)]
    found = conform(pd.DataFrame(rows, columns=["sector", "partner", "listed", "seen"]), COVERAGE)
    heat = coverage.coverage_heat(found, mode="light").data[0]
    assert list(heat.x) == ["Anybody", "Police", "Fire"]
    assert list(heat.y) == ["Hand car wash  (4)"]
    assert list(heat.z[0]) == [0.75, 0.5, 0.25]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_on_every_shade_of_the_heat_table_can_be_read(mode):
    shades = sample_colorscale([list(step) for step in county_timeline.RAMP[mode]], [n / 50 for n in range(51)])
    for shade, ink in zip(shades, theme.ink_on(shades), strict=True):
        assert contrast(shade, ink) >= 4.5


@pytest.mark.parametrize("group", ["partner", "sector", "district"])
def test_no_two_codes_share_a_colour(group):
    colours = {code: colour for code, colour in theme.colours_of(group).items() if code != "none"}
    assert len(set(colours.values())) == len(colours) > 10


def contrast(shade, ink):
    """WCAG 2 contrast, by matplotlib's reading of both colours."""
    channels = [to_rgb(ink), [float(part) / 255 for part in shade[4:-1].split(",")]]
    light = [
        sum(weight * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for weight, c in zip((0.2126, 0.7152, 0.0722), one, strict=True))
        for one in channels
    ]  # fmt: skip
    return (max(light) + 0.05) / (min(light) + 0.05)


def test_each_set_of_partners_has_a_bar_and_a_dot_for_each_partner_in_it():
    found = conform(
        pd.DataFrame({"partners": ["FIRE POLICE", "FIRE"], "businesses": [5, 3], "touch_points": [20, 3]}), OVERLAPS
    )
    figure = coverage.overlap_sets(found)
    assert list(figure.data[0].y) == [5, 3]
    assert list(figure.data[2].y) == ["Police  (5)", "Fire and rescue  (8)"]


def test_two_sides_have_a_row_for_every_month_of_either():
    a, b = monthly((pd.Timestamp("2026-01-01"), "x", 10)), monthly((pd.Timestamp("2026-03-01"), "y", 20))
    found = compare.sides(("A", "B"), (a, b), (100, 50))
    assert found["touch_points"].tolist() == [10, 0, 0, 0, 0, 20]
    assert found["premises"].tolist() == [100] * 3 + [50] * 3


def test_periods_keep_their_own_months_and_few_contacts_are_drawn_by_quarter():
    a, b = monthly((pd.Timestamp("2026-01-01"), "x", 3)), monthly((pd.Timestamp("2025-02-01"), "x", 2))
    periods = ((dt.date(2026, 1, 1), dt.date(2026, 6, 30)), (dt.date(2025, 1, 1), dt.date(2025, 6, 30)))
    assert compare.step_for((a, b)) == "QS"
    found = compare.sides(("A", "B"), (a, b), (9, 9), periods=periods, step="QS")
    assert found["touch_points"].tolist() == [3, 0, 2, 0]


def test_shares_are_of_each_sides_own_contacts():
    a = pd.DataFrame({"by": "class", "group": ["PROACTIVE", "REACTIVE"], "touch_points": [3, 1]})
    b = pd.DataFrame({"by": ["class", "partner"], "group": ["REACTIVE", "FIRE"], "touch_points": [50, 50]})
    figure = compare.shares(("A", "B"), (a, b), by={"class": "By kind", "partner": "By partner"})
    first = next(trace for trace in figure.data if trace.name == "A")
    assert {(trace.name, trace.yaxis): list(trace.y) for trace in figure.data}["B", "y2"] == ["Fire and rescue"]
    assert [trace.showlegend for trace in figure.data] == [True, True, False, False]
    assert dict(zip(first.y, first.x, strict=True)) == {"Inspection": 0.75, "Complaint or incident": 0.25}

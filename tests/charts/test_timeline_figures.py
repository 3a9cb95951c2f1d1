"""Timelines: the traces there are and the numbers in them, read by hand."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from charts import theme
from charts.timeline import business_timeline, first_month_shown, seasons, touch_points_per_month
from tables import MONTHLY_COUNTS, TableError, empty

AS_OF = pd.Timestamp("2026-06-30")


def columns(figure: go.Figure) -> dict[str, dict[str, int]]:
    """What each group has in each month; the first and last day stand twice, and must say what their month says."""
    found: dict[str, dict[str, int]] = {}
    for area in figure.data:
        found[area.name] = {str(day)[:7]: int(count) for day, count in zip(area.x[1:-1], area.y[1:-1], strict=True)}
        assert (area.y[0], area.y[-1]) == (area.y[1], area.y[-2])
    return found


def words(figure: go.Figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


# contacts a month


def test_each_group_is_an_area_in_steps_and_a_month_without_any_is_a_gap_in_all(months):
    counts = months(("2026-01-01", "FIRE", 3), ("2026-03-01", "FIRE", 5), ("2026-03-01", "POLICE", 2))
    figure = touch_points_per_month(counts, by="partner")
    assert {area.stackgroup for area in figure.data} == {"all"}
    assert columns(figure) == {
        "Police": {"2026-01": 0, "2026-02": 0, "2026-03": 2},
        "Fire and rescue": {"2026-01": 3, "2026-02": 0, "2026-03": 5},
    }


def test_words_and_colours_of_severities_are_the_ones_of_every_page(months):
    figure = touch_points_per_month(months(("2026-01-01", "4", 1), ("2026-01-01", "none", 2)), by="severity")
    assert [(area.name, area.fillcolor) for area in figure.data] == [
        ("Stop / prosecute", "#A3123F"),
        ("Not assessed", "#A9B4BC"),
    ]


def test_a_step_is_as_wide_as_its_month(months):
    area = touch_points_per_month(months(("2026-01-01", "FIRE", 3), ("2026-02-01", "FIRE", 5)), by="partner").data[0]
    assert [str(day)[:10] for day in area.x] == ["2026-01-01", "2026-01-16", "2026-02-14", "2026-02-28"]
    assert area.line.shape == "hvh", "it changes half way between two middles: at the end of the month"


def test_the_axis_says_what_it_counts(months):
    figure = touch_points_per_month(months(("2026-01-01", "FIRE", 3)), by="partner")
    assert figure.layout.yaxis.title.text == "Touch-points a month"
    assert figure.layout.yaxis.rangemode == "tozero"


@pytest.mark.parametrize("by", ["severity", "district"])
def test_contacts_of_an_unknown_group_are_drawn_too(by, months):
    """store.activity.monthly_counts calls them "none"; a figure must not lose them, or n under it is wrong."""
    counts = months(("2026-01-01", "none", 7))
    assert sum(sum(bar.values()) for bar in columns(touch_points_per_month(counts, by=by)).values()) == 7


def test_beyond_the_twelve_largest_the_others_are_one_and_nothing_is_lost(months):
    sectors = list(theme.labels_of("sector"))[:20]
    counts = months(*(("2026-01-01", code, 10 + number) for number, code in enumerate(sectors)))
    drawn = columns(touch_points_per_month(counts, by="sector"))
    assert list(drawn)[-1] == "8 smaller groups"
    assert len(drawn) == 13
    assert drawn["8 smaller groups"] == {"2026-01": sum(range(10, 18))}
    assert sum(sum(group.values()) for group in drawn.values()) == counts["touch_points"].sum()


def test_a_few_contacts_of_long_ago_do_not_press_the_rest_together(months):
    recent = [(f"2026-{month:02d}-01", "FIRE", 100) for month in range(1, 7)]
    counts = months(("2003-05-01", "FIRE", 2), *recent)
    figure = touch_points_per_month(counts, by="partner")
    assert first_month_shown(counts) == pd.Timestamp("2026-01-01")
    assert pd.Timestamp(figure.layout.xaxis.range[0]) > pd.Timestamp("2025-12-01")
    assert sum(sum(bar.values()) for bar in columns(figure).values()) == 602, (
        "they are still there for who scrolls back"
    )


def test_one_contact_alone_is_shown_from_its_month(months):
    assert first_month_shown(months(("2026-05-01", "FIRE", 1))) == pd.Timestamp("2026-05-01")


@pytest.mark.parametrize("draw", [lambda rows: touch_points_per_month(rows, by="class"), seasons])
def test_no_rows_is_a_figure_that_says_so(draw):
    figure = draw(empty(MONTHLY_COUNTS))
    assert len(figure.data) == 0
    assert words(figure) == ["No touch-points under these filters"]


@pytest.mark.parametrize("draw", [lambda rows: touch_points_per_month(rows, by="class"), seasons])
def test_a_frame_that_is_not_the_table_is_refused(draw):
    with pytest.raises(TableError, match="MONTHLY_COUNTS"):
        draw(pd.DataFrame({"month": ["2026-01"]}))


# seasons


def test_each_year_is_a_line_and_the_latest_stands_out(months):
    counts = months(
        ("2025-11-01", "FIRE", 3), ("2025-12-01", "FIRE", 4), ("2026-01-01", "FIRE", 5), ("2026-01-01", "TS", 1)
    )
    figure = seasons(counts)
    assert [(line.name, list(line.x), list(line.y)) for line in figure.data] == [
        ("2025", ["Nov", "Dec"], [3, 4]),
        ("2026", ["Jan"], [6]),
    ]
    assert figure.data[1].line.width > figure.data[0].line.width
    assert figure.data[0].line.color != figure.data[1].line.color
    assert list(figure.layout.xaxis.categoryarray)[:2] == ["Jan", "Feb"]


# one business


def test_each_contact_stands_in_the_lane_of_its_organisation_the_gravest_on_top(contacts):
    rows = contacts(
        ("2026-04-10", "Essex Fire", "ENFORCEMENT", 3, "SUBJECT"),
        ("2026-01-10", "Essex Fire", "PROACTIVE", 0, "SUBJECT"),
        ("2026-05-10", "Essex Police", "REACTIVE", None, "SUBJECT"),
    )
    (points,) = business_timeline(rows, as_of=AS_OF).data
    assert list(points.y) == ["Essex Police", "Essex Fire", "Essex Fire"]
    assert list(points.marker.symbol) == ["diamond", "circle", "square"]
    assert list(points.marker.color) == [theme.SEVERITY["none"], theme.SEVERITY["0"], theme.SEVERITY["3"]]


def test_the_organisation_that_came_first_is_the_top_lane(contacts):
    rows = contacts(
        ("2026-04-10", "Essex Fire", "PROACTIVE", 0, "SUBJECT"),
        ("2025-04-10", "Essex Police", "REACTIVE", None, "SUBJECT"),
    )
    figure = business_timeline(rows, as_of=AS_OF)
    assert list(figure.layout.yaxis.categoryarray) == ["Essex Fire", "Essex Police"]


@pytest.mark.parametrize(
    ("group", "symbol"),
    [("PROACTIVE", "circle-open"), ("REACTIVE", "diamond-open"), ("ENFORCEMENT", "square-open"), ("ADMINISTRATIVE", "line-ns-open"), ("INTELLIGENCE", "star-open")],
)  # fmt: skip
@pytest.mark.parametrize("role", ["VICTIM", "LOCATION", "COMPLAINANT", "WITNESS", "UNKNOWN"])
def test_the_symbol_is_hollow_where_the_business_was_not_the_subject(group, symbol, role, contacts):
    figure = business_timeline(contacts(("2026-05-01", "Essex Police", group, None, role)), as_of=AS_OF)
    assert list(figure.data[0].marker.symbol) == [symbol]
    assert go.scatter.Marker(symbol=symbol).symbol == symbol, "a symbol plotly knows"


def test_victim_and_subject_keep_their_own_symbols(contacts):
    rows = contacts(
        ("2026-05-01", "Essex Police", "REACTIVE", None, "VICTIM"),
        ("2026-05-02", "Essex Police", "REACTIVE", None, "SUBJECT"),
    )
    figure = business_timeline(rows, as_of=AS_OF)
    assert list(figure.data[0].marker.symbol) == ["diamond-open", "diamond"]
    assert [about[2] for about in figure.data[0].customdata] == ["Victim", "Subject"]


def test_a_point_tells_what_happened_in_the_partner_s_words_or_in_ours(contacts):
    rows = contacts(
        ("2026-05-01", "Essex Fire", "PROACTIVE", 2, "SUBJECT"), ("2026-05-02", "Essex Fire", "PROACTIVE", 2, "SUBJECT")
    )
    rows.loc[0, "outcome_raw"] = "Letter of non-compliance"
    figure = business_timeline(rows, as_of=AS_OF)
    assert [tuple(about) for about in figure.data[0].customdata] == [
        ("Inspection", "Letter of non-compliance", "Subject"),
        ("Inspection", "Improvement needed", "Subject"),
    ]


def test_every_stretch_of_two_years_without_a_contact_is_called_out(contacts):
    rows = contacts(
        ("2020-06-30", "Essex Fire", "PROACTIVE", 0, "SUBJECT"),
        ("2022-12-30", "Essex Fire", "PROACTIVE", 0, "SUBJECT"),
        ("2024-06-30", "Essex Police", "PROACTIVE", 0, "SUBJECT"),
    )
    figure = business_timeline(rows, as_of=AS_OF + pd.Timedelta(days=1))
    assert words(figure) == ["no contact for 30 months", "no contact for 24 months"]
    assert [(str(band.x0)[:10], str(band.x1)[:10]) for band in figure.layout.shapes] == [
        ("2020-06-30", "2022-12-30"),
        ("2024-06-30", "2026-07-01"),
    ]


def test_a_business_seen_often_enough_has_no_gap(contacts):
    rows = contacts(
        ("2024-12-30", "Essex Fire", "PROACTIVE", 0, "SUBJECT"), ("2026-06-30", "Essex Fire", "PROACTIVE", 0, "SUBJECT")
    )
    figure = business_timeline(rows, as_of=AS_OF)
    assert words(figure) == []
    assert len(figure.layout.shapes) == 0


def test_what_counts_as_a_gap_is_the_caller_s_choice(contacts):
    rows = contacts(("2025-06-30", "Essex Fire", "PROACTIVE", 0, "SUBJECT"))
    assert words(business_timeline(rows, as_of=AS_OF, gap_months=11)) == ["no contact for 12 months"]


def test_the_figure_grows_with_its_lanes(contacts):
    one = business_timeline(contacts(("2026-05-01", "A", "PROACTIVE", 0, "SUBJECT")), as_of=AS_OF)
    two = business_timeline(
        contacts(("2026-05-01", "A", "PROACTIVE", 0, "SUBJECT"), ("2026-05-01", "B", "PROACTIVE", 0, "SUBJECT")),
        as_of=AS_OF,
    )
    assert two.layout.height > one.layout.height


def test_a_business_nobody_saw_is_a_figure_that_says_so(contacts):
    figure = business_timeline(contacts(), as_of=AS_OF)
    assert len(figure.data) == 0
    assert words(figure) == ["Nobody has recorded a contact with this business"]


def test_charts_change_nothing_of_what_they_are_given(contacts, months):
    rows = contacts(("2026-05-01", "A", "PROACTIVE", 0, "VICTIM"))
    counts = months(("2026-01-01", "FIRE", 3), ("2026-03-01", "FIRE", 5))
    before = rows.copy(), counts.copy()
    business_timeline(rows, as_of=AS_OF)
    touch_points_per_month(counts, by="partner")
    seasons(counts)
    pd.testing.assert_frame_equal(rows, before[0])
    pd.testing.assert_frame_equal(counts, before[1])

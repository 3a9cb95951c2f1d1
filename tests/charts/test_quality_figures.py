"""How good each source is: shares, changes in points, what is never sent, months without a contact."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from charts import quality
from store.quality import gaps
from tables import ARRIVALS, LOADS, SOURCE_QUALITY, conform, empty

TITLES = {"fire_audits": "Fire audits"}


@pytest.fixture
def measured() -> pd.DataFrame:
    """Fire audits: 8 of 10 records have a postcode, none a phone; 3 of 4 last month, 1 of 2 the month before."""
    lines = []
    for period, month, whole, postcode, rooftop in (("all", None, 10, 8, 5), ("last", "2026-09-01", 4, 3, 4), ("before", "2026-08-01", 2, 1, 1)):  # fmt: skip
        for measure, part in (("name", whole), ("postcode", postcode), ("phone", 0), ("at_rooftop", rooftop), ("at_postcode", 0), ("matched", 1)):  # fmt: skip
            lines.append({"source": "fire_audits", "partner": "FIRE", "period": period, "month": pd.Timestamp(month) if month else None, "measure": measure, "part": part, "whole": whole})  # fmt: skip
    return conform(pd.DataFrame(lines), SOURCE_QUALITY)


def cell(figure, column: str) -> str:
    never_sent, filled = figure.data
    place = list(filled.x).index(column)
    return never_sent.text[0][place] + filled.text[0][place]


def test_the_heat_table_says_per_cent_and_a_dash_where_a_field_is_never_sent(measured):
    figure = quality.completeness(measured, TITLES, "all")
    assert list(figure.data[0].y) == ["Fire audits"]
    assert (cell(figure, "Postcode"), cell(figure, "Name"), cell(figure, "Phone"), cell(figure, "UPRN")) == ("80", "100", "–", "–")  # fmt: skip


def test_what_somebody_called_a_layout_is_never_markup(measured):
    titles = {"fire_audits": "<b>Fire</b> " + "audits " * 20}
    for figure in (quality.completeness(measured, titles, "all"), quality.precision(measured, titles)):
        [label] = set(figure.data[0].y)
        assert label.startswith("&lt;b&gt;Fire")
        assert len(label) < 60


def test_a_change_is_in_points(measured):
    assert cell(quality.completeness(measured, TITLES, "change"), "Postcode") == "+25"


def test_what_has_no_position_is_the_rest(measured):
    bars = {bar.name: list(bar.x) for bar in quality.precision(measured, TITLES).data}
    assert (bars["Rooftop"], bars["Postcode"], bars["No position"]) == ([50.0], [0.0], [50.0])


def test_a_month_stands_beside_the_month_before(measured):
    loads = pd.DataFrame(
        {
            "loaded_at": pd.to_datetime(["2026-09-02", "2026-08-03"]),
            "rows_read": [10, 30], "quarantined": [1, 6], "unchanged": [5, 0],
        }
    )  # fmt: skip
    table = quality.month_beside_month(measured, "fire_audits", loads)
    lines = table.set_index("Measure")
    assert lines.loc["Postcode"].tolist() == [80.0, 75.0, 50.0, 25.0]
    assert lines.loc["Rows left out"].tolist() == [17.5, 10.0, 20.0, -10.0]
    assert lines.loc["Rows sent before"].tolist() == [12.5, 50.0, 0.0, 50.0]
    words = quality.in_words(quality.month_beside_month(measured, "fire_audits", loads.head(1))).set_index("Measure")
    assert words.loc["Postcode"].tolist() == ["80%", "75%", "50%", "+25"]
    assert words.loc["Rows left out"].isna().tolist() == [False, False, True, True]


def test_months_without_a_contact_are_gaps():
    months = conform(
        pd.DataFrame(
            {
                "source": "fire_audits",
                "month": pd.to_datetime(["2026-05-01", "2026-08-01"]),
                "touch_points": [3, 4],
                "last_contact": pd.to_datetime(["2026-05-20", "2026-08-09"]),
            }
        ),
        ARRIVALS,
    )
    found = gaps(months, as_of=dt.date(2026, 9, 30))
    assert list(found["month"].dt.month) == [6, 7, 9]
    bars, crosses, _ = quality.rhythm(months, empty(LOADS), found).data
    assert (list(bars.y), len(crosses.x)) == ([3, 4], 3)


def test_nothing_is_a_figure_too():
    assert quality.completeness(empty(SOURCE_QUALITY), {}, "all").layout.annotations
    assert quality.precision(empty(SOURCE_QUALITY), {}).layout.annotations
    assert quality.rhythm(empty(ARRIVALS), empty(LOADS), pd.DataFrame({"month": []})).layout.annotations

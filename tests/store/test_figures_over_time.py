"""The seven figures of a county as SQL counts them, and how they went as the figures themselves say it of each month."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from store import overview, rows_behind
from store.access import Scope
from store.cells import COMPLAINT
from store.conditions import contacts
from store.db import cursor
from store.filters import Filters

EVERYBODY, SOME = Scope("one"), Scope("two", ("FIRE", "EH", "TS"), ("E07000070", "E07000066"))
ASKED = (
    Filters(),
    Filters(roles=("SUBJECT",)),
    Filters(sectors=("TAKEAWAY", "RESTAURANT"), severities=("1", "2", "none")),
)
AS_OF = dt.date(2026, 6, 30)
every_question = pytest.mark.parametrize(
    "wanted", ASKED, ids=lambda wanted: " ".join(wanted.described()) or "everything"
)
every_person = pytest.mark.parametrize("scope", [EVERYBODY, SOME], ids=lambda scope: scope.user)


def at_each_business(scope: Scope, wanted: Filters, register: Path) -> pd.DataFrame:
    where, values = contacts(scope, wanted)
    sql = f"""select business_id, count(*) as n, count(distinct partner_org) as organisations,
        count(*) filter ({COMPLAINT}) as complaints from touch_points where {where} group by 1"""
    return cursor(register).execute(sql, values).df()


@every_question
@every_person
def test_what_is_counted_in_memory_is_what_sql_counts(scope: Scope, wanted: Filters, register: Path) -> None:
    found, each = (
        overview.figures(scope, wanted, register, as_of=AS_OF, more_than=2),
        at_each_business(scope, wanted, register),
    )
    multi = each[each["organisations"] >= 2]
    assert (found.touch_points, found.contacted, found.complaints) == (
        each["n"].sum(),
        len(each),
        each["complaints"].sum(),
    )
    assert (found.known, found.multi) == ((each["organisations"] > 2).sum(), len(multi))
    assert found.top_multi == multi["complaints"].nlargest(math.ceil(len(multi) * 0.05)).sum()
    assert found.top_all == each["complaints"].nlargest(math.ceil(len(each) * 0.05)).sum()
    where, values = contacts(scope, wanted)
    bodies = cursor(register).execute(
        f"select count(distinct partner_org), count(distinct partner) from touch_points where {where}", values
    ).fetchone()  # fmt: skip
    assert (found.organisations, found.partners) == bodies


@every_person
def test_retail_areas_are_those_of_the_rows_behind_them(scope: Scope, register: Path) -> None:
    found = overview.figures(scope, Filters(), register, as_of=AS_OF)
    every = rows_behind.EVERY_ROW
    rows = rows_behind.rows(scope, Filters(), register, as_of=AS_OF, more_than=3, figure="retail", most=every)
    retail = rows[rows["is_retail"]]
    assert (found.retail_premises, found.retail_contacts) == (retail["premises"].sum(), retail["contacts"].sum())
    assert found.retail_premises > 0


@every_question
@every_person
def test_each_month_is_what_the_figures_say_at_its_end(scope: Scope, wanted: Filters, register: Path) -> None:
    months = overview.trends(scope, wanted, register, as_of=AS_OF, more_than=2).set_index("month")
    for month in (months.index[0], months.index[11], months.index[-1]):
        end = (month + pd.offsets.MonthEnd(0)).date()
        start = (month - pd.DateOffset(months=11)).date()
        by_then = overview.figures(scope, replace(wanted, date_to=end), register, as_of=AS_OF, more_than=2)
        in_it = overview.figures(scope, replace(wanted, date_from=month.date(), date_to=end), register, as_of=AS_OF)
        in_a_year = overview.figures(scope, replace(wanted, date_from=start, date_to=end), register, as_of=AS_OF)
        row = months.loc[month]
        assert row["known_share"] == pytest.approx(by_then.known_share, nan_ok=True)
        assert (row["touch_points"], row["organisations"]) == (in_it.touch_points, in_it.organisations)
        assert row["per_day"] == pytest.approx(in_it.per_day)
        assert row["retail_ratio"] == pytest.approx(float("nan") if in_a_year.retail_ratio is None else in_a_year.retail_ratio, nan_ok=True)  # fmt: skip
        sql = "select count(*) from businesses where first_seen is null or first_seen <= ?"
        if scope is EVERYBODY and not wanted.sectors:
            assert row["businesses"] == cursor(register).execute(sql, [end]).fetchone()[0] + _later(register)


def _later(register: Path) -> int:
    """Businesses first seen after the last month shown are in no month's way: they are counted in all of them."""
    return cursor(register).execute("select count(*) from businesses where first_seen > ?", [AS_OF]).fetchone()[0]


@every_question
def test_each_year_is_what_the_figures_say_of_it(wanted: Filters, register: Path) -> None:
    years = overview.top_by_year(EVERYBODY, wanted, register, as_of=AS_OF)
    assert len(years)
    for row in years.itertuples():
        start = dt.date(row.year - 1, 7, 1)
        asked = replace(wanted, date_from=start, date_to=dt.date(row.year, 6, 30))
        share = overview.figures(EVERYBODY, asked, register, as_of=AS_OF).top_multi_share
        assert row.top_share == pytest.approx(float("nan") if share is None else share, nan_ok=True)

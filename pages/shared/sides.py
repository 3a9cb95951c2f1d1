"""Two things to set side by side: chosen here, in the address bar, the same way on every page that compares."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd
import streamlit as st

import codes
from charts import compare
from pages.shared import cached, layout
from pages.shared.drawn import draw
from pages.shared.listing import listing
from pages.shared.state import Register
from risk import rates
from store.access import Scope
from store.filters import Filters

KINDS = {"sector": "Two sectors", "district": "Two areas", "partner": "Two partners", "period": "Two periods"}
_ATTRIBUTES = {"sector": "sectors", "district": "districts", "partner": "partners"}
_LISTS = {"sector": "sectors", "district": "districts", "partner": "partners"}


@dataclass(frozen=True)
class Side:
    """One of two: its name, and the filters that give it."""

    name: str
    wanted: Filters


def choose(kind: str, scope: Scope, register: Register, wanted: Filters) -> tuple[Side, Side] | None:
    """Ask for both sides; None where there are not two to choose from."""
    if kind == "period":
        return _periods(register, wanted)
    labels = codes.labels(_LISTS[kind])
    offered = [code for code in labels if code in cached.choices(scope, register.path)[_ATTRIBUTES[kind]]]
    if len(offered) < 2:
        st.info(
            "There are not two of these in what is loaded, so there is nothing to compare.",
            icon=":material/compare_arrows:",
        )
        return None
    chosen = []
    for number, (column, letter) in enumerate(zip(st.columns(2), ("A", "B"), strict=True)):
        with column:
            code = st.selectbox(
                f"{letter}", offered, index=min(number, len(offered) - 1), format_func=lambda code: labels[code],
                key=f"{kind}_{letter.lower()}", bind="query-params",
            )  # fmt: skip
        chosen.append(Side(labels[code], _narrowed(wanted, kind, code)))
    if chosen[0] == chosen[1]:
        st.info("Both sides are the same: choose another on one of them.", icon=":material/compare_arrows:")
        return None
    return chosen[0], chosen[1]


def _narrowed(wanted: Filters, kind: str, code: str) -> Filters:
    if kind == "sector":
        return replace(wanted, sectors=(code,))
    return replace(wanted, districts=(code,)) if kind == "district" else replace(wanted, partners=(code,))


def _listed(scope: Scope, register: Register, side: Side) -> int:
    return cached.premises_seen(scope, register.path, side.wanted)[0]


def _periods(register: Register, wanted: Filters) -> tuple[Side, Side] | None:
    """The last twelve months and the twelve before, unless other days are chosen."""
    end = pd.Timestamp(register.as_of)
    year = pd.DateOffset(years=1)
    usual = ((end - year + pd.Timedelta(days=1), end), (end - 2 * year + pd.Timedelta(days=1), end - year))
    chosen = []
    for column, letter, (first, last) in zip(st.columns(2), ("A", "B"), usual, strict=True):
        with column, st.container(horizontal=True):
            start = st.date_input(
                f"{letter} from", first.date(), key=f"from_{letter.lower()}", format="DD/MM/YYYY", bind="query-params"
            )
            stop = st.date_input(
                f"{letter} to", last.date(), key=f"to_{letter.lower()}", format="DD/MM/YYYY", bind="query-params"
            )
        chosen.append((start, stop))
    if any(start is None or stop is None or start > stop for start, stop in chosen):
        st.info("A period ends before it begins: choose its days again.", icon=":material/event_busy:")
        return None
    found = [Side(_period_words(start, stop), replace(wanted, date_from=start, date_to=stop)) for start, stop in chosen]
    return found[0], found[1]


def _period_words(start: dt.date, stop: dt.date) -> str:
    return f"{start:%-d %b %Y} to {stop:%-d %b %Y}"


def over_time(scope: Scope, register: Register, both: tuple[Side, Side], *, is_period: bool, key: str) -> None:
    """Counts and, beside them, rates for each 1,000 listed premises, month by month with intervals; and what to make of it."""
    names = (both[0].name, both[1].name)
    first, second = (cached.monthly_counts(scope, register.path, side.wanted, "class") for side in both)
    counts = (first, second)
    listed = (_listed(scope, register, both[0]), _listed(scope, register, both[1]))
    periods = tuple((side.wanted.date_from, side.wanted.date_to) for side in both) if is_period else None
    step = compare.step_for(counts)
    found = compare.sides(names, counts, listed, periods=periods, step=step)  # type: ignore[arg-type]
    per = "quarter" if step == "QS" else "month"
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(f"Contacts a {per}", anchor=False)
        _lines(
            found,
            pd.DataFrame([vars(rates.count_interval(int(n))) for n in found["touch_points"]]),
            f"Touch-points a {per}",
            is_period,
            f"{key}.counts",
        )
    with right:
        st.subheader("For each 1,000 premises", anchor=False)
        rows = [rates.rate_interval(int(row.touch_points), int(row.premises)) for row in found.itertuples()]
        if any(row is None for row in rows):
            st.caption("No premises of the rating list on one side: no rate can be told.")
        else:
            _lines(
                found,
                pd.DataFrame([vars(row) for row in rows]),
                f"A {per} for each 1,000 listed premises",
                is_period,
                f"{key}.rates",
            )
    _verdict(names, counts, listed)


def _lines(found: pd.DataFrame, intervals: pd.DataFrame, unit: str, is_period: bool, key: str) -> None:
    period = "Quarter" if "quarter" in unit else "Month"
    figure = compare.side_by_side(found, intervals, unit=unit, aligned=is_period, period=period)
    draw(figure, key=key, alt=f"{unit}, two sides with intervals")


def _verdict(names: tuple[str, str], counts: tuple[pd.DataFrame, pd.DataFrame], listed: tuple[int, int]) -> None:
    total = [int(part["touch_points"].sum()) for part in counts]
    lines = []
    for name, n, premises in zip(names, total, listed, strict=True):
        rate = rates.rate_interval(n, premises)
        lines.append(
            {
                "Side": name, "Contacts": f"{n:,}", "Listed premises": f"{premises:,}",
                "For each 1,000 premises": f"{rate.value:,.0f} ({rate.low:,.0f} to {rate.high:,.0f})" if rate else "–",
            }
        )  # fmt: skip
    ratio = rates.ratio_interval(total[0], listed[0], total[1], listed[1])
    st.markdown("**" + rates.difference_in_words(names[0], names[1], ratio) + "**")
    rows = pd.DataFrame(lines)
    listing(rows, label="Totals of both sides", numbers=tuple(rows.columns[1:]))
    layout.source_note(
        "Source: every file loaded, by the date of the contact; premises are those of the rating list. Bands and ranges are 95% intervals "
        "(Byar's method for counts); contacts come in clusters, so the true range is wider. Contacts without a known side are left out. Where contacts are few, quarters are drawn instead of months."
    )


__all__ = ["KINDS", "Side", "choose", "over_time"]

"""The lists of the coverage page: premises nobody has seen, records one would expect, partners who meet or disagree."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

import codes
from charts import coverage as pictures
from charts import theme
from pages.shared import cached_picture, download, layout, messages
from pages.shared.drawn import draw
from pages.shared.state import Register
from store.access import Scope
from store.filters import Filters
from store.together import WITHIN_DAYS


def high_attention() -> tuple[str, ...]:
    """Sectors in which exploitation is found more often than elsewhere, by the shared list of sectors."""
    table = codes.table("sectors")
    return tuple(table.loc[table["is_high_attention"] == "yes", "sector"])


def unseen(scope: Scope, register: Register, wanted: Filters, since: dt.date) -> None:
    """Listed premises that nobody has seen."""
    everyone = st.toggle(
        "Every sector, not only those of high attention", key="all_sectors", bind="query-params",
        help="High attention: " + ", ".join(codes.labels("sectors")[code] for code in high_attention()),
    )  # fmt: skip
    sectors = wanted.sectors if wanted.sectors or everyone else high_attention()
    rows = cached_picture.unseen_premises(scope, register.path, wanted, since, sectors)
    st.markdown(
        f"**{len(rows):,}{' or more' if len(rows) >= 5_000 else ''} premises in the rating list that nobody has been in contact with since {since:%-d %B %Y}.** "
        "Verify that they exist: a premises may be empty, closed, or known under an address nobody could match."
    )
    shown = readable(rows)
    shown.insert(1, "Check", "verify that it exists")
    _table(scope, wanted, rows, shown, "unseen", missing="never")


def expected(scope: Scope, register: Register, wanted: Filters) -> None:
    """Businesses without the record one would expect of their sector, by rule."""
    rules = codes.table("expectations").set_index("rule")
    known = cached_picture.partners_that_can_tell(scope, register.path)
    listed = cached_picture.listed_by_sector(scope, register.path, wanted)
    can = [rule for rule in rules.index if set(rules.loc[rule, "partners"].split()) & known]
    cannot = [rule for rule in rules.index if rule not in can]
    if can:
        words = {rule: f"{rules.loc[rule, 'label']} ({_sectors(rules.loc[rule, 'sectors'])})" for rule in can}
        rule = st.selectbox(
            "What is missing", can, format_func=lambda code: words[code], key="expectation", bind="query-params"
        )
        rows = cached_picture.expected_missing(scope, register.path, wanted, rule)
        whole = sum(
            listed.get(sector, 0)
            for sector in rules.loc[rule, "sectors"].split()
            if not wanted.sectors or sector in wanted.sectors
        )
        st.markdown(
            f"**{len(rows):,} of {whole:,} listed businesses: {rules.loc[rule, 'label'].lower()}.** "
            f"Basis: {rules.loc[rule, 'basis']}. A record that could not be matched looks the same as one that is missing: check before acting."
        )
        _table(scope, wanted, rows, readable(rows), f"expected-{rule.lower()}")
    if cannot:
        partners = codes.labels("partners")
        named = ", ".join(sorted({partners[code] for rule in cannot for code in rules.loc[rule, "partners"].split()}))
        st.caption(f"Cannot be told, as no file of theirs is loaded or you may not see it: {named}.")


def together(scope: Scope, register: Register, wanted: Filters, since: dt.date) -> None:
    """Which partners know the same businesses, and where several visited within 90 days."""
    sets = cached_picture.overlaps(scope, register.path, wanted, since)
    with st.container(key="wide_overlaps"):
        draw(
            pictures.overlap_sets(sets), key="coverage.overlaps",
            alt="Businesses by exactly which partners were in contact with them",
        )  # fmt: skip
    layout.source_note(
        f"Source: every file loaded. n = {int(sets['businesses'].sum()):,} businesses with a contact since {since:%-d %B %Y}, in {len(sets):,} sets; "
        f"the {min(len(sets), pictures.MOST_SETS)} largest are drawn. Each business counts in one bar: the partners with a dot know it, the others do not."
    )
    counts = cached_picture.visited_counts(scope, register.path, wanted, since)
    st.subheader(f"Visited by several within {WITHIN_DAYS} days", anchor=False)
    if counts.empty:
        st.caption("No premises was visited by two organisations within 90 days in this period.")
        return
    st.dataframe(
        pictures.visited_table(counts),
        column_config=layout.ROW_COLUMNS,
        hide_index=True,
        key="coverage.pairs",
        width="content",
        alt="Pairs of partners",
    )
    layout.source_note(
        "Inspections, audits, advice visits, samples and test purchases. Published ratings are left out: they come from the council's own visit. "
        "Below, of each premises the latest two visits."
    )
    rows = cached_picture.visited_together(scope, register.path, wanted, since)
    _table(scope, wanted, rows, readable(rows), "visited-together")


def disagree(scope: Scope, register: Register, wanted: Filters, since: dt.date) -> None:
    """Businesses that were satisfactory for one organisation and critical for another within a year."""
    wider = st.toggle("Also formal action, not only stop and prosecute", key="wider", bind="query-params")
    rows = cached_picture.disagreements(scope, register.path, wanted, since, 3 if wider else 4)
    st.markdown(
        f"**{len(rows):,} businesses satisfactory for one organisation and {'under formal action by' if wider else 'critical for'} another within a year.** "
        "Often each looked at something else: a clean kitchen under a blocked fire exit. That is what partners have to tell each other."
    )
    _table(scope, wanted, rows, readable(rows), "disagreements")


LABELS = {
    "name": "Name", "sector": "Sector", "last_contact": "Last contact", "touch_points": "Touch-points", "first_org": "First visit by",
    "first_date": "On", "second_org": "Second visit by", "second_date": "And on", "days_between": "Days between",
    "content_org": "Satisfactory for", "content_function": "In", "content_date": "On", "critical_org": "Critical for",
    "critical_function": "For", "critical_date": "And on", "critical_outcome": "Outcome, as sent", "severity": "Severity", "address": "Address", "postcode": "Postcode", "district": "District",
    "known_from": "Known from",
}  # fmt: skip
_CODED = {
    "sector": "sectors",
    "district": "districts",
    "content_function": "functions",
    "critical_function": "functions",
}


def readable(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of these lists with words for codes and headings people read."""
    shown = rows.assign(
        **{name: rows[name].map(codes.labels(listed)) for name, listed in _CODED.items() if name in rows}
    )
    if "known_from" in rows:
        short = codes.table("partners").set_index("partner")["short"]
        shown["known_from"] = [
            ", ".join(short.get(code, code) for code in str(line).split()) if isinstance(line, str) else ""
            for line in rows["known_from"]
        ]
    if "severity" in rows:
        shown["severity"] = rows["severity"].astype("str").map(theme.severity_labels())
    return shown[[name for name in LABELS if name in rows]].rename(columns=LABELS)


def _sectors(line: str) -> str:
    labels = codes.labels("sectors")
    return ", ".join(labels[code] for code in line.split())


def _table(
    scope: Scope, wanted: Filters, rows: pd.DataFrame, shown: pd.DataFrame, name: str, missing: str = "–"
) -> None:
    if rows.empty:
        messages.nothing_found(wanted)
        return
    picked = st.dataframe(
        shown, column_config=layout.ROW_COLUMNS, hide_index=True, key=f"coverage.{name}", on_select="rerun",
        selection_mode="single-row", height=min(38 * (len(shown) + 1), 460), alt=name.replace("-", " "),
        placeholder=missing,
    )  # fmt: skip
    layout.open_picked(rows, picked)
    layout.source_note(f"{len(rows):,} rows. Tick a row to open its profile.")
    download.csv(scope, shown, wanted, name=name)

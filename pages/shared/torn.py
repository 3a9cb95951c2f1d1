"""Rows with more or fewer cells than there are headings, laid out under the headings to be cut anew."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from loaders.mended import WHOLE_ROW, as_line, cells_of
from pages.shared import one_row, state
from pages.shared.messages import counted, plain
from pipeline import quarantine
from pipeline.quarantine import REASONS
from store.raw import Receipt

EXTRA = "too many"
"""The headings of cells for which there is none; they have to be empty before a row is loaded."""


def laid_out(lines: pd.Series, headings: list[str]) -> pd.DataFrame:
    """Rows cell by cell under the headings, those that are too many under headings of their own; a missing cell is empty."""
    cells = [cells_of(line) for line in lines]
    most = max((len(row) for row in cells), default=0)
    names = [*headings, *(f"{EXTRA} {number}" for number in range(1, most - len(headings) + 1))]
    return pd.DataFrame([[*row, *[""] * (len(names) - len(row))] for row in cells], index=lines.index, columns=names)


def recut(before: pd.DataFrame, after: pd.DataFrame, rows: pd.DataFrame, width: int) -> list[dict[str, object]]:
    """The rows that somebody cut anew, as corrections of the whole row.

    Args:
        before, after: the cells as laid out, and as put right.
        rows: `Layout` and `Row` of each.
        width: how many headings there are; a row with text beyond them is not whole yet.
    """
    after = after.fillna("").astype("str")
    touched = after.index[(after != before).any(axis=1)]
    whole = [place for place in touched if not after.loc[place].iloc[width:].str.strip().any()]
    return [
        {
            "source": rows.loc[place, "Layout"],
            "row": int(rows.loc[place, "Row"]),
            "column": WHOLE_ROW,
            "to_value": as_line(list(after.loc[place].iloc[:width])),
        }
        for place in whole
    ]


def put_in(cells: pd.DataFrame, typed: Sequence[one_row.Fix], numbers: pd.Series) -> pd.DataFrame:
    """The cells with what was typed in their place; `numbers` of the rows as a spreadsheet counts them."""
    found = cells.copy()
    for fix in typed:
        found.loc[numbers == fix["row"], str(fix["column"])] = str(fix["to_value"])
    return found


def editor(receipt: Receipt, rows: pd.DataFrame) -> list[dict[str, object]]:
    """Forms and grids of the torn rows of a file, one of each for each layout; what was put right in them."""
    fixes: list[dict[str, object]] = []
    headings = quarantine.headings(state.place(), receipt)
    for source, torn in rows.groupby("Layout", sort=False):
        names = headings[str(source)]
        shown = laid_out(torn[WHOLE_ROW], names)
        st.markdown(
            f":material/content_cut: **{counted(len(torn), 'row')} cut wrongly.** The cells stand under the {len(names)} headings as they came: "
            f"move them to where they belong, and empty what is **{plain(EXTRA)}**."
        )
        typed = one_row.form(receipt, torn[list(REASONS)].join(shown), name=f"torn.{source}")
        with st.expander("All of them in a grid, to see or to paste many at once", icon=":material/table:"):
            edited = st.data_editor(
                shown.assign(Row=torn["Row"]),
                hide_index=True,
                disabled=["Row"],
                column_order=["Row", *shown.columns],
                column_config={"Row": st.column_config.NumberColumn("Row", format="%d", pinned=True)},
                key=f"load.torn.{receipt.sha256[:12]}.{source}.{state.turn('load.fix')}",
            )
        fixes += recut(shown, put_in(edited[shown.columns], typed, torn["Row"]), torn, len(names))
    return fixes

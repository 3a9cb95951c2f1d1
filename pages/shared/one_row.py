"""Rows left out, put right one after the other, field by field: what is typed is never lost, on a narrow screen and by keyboard too."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.shared import state
from pages.shared.messages import plain
from pipeline.quarantine import REASONS
from store.raw import Receipt

Fix = dict[str, object]


def form(receipt: Receipt, rows: pd.DataFrame, *, name: str = "one") -> list[Fix]:
    """Choose a row and type what is right; what was typed for other rows is kept until the rows are loaded.

    Args:
        rows: REASONS, then the columns of the layout as received.
        name: tells several forms about one file apart.
    Returns:
        What differs from what was received: source, row, column and the new value of each cell.
    """
    turn = f"{receipt.sha256[:12]}.{state.turn('load.fix')}"
    kept: dict[tuple[str, int, str], str] = state.remembered(f"one row {name}", turn, dict)
    with st.container(border=True):
        names = {place: f"Row {int(line['Row'])}: {line['Reason']}" for place, line in rows.iterrows()}
        place = st.selectbox(
            "Row to put right", list(names), format_func=lambda one: names[one], key=f"load.{name}.row.{turn}"
        )
        line = rows.loc[place]
        st.markdown(f":material/lightbulb: {plain(str(line['What to do']))}")
        own = [name for name in rows.columns if name not in REASONS]
        with st.grid(3, min_column_width=240):
            for number, column in enumerate(own):
                cell = (str(line["Layout"]), int(line["Row"]), column)
                received = str(line[column])
                typed = st.text_input(
                    plain(column), kept.get(cell, received), key=f"load.{name}.{turn}.{place}.{number}", max_chars=4_000
                )
                if typed != received:
                    kept[cell] = typed
                else:
                    kept.pop(cell, None)
    return [
        {"source": source, "row": row, "column": column, "to_value": value}
        for (source, row, column), value in kept.items()
    ]


def together(first: list[Fix], then: list[Fix]) -> list[Fix]:
    """Both, the later where they are about the same cell."""
    cells = {(fix["source"], fix["row"], fix["column"]): fix for fix in (*first, *then)}
    return list(cells.values())

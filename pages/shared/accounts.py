"""Where the rows of a loaded file went: the account, what was wrong, and the rows that were left out."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from loaders.mended import WHOLE_ROW
from pages.shared import layout, listing, one_row, state, torn
from pages.shared.download import neutralised
from pages.shared.messages import counted, plain
from pipeline import jobs, layouts, quarantine
from pipeline.quarantine import REASONS
from store import audit, loaded
from store.access import Scope
from store.raw import Receipt

MOST_ISSUES = 2_000
MOST_EDITED = 200
ISSUE_COLUMNS = {
    "Row": st.column_config.NumberColumn("Row", format="%d", help="As a spreadsheet numbers it", pinned=True),
    "What is wrong": st.column_config.TextColumn("What is wrong", width="large"),
    "Row left out": st.column_config.CheckboxColumn("Row left out"),
}


def issues_table(issues: pd.DataFrame) -> pd.DataFrame:
    """ISSUES in words, rows that were left out first."""
    ordered = issues.sort_values(["is_quarantined", "row"], ascending=[False, True], kind="stable")
    return pd.DataFrame(
        {
            "Row": ordered["row"],
            "Column": ordered["column"],
            "What is wrong": ordered["problem"],
            "What was done": ordered["action"],
            "What to do": ordered["advice"],
            "Row left out": ordered["is_quarantined"],
        }
    )


def account(receipt: Receipt, report: loaded.Report) -> None:
    """Read = kept + left out + unchanged, in four figures and a sentence."""
    titles = {spec.name: spec.title for spec in layouts.known(state.place())}
    names = [titles.get(name, name) for name in report.specs]
    st.markdown("  \n".join((f"**{plain(', '.join(names))}**", *(plain(why) for why in report.why))))
    with st.grid(4, min_column_width=135):
        layout.figure("Rows read", f"{report.read:,}", help_text="Every row below the headings; empty lines are none")
        layout.figure("Kept", f"{report.kept:,}", help_text="Stored, new or changed")
        layout.figure("Left out", f"{report.quarantined:,}", help_text="Quarantined, each with its reason")
        layout.figure("Unchanged", f"{report.unchanged:,}", help_text="Said the same in an earlier file or further up in this one")  # fmt: skip
    if len(report.specs) > 1:
        _by_table(receipt, dict(zip(report.specs, names, strict=True)))
    span = f" Contacts from {_day(report.date_min)} to {_day(report.date_max)}." if report.date_min else ""
    agreement = f" Agreement {plain(receipt.agreement)}." if receipt.agreement else " No sharing agreement was named."
    layout.source_note(
        f"{report.read:,} = {report.kept:,} + {report.quarantined:,} + {report.unchanged:,}.{span} "
        f"Received {_day(receipt.received_at)} at {receipt.received_at[11:16]} from {plain(receipt.received_by)}.{agreement}"
    )


def _day(iso: str | None) -> str:
    """`"2026-04-01"` -> `"1 Apr 2026"`."""
    return layout.date_words(dt.date.fromisoformat(iso[:10])) if iso else "–"


def _by_table(receipt: Receipt, titles: dict[str, str]) -> None:
    """The same account for each table of a file with several."""
    counts = loaded.states(state.place(), receipt.sha256).groupby(["source", "state"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=list(titles), columns=["kept", "quarantined", "unchanged"], fill_value=0)
    shown = counts.rename(columns={"kept": "Kept", "quarantined": "Left out", "unchanged": "Unchanged"})
    shown.insert(0, "Rows read", counts.sum(axis=1))
    shown.insert(0, "Table", list(titles.values()))
    st.dataframe(shown, hide_index=True, key="load.by_table")


def issues(receipt: Receipt) -> None:
    """What was wrong: each kind once with its count, then line by line."""
    found = loaded.issues_of(state.place(), receipt.sha256)
    if found.empty:
        st.markdown(":material/check_circle: Nothing was wrong with any row.")
        return
    alike = found.groupby(
        ["is_quarantined", "code", "column", "action", "advice"], sort=False, dropna=False, observed=True
    )
    kinds = alike.agg(rows=("row", "size"), example=("problem", "first")).reset_index()
    kinds = kinds.sort_values(["is_quarantined", "rows"], ascending=False)
    listing.listing(
        pd.DataFrame(
            {
                "For example": kinds["example"],
                "Column": kinds["column"],
                "Rows": kinds["rows"].map("{:,}".format),
                "What was done": kinds["action"],
                "What to do": kinds["advice"],
            }
        ),
        label="What was wrong, each kind once",
        numbers=("Rows",),
    )
    with st.expander(f"{counted(len(found), 'remark')}, row by row"):
        st.dataframe(issues_table(found).head(MOST_ISSUES), hide_index=True, column_config=ISSUE_COLUMNS, key="load.issues", placeholder="–")  # fmt: skip
        if len(found) > MOST_ISSUES:
            layout.source_note(f"The first {MOST_ISSUES:,} of them.")


def left_out(scope: Scope, receipt: Receipt) -> None:
    """The rows that were left out: to take away with the reasons, or to put right here."""
    rows = quarantine.quarantined(state.place(), receipt)
    if rows.empty:
        st.markdown(":material/check_circle: No row was left out.")
        return
    st.markdown(
        f"**{counted(len(rows), 'row')} left out.** Choose a row, type what is right and load it, or send the rows back to the partner with the reasons."
    )
    is_torn = rows[WHOLE_ROW] != "" if WHOLE_ROW in rows else pd.Series(False, index=rows.index)
    shown = rows[~is_torn].drop(columns=[WHOLE_ROW], errors="ignore").head(MOST_EDITED)
    fixes = one_row.form(receipt, shown) if len(shown) else []
    if len(shown):
        fixes = one_row.together(_cells_put_right(receipt, shown), fixes)
    if is_torn.any():
        fixes += torn.editor(receipt, rows[is_torn].head(MOST_EDITED))
    if len(rows) > MOST_EDITED:
        layout.source_note(f"{MOST_EDITED} of a kind are shown of {len(rows):,}; all of them are in the download.")
    count = len({(fix["source"], fix["row"]) for fix in fixes})
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _take_away(scope, receipt, rows)
        reason = st.text_input("Why is the new value right?", key=f"load.reason.{receipt.sha256[:12]}", max_chars=300, placeholder="e.g. asked the inspector").strip()  # fmt: skip
        label = f"Load {counted(count, 'corrected row')}" if fixes else "Load the corrected rows"
        if st.button(label, type="primary", key="load.again", disabled=not (fixes and reason), icon=":material/restart_alt:"):  # fmt: skip
            jobs.start(state.place(), "correct", by=scope.user, sha256=receipt.sha256, corrections=fixes, reason=reason)
            state.turn("load.fix", next_one=True)
            st.rerun()
    if fixes and not reason:
        st.caption(f"{counted(len(fixes), 'cell')} put right. Say why, then load them; it stays written down beside the value as received.")  # fmt: skip


def _cells_put_right(receipt: Receipt, shown: pd.DataFrame) -> list[dict[str, object]]:
    """A grid of rows left out; the cells that somebody put right in it."""
    own = [name for name in shown.columns if name not in REASONS]
    with st.expander("All of them in a grid, to see or to paste many at once", icon=":material/table:"):
        st.caption("Double-click a cell and wait for its frame before you type: a grid drops what is typed sooner.")
        edited = st.data_editor(
            shown,
            hide_index=True,
            disabled=list(REASONS),
            key=f"load.fix.{receipt.sha256[:12]}.{state.turn('load.fix')}",
            column_config={
                "Row": st.column_config.NumberColumn("Row", format="%d", pinned=True),
                "Reason": st.column_config.TextColumn("Reason", width="large"),
            },
            column_order=["Row", *(["Layout"] if shown["Layout"].nunique() > 1 else []), "Reason", *own],
        )
    return changed(shown, edited)


def changed(before: pd.DataFrame, after: pd.DataFrame) -> list[dict[str, object]]:
    """The cells somebody put right: source, row, column and the new value of each."""
    found: list[dict[str, object]] = []
    for name in (name for name in before.columns if name not in REASONS):
        new = after[name].fillna("").astype("str")
        for place in before.index[new != before[name].astype("str")]:
            line = before.loc[place]
            found.append({"source": line["Layout"], "row": int(line["Row"]), "column": name, "to_value": new[place]})
    return found


def _take_away(scope: Scope, receipt: Receipt, rows: pd.DataFrame) -> None:
    if not scope.may_export:
        return
    place = state.place()
    marked = neutralised(rows).assign(marking=state.marking(state.register()))

    def taken() -> None:
        audit.record(place, scope.user, "download", name="quarantine", file=receipt.file_name, rows=len(rows))

    st.download_button(
        f"Download {counted(len(rows), 'row')} with reasons",
        marked.to_csv(index=False).encode("utf-8-sig"),
        file_name=f"left-out-{receipt.sha256[:8]}.csv",
        mime="text/csv",
        key="load.quarantine",
        on_click=taken,
        icon=":material/download:",
    )

"""Undo a load, withdraw a partner, dispose of what is old: each with its reason and the name typed out."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

import codes
from pages.shared import layout, listing, navigation, state
from pages.shared.download import neutralised
from pages.shared.messages import counted, plain
from pipeline import jobs, retract, sources
from store import audit
from store import sources as kept
from store.access import Scope

LOAD_COLUMNS = {
    "Loaded": st.column_config.DateColumn("Loaded", format="D MMM YYYY"),
    "From": st.column_config.DateColumn("From", format="D MMM YYYY"),
    "To": st.column_config.DateColumn("To", format="D MMM YYYY"),
    **{
        name: st.column_config.NumberColumn(name, format="localized")
        for name in ("Rows", "Kept", "Left out", "Unchanged", "Touch-points")
    },
}
DESTROY = "Also destroy the file as received. It cannot be brought back; the receipt says that it was there"


def loads(scope: Scope, files: pd.DataFrame) -> None:
    """The loads of one source, and the way to undo one of them."""
    st.dataframe(_table(files), hide_index=True, column_config=LOAD_COLUMNS, key="sources.loads", placeholder="–")
    names = {row.source_file: f"{row.file_name}  ·  {row.loaded_at:%-d %b %Y}  ·  {row.rows_read:,} rows" for row in files.itertuples()}  # fmt: skip
    chosen = st.selectbox("Load", list(names), format_func=lambda sha: names[sha], key=f"sources.load.{len(names)}.{next(iter(names))[:8]}")  # fmt: skip
    row = files[files["source_file"] == chosen].iloc[0]
    navigation.link("load", "Where its rows went", {"file": chosen[:12]}, icon=":material/arrow_forward:")
    with st.container(border=True):
        st.markdown(f"**:material/undo: Undo this load**  \nThe register is built again without {plain(row['file_name'])}. The file is kept as received, so that sending it again brings it back.")  # fmt: skip
        given = _confirmed("undo", str(row["file_name"]), f"Undo {row['file_name']}")
        if given is not None:
            kept.demand(scope, [str(row["partner"])])
            jobs.start(state.place(), "withdraw", by=scope.user, targets=[chosen], **given)
            st.rerun()


def _table(files: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "File": files["file_name"],
            "Organisation": files["partner_org"],
            "Loaded": files["loaded_at"],
            "By": files["loaded_by"],
            "Agreement": files["agreement"],
            "Rows": files["rows_read"],
            "Kept": files["kept"],
            "Left out": files["quarantined"],
            "Unchanged": files["unchanged"],
            "Touch-points": files["touch_points"],
            "From": files["date_min"],
            "To": files["date_max"],
        }
    )


def _confirmed(what: str, name: str, label: str) -> dict[str, Any] | None:
    """Reason, name typed out and whether to destroy; None until the button is pressed with all of it given."""
    turn = state.turn("taking_back")
    left, right = st.columns(2)
    reason = left.text_input("Why", key=f"sources.{what}.reason.{turn}", placeholder="Kept for ever in the audit log")
    typed = right.text_input(f"Type **{plain(name)}** to confirm", key=f"sources.{what}.typed.{turn}")
    destroy = st.checkbox(DESTROY, key=f"sources.{what}.destroy.{turn}")
    is_ready = bool(reason.strip()) and typed.strip().casefold() == name.strip().casefold()
    if st.button(plain(label), key=f"sources.{what}.go", disabled=not is_ready, icon=":material/undo:"):
        state.turn("taking_back", next_one=True)
        return {"reason": reason.strip(), "destroy": destroy}
    return None


def partner(scope: Scope, code: str, files: pd.DataFrame) -> None:
    """Withdraw everything a partner has sent, or one organisation of it, such as one council of several."""
    partner_label = codes.labels("partners")[code]
    bodies = sorted(files["partner_org"].dropna().unique())
    every = f"All of {partner_label}"
    body = st.selectbox("Whose files", [every, *bodies], key=f"sources.whose.{code}") if len(bodies) > 1 else every
    label = partner_label if body == every else str(body)
    files = files if body == every else files[files["partner_org"] == body]
    count, rows = files["source_file"].nunique(), int(files["rows_read"].sum())
    st.markdown(f"**{plain(label)}** has sent {counted(count, 'file')} with {counted(rows, 'row')}. Withdrawing takes all of them out of the register, and older registers are deleted.")  # fmt: skip
    given = _confirmed("partner", label, f"Withdraw everything of {label}")
    if given is not None:
        kept.demand(scope, [code])
        jobs.start(
            state.place(), "withdraw", by=scope.user, partner=code, organisation="" if body == every else body, **given
        )
        st.rerun()


def retention(scope: Scope, found: pd.DataFrame) -> None:
    """What the sources' rules say is to go, as a report to take away, and the button that carries it out."""
    place, today = state.place(), dt.datetime.now(dt.UTC).date()
    mine = set(found["source"])
    due = [line for line in retract.retention(place, as_of=today) if line.source in mine]
    if not due:
        st.caption("No source has a retention rule yet. Set one under Terms.")
        return
    titles = dict(zip(found["source"], found["title"], strict=True))
    report = pd.DataFrame(
        {
            "Source": [titles[line.source] for line in due],
            "Kept for": [counted(line.retain_years, "year") for line in due],
            "Contacts before": [pd.Timestamp(line.before) for line in due],
            "Contacts left out": [line.contacts for line in due],
            "Files to destroy": [", ".join(receipt.file_name for receipt in line.files) or "none" for line in due],
        }
    )
    st.dataframe(report, hide_index=True, column_config={"Contacts before": st.column_config.DateColumn("Contacts before", format="D MMM YYYY")}, key="sources.retention")  # fmt: skip
    layout.source_note("Contacts past their time are in no register built from now on; a file with nothing younger is destroyed.")  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _report_button(scope, report)
        typed = st.text_input("Type **dispose** to confirm", key=f"sources.dispose.typed.{state.turn('taking_back')}")
        if st.button("Dispose", key="sources.dispose.go", disabled=typed.strip().casefold() != "dispose", icon=":material/delete_forever:"):  # fmt: skip
            kept.demand(scope, [sources.partners(place)[line.source] for line in retract.retention(place, as_of=today)])
            jobs.start(place, "dispose", by=scope.user)
            state.turn("taking_back", next_one=True)
            st.rerun()


def taken_back(scope: Scope) -> None:
    """What no longer counts: which file, since when, by whom, why, and whether it was destroyed."""
    found = retract.taken_back(scope, state.place())
    if found.empty:
        return
    with st.expander(f"Taken back or disposed of: {counted(len(found), 'file')}", icon=":material/history:"):
        lines = pd.DataFrame(
            {
                "File": found["file_name"],
                "When": pd.to_datetime(found["at"]).dt.strftime("%-d %b %Y, %H:%M"),
                "By": found["by"],
                "Why": found["reason"],
                "Rows": found["rows_read"].map("{:,.0f}".format, na_action="ignore"),
                "The file": found["is_destroyed"].map(
                    {True: "destroyed", False: "kept sealed; counts again when it is sent again"}
                ),
            }
        )
        listing.listing(lines, label="Files taken back or disposed of", numbers=("Rows",), most="30rem")


def _report_button(scope: Scope, report: pd.DataFrame) -> None:
    if not scope.may_export:
        return
    place = state.place()

    def taken() -> None:
        audit.record(place, scope.user, "download", name="retention", rows=len(report))

    st.download_button(
        "Download the report",
        neutralised(report).assign(marking=state.marking(state.register())).to_csv(index=False).encode("utf-8-sig"),
        file_name="touchpoint-retention.csv",
        mime="text/csv",
        key="sources.retention.download",
        on_click=taken,
        icon=":material/download:",
    )

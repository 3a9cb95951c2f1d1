"""Which loads there are, which one is looked at, and the step that makes them count."""

from __future__ import annotations

import streamlit as st

import codes
from pages.shared import state
from pages.shared.messages import counted, plain
from pipeline import jobs, layouts, link, retract
from pipeline.jobs import Job
from store import loaded
from store.access import Scope
from store.loaded import Report
from store.raw import Receipt


def bar(scope: Scope) -> None:
    """Says when what is loaded is not yet what everybody reads, with the button that publishes it."""
    if link.is_published(state.place()):
        return
    with st.container(border=True):
        left, right = st.columns([4, 1], vertical_alignment="center")
        left.markdown(
            "**:material/published_with_changes: The register is older than what is loaded or decided.**  \n"
            "Linking finds which records are about the same business and publishes a new register; until then everybody reads the old one."
        )
        if right.button("Link and publish", type="primary", key="load.publish", icon=":material/hub:", width="stretch"):
            jobs.start(state.place(), "publish", by=scope.user)
            st.rerun()


def outcome(ended: Job | None) -> None:
    """What the last load or correction came to: what was kept, and which files were refused and why."""
    if ended is None or ended.kind not in ("load", "correct") or ended.state != "done":
        return
    told = ended.result.get("reports") or [{**ended.result, "error": "", "state": "loaded again"}]
    for one in told:
        if one["error"]:
            st.error(plain(one["error"]), icon=":material/block:")
            continue
        rows = f"{counted(one['read'], 'row')}: {one['kept']:,} kept, {one['quarantined']:,} left out, {one['unchanged']:,} unchanged."
        known = " The same bytes were loaded before." if one["state"] == "already loaded" else ""
        again = " again" if one["state"] == "loaded again" else ""
        st.success(f"**Loaded{again}: {plain(one['file'])}.** {rows}{known}", icon=":material/check_circle:")


def loads(scope: Scope) -> dict[str, tuple[Receipt, Report]]:
    """By SHA-256, the loads that count and that the person may look into, newest first."""
    place = state.place()
    partner_of = {spec.name: spec.partner for spec in layouts.known(place)}
    found = {}
    for receipt in reversed(retract.active(place)):
        report = loaded.report_of(place, receipt.sha256)
        if report is not None and all(scope.covers(partner_of.get(name, "")) for name in report.specs):
            found[receipt.sha256] = (receipt, report)
    return found


def chosen_load(scope: Scope) -> tuple[Receipt | None, Report | None]:
    """The load that is looked at: the one in the address, or the last."""
    every = loads(scope)
    if not every:
        return None, None
    named = st.query_params.get("file", "")
    first = next((place for place, sha in enumerate(every) if named and sha.startswith(named)), 0)
    partner_of = {spec.name: codes.labels("partners").get(spec.partner, "") for spec in layouts.known(state.place())}

    def label(sha256: str) -> str:
        receipt, report = every[sha256]
        return f"{receipt.file_name}  ·  {partner_of.get(report.specs[0], '')}  ·  {receipt.received_at[:10]}  ·  {report.read:,} rows, {report.quarantined:,} left out"

    sha256 = st.selectbox("Load", list(every), first, format_func=label, key=f"load.chosen.{len(every)}.{first}", label_visibility="collapsed")  # fmt: skip
    return every[sha256]

"""Which loads there are, which one is looked at, and the step that makes them count."""

from __future__ import annotations

import streamlit as st

import codes
from pages.shared import state
from pages.shared.messages import plain
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


def refusals(ended: Job | None) -> None:
    """Of the last load, files that were refused and why; nothing else of them was kept."""
    if ended is None or ended.kind != "load":
        return
    for told in ended.result.get("reports", []):
        if told["error"]:
            st.error(plain(told["error"]), icon=":material/block:")


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

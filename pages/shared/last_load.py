"""What the last load brought, as a card and in detail."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

import codes
from charts import theme
from pages.shared import cached_picture, layout, navigation
from pages.shared.messages import plain
from pages.shared.state import Register
from store.access import Scope
from store.filters import Filters

FEW = 6
QUIET_FACTOR = 3.0
QUIET_LEAST_DAYS = 60


def card(scope: Scope, register: Register, wanted: Filters, earlier: Path | None) -> None:
    """The eighth tile: what is new since the register before."""
    with st.container(border=True, gap="xxsmall", height="stretch"):
        st.markdown("**Since the last load**")
        if earlier is None:
            st.caption(
                "This is the first load: there is nothing to compare with yet. The next file that is loaded will say here what it brought."
            )
            return
        load = cached_picture.last_load(scope, register.path, wanted, earlier)
        st.markdown(
            f"**{load.touch_points:,}** new contacts  \n**{load.severe:,}** new severe outcomes  \n**{load.businesses:,}** new businesses"
        )
        gone = f", {load.files_gone:,} taken back" if load.files_gone else ""
        st.caption(f"{load.files:,} files{gone} since the register of {load.at:%-d %B %Y, %H:%M}")


def details(scope: Scope, register: Register, wanted: Filters, earlier: Path | None, fresh: pd.DataFrame) -> None:
    """Whose contacts are new, the severe ones by name, and who has gone quiet."""
    st.subheader("What changed since the last load", anchor=False)
    if earlier is None:
        st.caption("Nothing was loaded before. Until then: the organisations that have fallen silent.")
    else:
        _whose(cached_picture.load_by_organisation(scope, register.path, wanted, earlier))
        _severe(cached_picture.severe_of_load(scope, register.path, wanted, earlier))
        _opened(scope, register, wanted, earlier)
    usual = fresh["usual_gap_days"].fillna(30).clip(lower=1)
    quiet = fresh[(fresh["silent_days"] > QUIET_LEAST_DAYS) & (fresh["silent_days"] > QUIET_FACTOR * usual)]
    for row in quiet.head(FEW).itertuples():
        st.markdown(
            f":material/notifications_off: **{plain(row.partner_org)}** silent for {row.silent_days:,} days, since {layout.date_words(row.last_contact)}"
        )
    if quiet.empty:
        st.caption("No organisation has gone quiet.")


def _whose(brought: pd.DataFrame) -> None:
    if brought.empty:
        st.caption("No new contact under these filters.")
    for row in brought.head(FEW).itertuples():
        severe = f", {row.severe:,} severe" if row.severe else ""
        st.markdown(f":material/add_circle: **{plain(row.partner_org)}** {row.touch_points:,} new contacts{severe}")


def _severe(rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    words, sectors = theme.severity_labels(), codes.labels("sectors")
    st.caption(f"New severe outcomes ({len(rows):,})")
    for row in rows.head(FEW).itertuples():
        said = f"{words[str(int(row.severity))]}, {row.partner_org}, {layout.date_words(row.event_date)}"
        navigation.link(
            "profile", f"{plain(row.name)}  ·  {sectors[row.sector]}: {plain(said)}", {"business": row.business_id}
        )


def _opened(scope: Scope, register: Register, wanted: Filters, earlier: Path) -> None:
    ids = cached_picture.new_businesses(scope, register.path, wanted, earlier)
    if not ids:
        return
    st.caption(f"New businesses ({len(ids):,})")
    found = cached_picture.named(scope, register.path, ids[:FEW])
    for row in found.itertuples():
        where = f", {plain(row.address)}" if isinstance(row.address, str) else ""
        navigation.link("profile", f"{plain(row.name)}{where}", {"business": row.business_id})

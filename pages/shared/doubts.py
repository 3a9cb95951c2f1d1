"""From where positions come, and what is doubtful about them: of a file that was loaded, and of a source."""

from __future__ import annotations

import streamlit as st

from charts import places
from pages.shared import cached, layout, listing, state
from store.access import Scope
from store.raw import Receipt

FLAGS = tuple(places.DOUBTS)


def of_file(scope: Scope, receipt: Receipt) -> None:
    """The places of what one file was the first to bring; they are looked up when a register is published."""
    register = state.register()
    counts = cached.positions(scope, register.path, receipt.sha256) if register is not None else {}
    if register is None or not counts:
        st.caption(
            "Places are looked up when the register is published: as supplied, else by UPRN, else the postcode's centre. "
            "Nothing of this file is in the register that is published, or all of it was known before."
        )
        return
    st.markdown(places.positions_line(counts))
    found = cached.place_doubts(scope, register.path, FLAGS, source_file=receipt.sha256)
    if found.empty:
        st.markdown(":material/check_circle: Nothing is doubtful about them.")
    else:
        listing.listing(places.doubts_table(found), label="Doubts about places", numbers=("Records",))
    layout.source_note(
        f"Of the records this file was the first to bring. A doubtful place is flagged, never dropped. {register.attribution}"
    )


def of_source(scope: Scope, source: str) -> None:
    """What is doubtful about the places of a source."""
    register = state.register()
    found = cached.place_doubts(scope, register.path, FLAGS, source=source) if register is not None else None
    if found is None or found.empty:
        st.caption("Nothing is doubtful about its places.")
    else:
        listing.listing(places.doubts_table(found), label="Doubts about places", numbers=("Records",), most="34rem")

"""Files dropped on the page Load: what each is and why, what has to be asked, and the button that loads them."""

from __future__ import annotations

import datetime as dt
from functools import partial

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

import codes
from pages.shared import accounts, layout, state
from pages.shared.messages import counted, plain
from pages.shared.to_map import ToMap, to_be_mapped
from pipeline import jobs, layouts
from pipeline.examine import LOOKED_AT, Examined, Found, examine
from store import decisions
from store.access import Scope

Ready = list[tuple[UploadedFile, dict[str, str]]]
MOST_ISSUES = 100
BADGES = {
    "recognised": ("Recognised", ":material/check:", "green"),
    "asks": ("Which is it?", ":material/help:", "orange"),
    "unknown": ("New to us", ":material/draw:", "orange"),
    "already loaded": ("Already loaded", ":material/done_all:", "gray"),
    "refused": ("Cannot be read", ":material/error:", "red"),
}


def dropped(scope: Scope) -> list[tuple[UploadedFile, Examined]]:
    """The files in the drop zone, each looked at once."""
    place = state.place()
    files = st.file_uploader(
        "Drop one or several files of a partner",
        accept_multiple_files=True,
        key=f"load.files.{state.turn('load.files')}",
        help="CSV, Excel, OpenDocument, XML, JSON, Parquet, GeoPackage, Shapefile, SPSS, and zip or gz around any of them. "
        "Nothing is kept until you press Load.",
    )
    mark = layouts.mark(place)
    found = []
    for file in files or []:
        with st.spinner(f"Looking at {plain(file.name)}"):
            look = partial(examine, place, file.name, file.getvalue(), received=_today())
            looked = state.remembered("examined", f"{file.file_id} {mark}", look)
        found.append((file, looked))
    return found


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def cards(scope: Scope, files: list[tuple[UploadedFile, Examined]]) -> tuple[Ready, list[ToMap]]:
    """A card for each file; the files that can be loaded, with what was chosen for each, and the tables to be mapped."""
    ready: Ready = []
    to_map = []
    for file, looked in files:
        with st.container(border=True):
            chosen = _card(scope, looked)
            task = to_be_mapped(scope, file, looked)
        if task is not None:
            to_map.append(task)
        elif chosen is not None:
            ready.append((file, chosen))
    return ready, to_map


def _card(scope: Scope, looked: Examined) -> dict[str, str] | None:
    label, icon, colour = BADGES[looked.state]
    left, right = st.columns([5, 1], vertical_alignment="center")
    left.markdown(f"**{plain(looked.name)}**  ·  {_size(looked.size)}")
    with right.container(horizontal=True, horizontal_alignment="right"):
        st.badge(label, icon=icon, color=colour)  # type: ignore[arg-type]
    if looked.state == "refused":
        st.markdown(plain(looked.error))
    elif looked.state == "already loaded":
        rest = "" if looked.sheets else " Nothing to do."
        st.caption(f"The same bytes were loaded before and count.{rest}")
    elif looked.state == "unknown":
        st.markdown(
            "No layout we know fits this file. Say below what its columns are; next month's file is then known by itself."
        )
    else:
        return _answered(scope, looked)
    return None


def _answered(scope: Scope, looked: Examined) -> dict[str, str] | None:
    """What was chosen for a file whose layout is known, or one of several; None while something is open."""
    chosen: dict[str, str] = {}
    found = looked.found
    if looked.state == "asks":
        st.markdown(f"It could be any of these; they differ in {plain(looked.asks)}.")
        names = {one.spec: f"{one.title} ({codes.labels('partners')[one.partner]})" for one in looked.found}
        spec = st.radio("Which is it?", list(names), None, format_func=lambda name: names[name], key=f"load.which.{looked.sha256[:12]}")  # fmt: skip
        if spec is None:
            return None
        chosen["spec_name"] = " + ".join(dict.fromkeys((spec, *looked.also)))
        found = tuple(one for one in looked.found if one.spec == spec)
    denied = [one for one in found if not scope.covers(one.partner)]
    if denied:
        st.markdown(f"Files of {codes.labels('partners')[denied[0].partner]} are not yours to load.")
        return None
    for one in found:
        st.markdown("  \n".join(plain(said) for said in (one.why, *one.notes)))
    left, right = st.columns(2)
    beside = right if looked.asks_organisation else left
    if looked.asks_organisation:
        councils = [f"{name} Council" for name in codes.labels("districts").values()]
        council = left.selectbox("Which council is it from?", councils, None, accept_new_options=True, placeholder="The file does not say", key=f"load.council.{looked.sha256[:12]}")  # fmt: skip
        chosen["organisation"] = council or ""
    known = decisions.terms(state.place()).get(found[0].spec)
    agreement = beside.text_input(
        "Sharing agreement",
        (known.agreement if known else "") or "",
        key=f"load.agreement.{looked.sha256[:12]}",
        placeholder="Reference, e.g. WEISF-2026-014",
    )
    _first_rows(found)
    if known and known.agreement_expires and known.agreement_expires < _today().isoformat():
        st.warning(
            "The sharing agreement of this source has run out. Ask its owner before you load.",
            icon=":material/event_busy:",
        )
    return None if looked.asks_organisation and not chosen["organisation"] else chosen | {"agreement": agreement}


def _first_rows(found: tuple[Found, ...]) -> None:
    for one in found:
        title = f"First rows{f' of {plain(one.sheet)}' if one.sheet else ''}  ·  {one.kept:,} of the {'' if one.rows < LOOKED_AT else 'first '}{counted(one.rows, 'row')} would be kept"
        with st.expander(title):
            st.dataframe(one.first, hide_index=True)
            if len(one.issues):
                told = accounts.issues_table(one.issues).head(MOST_ISSUES)
                st.dataframe(told, hide_index=True, column_config=accounts.ISSUE_COLUMNS, placeholder="–")
            not_stored(one.not_stored)


def not_stored(headings: tuple[str, ...]) -> None:
    """Which columns stay out, in words; where the original stays."""
    if headings:
        names = ", ".join(f"**{plain(name)}**" for name in headings[:40])
        more = f" and {len(headings) - 40} more" if len(headings) > 40 else ""
        st.markdown(f":material/visibility_off: Will not be stored: {names}{more}.")
    else:
        st.markdown(":material/visibility: Every column is stored.")


def load_button(scope: Scope, ready: Ready, waiting: int) -> None:
    """Load what is ready, in a process of its own."""
    left = f"{waiting} more to be answered or mapped." if waiting else ""
    label = f"Load {ready[0][0].name}" if len(ready) == 1 else f"Load {len(ready)} files"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(plain(label), type="primary", key="load.go", disabled=not ready, icon=":material/upload:"):
            begin(scope, ready)
        if left:
            st.caption(left)


def begin(scope: Scope, ready: Ready) -> None:
    """Hand the files to a job and empty the drop zone."""
    files = {f"{number}/{file.name}": file.getvalue() for number, (file, _) in enumerate(ready)}
    jobs.start(state.place(), "load", by=scope.user, files=files, chosen=[chosen for _, chosen in ready])
    emptied()


def emptied() -> None:
    """Empty the drop zone and begin the page anew."""
    state.turn("load.files", next_one=True)
    st.query_params.clear()
    st.rerun()


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e6 else f"{size / 1e3:,.1f} kB" if size >= 100 else counted(size, "byte")


def heading(number: int, text: str, explained: str = "") -> None:
    """A step of the page."""
    st.subheader(f"{number}  ·  {text}", anchor=False)
    if explained:
        layout.source_note(explained)

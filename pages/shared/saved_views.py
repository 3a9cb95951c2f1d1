"""Views under a name: the page that is open with its filters, kept for everybody as a link; and questions ready made."""

from __future__ import annotations

import datetime as dt
from urllib.parse import parse_qs, urlencode

import streamlit as st

import codes
from pages.shared import cached_picture, filters, navigation, state
from pages.shared.messages import plain
from store import audit, saved_views
from store.access import Scope

NEAR_M = 500
PLACE_OF_CODES = {"sector": "sectors", "district": "districts", "partner": "partners"}


def offer(scope: Scope, page: str) -> None:
    """In the sidebar: give the page that is open, with its filters, a name. Only app.py does, once its filters are drawn."""
    name_of_page = page or navigation.PAGES[0].name
    with st.sidebar, st.popover("Save this view", icon=":material/bookmark_add:", width="stretch"):
        st.caption(
            "Kept for everybody who may use this installation. The link holds filters, never rows: each sees only what they may."
        )
        with st.form("views.save", border=False, clear_on_submit=True):
            name = st.text_input(
                "Name of the view",
                key="views.name",
                max_chars=saved_views.MOST_LETTERS,
                placeholder="Takeaways in Basildon, formal action",
            )
            sent = st.form_submit_button("Save", icon=":material/bookmark_add:")
        if sent and name.strip():
            query = urlencode({key: st.query_params.get_all(key) for key in st.query_params}, doseq=True)
            place = state.place()
            saved_views.save_view(place, scope.user, name=name, page=name_of_page, query=query)
            audit.record(place, scope.user, "save view", name=name, page=name_of_page, query=query)
            st.success("Saved.", icon=":material/check:")
        elif sent:
            st.warning("A name is needed.")
        navigation.link("views", "All saved views", icon=":material/bookmarks:")


def listed(scope: Scope) -> None:
    """The views that are kept, newest first, each with its link and, for its author, the way to take it off."""
    place = state.place()
    kept = saved_views.views(place)
    if not kept:
        st.caption("No view is saved yet. Set filters on any page and choose *Save this view* in the sidebar.")
    known = {page.name for page in navigation.PAGES}
    for view in kept:
        with st.container(border=True, gap="xxsmall"):
            if view.page not in known:
                st.markdown(f"**{plain(view.name)}**")
                st.caption("The page it was saved from no longer exists.")
            else:
                navigation.link(view.page, plain(view.name), parse_qs(view.query), icon=":material/bookmark:")
                st.caption(f"{plain(said(view))}  \nBy {plain(view.by)}, {view.at:%-d %B %Y}")
                with st.expander("Link to share", icon=":material/link:"):
                    st.code(address(view), language=None, wrap_lines=True)
            if view.by == scope.user and st.button(
                "Remove", key=f"views.remove_{view.id}", type="tertiary", icon=":material/close:"
            ):
                saved_views.withdraw_view(place, scope.user, view)
                audit.record(place, scope.user, "remove view", name=view.name)
                st.rerun()


def said(view: saved_views.View) -> str:
    """What a view shows: its page and its filters in the words of the address bar."""
    title = next(page.title for page in navigation.PAGES if page.name == view.page)
    parts = [", ".join(values) for values in parse_qs(view.query).values()]
    return " · ".join([title, *parts])


def address(view: saved_views.View) -> str:
    """The whole address of a view on this server, as the browser that asks reaches it."""
    base = str(st.context.url or "").split("?")[0].rstrip("/").removesuffix("/views")
    return f"{base}/{view.page}" + (f"?{view.query}" if view.query else "")


def questions(scope: Scope, register: state.Register) -> None:
    """Questions that are asked often, each a link with its filters set; "here" is the postcode that is typed."""
    typed = st.text_input(
        "Where is “here”? A postcode or its beginning", key="views.here", placeholder="CM1 1AA", max_chars=10
    )
    here = cached_picture.centre_of(scope, register.path, typed) if typed.strip() else None
    if typed.strip() and here is None:
        st.caption("No business with a position has this postcode: the map opens without a place.")
    for question in codes.table("questions").itertuples():
        query = question.query.replace("area=@here", f"area=c:{here[0]:.5g},{here[1]:.6g},{NEAR_M}" if here else "")
        with st.container(border=True, gap="xxsmall"):
            navigation.link(question.page, question.label, _filled(query, register.as_of), icon=":material/help:")
            st.caption(question.why[:1].upper() + question.why[1:] + ".")


def _filled(query: str, as_of: dt.date) -> dict[str, list[str]]:
    """A question's query with words for codes, as widgets have them in the address bar, also those of the two sides."""
    found = filters.of_query(query, as_of)
    for key, values in found.items():
        kind, _, side = key.partition("_")
        if side in ("a", "b") and kind in PLACE_OF_CODES:
            labels = codes.labels(PLACE_OF_CODES[kind])
            found[key] = [labels.get(value, value) for value in values]
    return found

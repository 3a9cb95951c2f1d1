"""Touchpoint: what every partner knows about a business, in one picture. This file only routes."""

import streamlit as st

from pages.shared import download, filters, layout, navigation, pictures, saved_views, search, state

st.set_page_config(
    page_title="Touchpoint", page_icon="static/brand/icon.png", layout="wide", initial_sidebar_state="auto"
)
scope = state.scope()
page = st.navigation(navigation.registered(), position="top")
state.arrive(page.url_path)
st.logo("static/brand/logo.svg", size="large", icon_image="static/brand/icon.png")
layout.banner()
pictures.as_pictures()
search.box(scope)
if navigation.has_filters(page.url_path):
    filters.sidebar(scope, navigation.parts(page.url_path))
    with st.sidebar:
        download.below_filters(scope)
    saved_views.offer(scope, page.url_path)
page.run()

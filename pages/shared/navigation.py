"""The pages there are, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

FOLDER = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class PageFile:
    """One page: its file below pages/, title, icon, the question it answers, and whether the menu lists it."""

    name: str
    file: str
    title: str
    icon: str
    question: str
    is_listed: bool = True


PAGES = (
    PageFile(
        "overview",
        "explore/overview.py",
        "Overview",
        ":material/dashboard:",
        "What do we hold, how fresh is it, what stands out?",
    ),
    PageFile(
        "hotspots", "explore/hotspots.py", "Hotspots", ":material/local_fire_department:", "Where do contacts gather?"
    ),
    PageFile("timeline", "explore/timeline.py", "Timeline", ":material/timeline:", "When did who see what?"),
    PageFile(
        "businesses",
        "explore/businesses.py",
        "Businesses",
        ":material/storefront:",
        "Which businesses are these, and where is the one I am looking for?",
    ),
    PageFile(
        "profile",
        "explore/profile.py",
        "Profile",
        ":material/badge:",
        "What does everybody know about this business?",
        False,
    ),
)


def registered() -> list[StreamlitPage]:
    """The pages as Streamlit wants them; the first is the start page."""
    return [
        st.Page(
            FOLDER / page.file,
            title=page.title,
            icon=page.icon,
            url_path=page.name,
            default=number == 0,
            visibility="visible" if page.is_listed else "hidden",
            help=page.question,
        )
        for number, page in enumerate(PAGES)
    ]


def file_of(name: str) -> str:
    """What `st.page_link` wants for a page: its path from the project's folder."""
    return "pages/" + next(page.file for page in PAGES if page.name == name)


def link(name: str, label: str, query: dict[str, str] | None = None, icon: str | None = None) -> None:
    """A real link to a page: one step in the browser's history, and it can be opened in a new tab."""
    st.page_link(file_of(name), label=label, query_params=query or None, icon=icon)

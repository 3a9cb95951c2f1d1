"""The pages there are, in the order of the menu."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from pages.shared import map_parts

FOLDER = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class PageFile:
    """One page.

    Attributes:
        name: its address, and how other pages call it.
        section: the heading it stands under in the menu; one of SECTIONS.
        file: its path below pages/.
        title: its name in the menu.
        icon: a Material symbol.
        question: the question it answers.
        is_listed: the menu lists it.
        has_filters: it answers under the shared filters, which are then drawn.
        parts: keys of the fragments that a change of a filter draws, in this order, where it need not draw all of the page.
    """

    name: str
    section: str
    file: str
    title: str
    icon: str
    question: str
    is_listed: bool = True
    has_filters: bool = True
    parts: tuple[str, ...] = ()


SECTIONS = ("Explore", "Review", "Data", "Act", "Govern")
PAGES = (
    PageFile(
        "overview",
        "Explore",
        "explore/overview.py",
        "Overview",
        ":material/dashboard:",
        "What do we hold, how fresh is it, what stands out?",
        parts=("overview",),
    ),
    PageFile(
        "figure",
        "Explore",
        "explore/figure.py",
        "Figure",
        ":material/pin:",
        "What is this figure made of?",
        is_listed=False,
    ),
    PageFile(
        "hotspots",
        "Explore",
        "explore/hotspots.py",
        "Hotspots",
        ":material/local_fire_department:",
        "Where do contacts gather?",
        parts=map_parts.BY_FILTER,
    ),
    PageFile(
        "timeline",
        "Explore",
        "explore/timeline.py",
        "Timeline",
        ":material/timeline:",
        "When did who see what?",
        parts=("timeline",),
    ),
    PageFile(
        "coverage",
        "Explore",
        "explore/coverage.py",
        "Coverage",
        ":material/grid_on:",
        "Who has been seen by whom, and who by nobody?",
        parts=("coverage",),
    ),
    PageFile(
        "compare",
        "Explore",
        "explore/compare.py",
        "Compare",
        ":material/compare_arrows:",
        "How do two of these differ?",
        parts=("compare",),
    ),
    PageFile(
        "businesses",
        "Explore",
        "explore/businesses.py",
        "Businesses",
        ":material/storefront:",
        "Which businesses are these, and where is the one I am looking for?",
        parts=("businesses",),
    ),
    PageFile(
        "views",
        "Explore",
        "explore/views.py",
        "Saved views",
        ":material/bookmarks:",
        "Which question has somebody asked before?",
        has_filters=False,
    ),
    PageFile(
        "profile",
        "Explore",
        "explore/profile.py",
        "Profile",
        ":material/badge:",
        "What does everybody know about this business?",
        is_listed=False,
    ),
    PageFile(
        "matches",
        "Review",
        "review/matches.py",
        "Matches",
        ":material/compare_arrows:",
        "Are these two records one business?",
        has_filters=False,
    ),
    PageFile(
        "match_quality",
        "Review",
        "review/quality.py",
        "Quality",
        ":material/verified:",
        "How good are the links?",
        has_filters=False,
    ),
    PageFile(
        "load",
        "Data",
        "data/load.py",
        "Load",
        ":material/upload_file:",
        "What did this partner send, and where did every row go?",
        has_filters=False,
    ),
    PageFile(
        "sources",
        "Data",
        "data/sources.py",
        "Sources",
        ":material/folder_shared:",
        "Whose data do we hold, under which terms, and until when?",
        has_filters=False,
    ),
    PageFile(
        "quality",
        "Data",
        "data/quality.py",
        "Quality",
        ":material/fact_check:",
        "How good is what each partner sends, and is it getting better?",
        has_filters=False,
    ),
)


def registered() -> dict[str, list[StreamlitPage]]:
    """The pages by section as Streamlit wants them; the first is the start page.

    The first section goes without its heading: its pages are what people come for, and stand in the menu one by one.
    """
    return {
        "" if section == SECTIONS[0] else section: [_page(page) for page in PAGES if page.section == section]
        for section in SECTIONS
        if any(page.section == section for page in PAGES)
    }


def _page(page: PageFile) -> StreamlitPage:
    return st.Page(
        FOLDER / page.file,
        title=page.title,
        icon=page.icon,
        url_path=page.name,
        default=page is PAGES[0],
        visibility="visible" if page.is_listed else "hidden",
        help=page.question,
    )


def has_filters(name: str) -> bool:
    """Whether the page at this address (the start page's is empty) answers under the shared filters."""
    return all(page.has_filters for page in PAGES if page.name == name)


def parts(name: str) -> tuple[str, ...]:
    """Keys of the fragments that a change of a filter draws on the page at this address; none where it draws all of it."""
    return next((page.parts for page in PAGES if page.name == name), ())


def file_of(name: str) -> str:
    """What `st.page_link` wants for a page: its path from the project's folder."""
    return "pages/" + next(page.file for page in PAGES if page.name == name)


def link(
    name: str, label: str, query: Mapping[str, str | Sequence[str]] | None = None, icon: str | None = None
) -> None:
    """A real link to a page: one step in the browser's history, and it can be opened in a new tab."""
    st.page_link(file_of(name), label=label, query_params=dict(query) if query else None, icon=icon)

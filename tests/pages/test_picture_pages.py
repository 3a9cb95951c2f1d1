"""The pages of the county as a whole: what a person does there, and what they say when there is little to say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

import codes
from pages.shared import filters, navigation, state
from pages.shared import saved_views as page_of_views
from store import coverage, overview, saved_views
from store.access import Scope
from store.filters import Filters
from store.home import Home
from tests.pages.tiles import below, figures

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def app(home: Home, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("TOUCHPOINT_HOME", str(home.path))
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)


def opened(app: AppTest, page: str, **query: str) -> AppTest:
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(f"pages/explore/{page}.py")
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


def texts(app: AppTest) -> str:
    parts = [*app.markdown, *app.caption, *app.info, *app.warning, *app.success]
    return " ".join(part.value for part in parts).replace("\\", "")


def test_the_overview_shows_seven_figures_each_with_the_way_to_its_rows(
    app: AppTest, register: Path, scope: Scope
) -> None:
    found = opened(app, "overview")
    counted = overview.figures(scope, Filters(), register, as_of=state._described(register).as_of)
    shown = figures(found)
    assert len(shown) == 7
    assert shown["Businesses on our list"] == f"{counted.businesses:,}"
    assert shown["Known to more than 3"] == f"{counted.known_share:.0%}"
    assert shown["Held by the busiest 5%"] == f"{counted.top_multi_share:.0%}"
    assert "This is the first load" in texts(found)


def test_the_number_of_organisations_of_the_fifth_figure_can_be_chosen(
    app: AppTest, register: Path, scope: Scope
) -> None:
    found = opened(app, "overview", known="1")
    counted = overview.figures(scope, Filters(), register, as_of=state._described(register).as_of, more_than=1)
    assert figures(found)["Known to more than 1"] == f"{counted.known_share:.0%}"


@pytest.mark.parametrize("figure", ["businesses", "records", "partners", "per_day", "known", "top", "retail"])
def test_each_figure_has_a_page_with_its_rows(app: AppTest, figure: str) -> None:
    found = opened(app, "figure", figure=figure, known="1")
    assert not found.exception
    assert len(found.dataframe[0].value) > 0


def test_a_figure_that_does_not_exist_is_said_to_be_gone(app: AppTest) -> None:
    found = opened(app, "figure", figure="<script>")
    assert not found.exception
    assert "cannot be shown" in texts(found)


@pytest.mark.parametrize("picture", ["Stacked", "Small multiples", "Calendar"])
def test_the_timeline_is_drawn_in_three_pictures(app: AppTest, picture: str) -> None:
    found = opened(app, "timeline", picture=picture)
    assert not found.exception
    assert len(found.get("plotly_chart")) == 2


def test_a_stretch_marked_on_the_timeline_becomes_the_filters_dates(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(app, "timeline")
    held: dict = {"chart": {"selection": {"box": [{"x": ["2026-03-17 12:00", "2025-11-20 09:30"], "y": [0, 9]}]}}}
    monkeypatch.setattr(state.st, "session_state", held)
    state.keep_marked_dates("chart")
    assert (held["from"], held["to"]) == (dt.date(2025, 11, 20), dt.date(2026, 3, 17))


def test_a_mark_on_a_picture_without_dates_changes_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    held: dict = {"chart": {"selection": {"box": [{"x": [3, 5], "y": [0, 9]}]}}}
    monkeypatch.setattr(state.st, "session_state", held)
    state.keep_marked_dates("chart")
    assert set(held) == {"chart"}


@pytest.mark.parametrize("scale", ["Two areas", "Two sectors", "Two periods"])
def test_two_of_a_kind_stand_side_by_side_with_a_sentence_on_their_rates(app: AppTest, scale: str) -> None:
    found = opened(app, "timeline", scale=scale)
    assert not found.exception
    assert len(found.get("plotly_chart")) == 2
    assert "95% interval" in texts(found)


@pytest.mark.parametrize("kind", ["Two sectors", "Two areas", "Two partners", "Two periods"])
def test_compare_draws_both_sides_on_the_same_axes(app: AppTest, kind: str) -> None:
    found = opened(app, "compare", kind=kind)
    assert not found.exception
    assert len(found.get("plotly_chart")) == 4, "counts, rates, and two with two panels each"


def test_the_same_thing_twice_is_not_compared(app: AppTest) -> None:
    found = opened(app, "compare", sector_a="Takeaway", sector_b="Takeaway")
    assert "Both sides are the same" in texts(found)


def test_coverage_counts_the_premises_of_the_rating_list(app: AppTest, register: Path, scope: Scope) -> None:
    found = opened(app, "coverage", months="36")
    since = dt.date(2023, 9, 30)
    rows = coverage.coverage(scope, Filters(), register, since=since)
    anybody = rows[rows["partner"] == "ANY"]
    shown = below(found)
    assert shown["Premises seen by anybody"] == f"{anybody['seen'].sum():,} of {anybody['listed'].sum():,}"
    assert "verify that it exists" in set(found.dataframe[0].value["Check"])


@pytest.mark.parametrize("part", ["Seen by nobody", "Expected, but missing", "Who overlaps", "Who disagrees"])
def test_every_list_of_coverage_opens(app: AppTest, part: str) -> None:
    found = opened(app, "coverage", list=part)
    assert not found.exception


def test_without_a_rating_list_under_the_filters_coverage_says_so(app: AppTest) -> None:
    found = opened(app, "coverage", area="pc:ZZ1 1ZZ")
    assert not found.exception
    assert "Nothing under these filters" in texts(found)


def test_a_view_is_saved_under_a_name_listed_and_taken_off(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(saved_views, "engine", lambda place: saved_views_engine(tmp_path))
    opened(app, "timeline", by="Outcome")
    app.text_input(key="views.name").input("Outcomes <b>by month</b>")
    next(button for button in app.button if button.label == "Save").click().run()
    assert "Saved." in texts(app)
    found = opened(app, "views")
    assert "Timeline · Outcome" in texts(found)
    next(button for button in found.button if button.label == "Remove").click().run()
    assert "No view is saved yet" in texts(app)


def saved_views_engine(folder: Path):
    from sqlalchemy import create_engine

    return create_engine(f"sqlite:///{folder / 'decisions.sqlite'}")


def test_every_ready_made_question_leads_to_a_page_with_filters_that_exist() -> None:
    named = {choice.key: set(choice.labels().values()) for choice in filters.CHOICES}
    for row in codes.table("questions").itertuples():
        assert row.page in {page.name for page in navigation.PAGES}
        query = page_of_views._filled(row.query.replace("@here", ""), dt.date(2026, 9, 30))
        for key, values in query.items():
            assert set(values) <= named.get(key, set(values)), row.label
            assert key not in ("sector_a", "sector_b") or set(values) <= named["sector"]
            assert key != "from" or dt.date.fromisoformat(values[0]) < dt.date(2026, 9, 30)


def test_nail_bars_near_here_lead_to_the_map_with_a_circle_of_500_metres(
    app: AppTest, register: Path, scope: Scope
) -> None:
    from store.read import businesses

    postcode = businesses(scope, Filters(), register, most=1)["postcode"].iloc[0]
    found = opened(app, "views")
    found.text_input(key="views.here").input(postcode).run()
    links = [link.proto.query_string for link in found.get("page_link") if "Nail bars within" in link.proto.label]
    assert "500" in links[0]
    assert "area=c" in links[0]


def test_somebody_without_any_district_sees_no_row_on_the_pages_of_the_county(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state, "scope", lambda: Scope("outsider", partners=(), districts=()))
    for page in ("coverage", "compare", "figure"):
        found = opened(app, page)
        assert not found.exception
        assert all(frame.value.empty for frame in found.dataframe)

"""Registers with little or odd things in them: every page of the section Explore opens and says what it can."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from store import db
from store.home import Home

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("overview", "figure", "hotspots", "timeline", "coverage", "compare", "businesses", "profile")
BUSIEST = "select business_id from touch_points group by 1 order by count(*) desc, 1 limit 1"
NO_PLACE = """
update businesses set longitude = null, latitude = null, district = null, ward = null;
update touch_points set longitude = null, latitude = null, district = null, ward = null, hex_500 = null, hex_1000 = null, hex_2000 = null, cell = null
"""
ONE_DAY = "update touch_points set event_date = date '2026-06-30', month = date '2026-06-01'"
NOT_ASSESSED = "update touch_points set severity = null, outcome = 'NOT_ASSESSED'"
ONE_ROW = f"""
delete from touch_points where touch_point_id <> (select min(touch_point_id) from touch_points where business_id = ({BUSIEST}));
delete from businesses where business_id not in (select business_id from touch_points)
"""
MANY_SECTORS = """
drop index touch_points_by_business_id;
drop index touch_points_by_touch_point_ref;
alter table touch_points alter sector type varchar;
update businesses set sector = 'SECTOR_' || (hash(business_id) % 400);
update touch_points set sector = b.sector from businesses b where b.business_id = touch_points.business_id
"""
HOSTILE = """
update businesses set name = '<img src=x onerror=alert(1)> =1+1 **b** ' || repeat('A', 500), address = '<script>alert(1)</script>' || repeat('é', 500)
"""
REGISTERS = {
    "no place": NO_PLACE,
    "one day, nothing assessed": f"{ONE_DAY}; {NOT_ASSESSED}",
    "one row": ONE_ROW,
    "400 sectors and hostile names": f"{MANY_SECTORS}; {HOSTILE}",
}


@pytest.mark.parametrize("poor", REGISTERS)
def test_every_page_opens(poor: str, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "home"
    shutil.copytree(home.path, folder, ignore=shutil.ignore_patterns("raw", "loaded", "decisions.sqlite*"))
    register = db.current_register(Home(folder))
    with duckdb.connect(str(register)) as connection:
        for statement in REGISTERS[poor].split(";\n"):
            connection.execute(statement)
        business = connection.execute(BUSIEST).fetchall()[0][0]
    monkeypatch.setenv("TOUCHPOINT_HOME", str(folder))
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120).run()
    for page in PAGES:
        app.query_params["business"] = business
        app.switch_page(f"pages/explore/{page}.py")
        app.query_params["business"] = business
        app.run()
        assert not app.exception, (page, app.exception[0].value)
        assert len(app.title) == 1
        said = " ".join(text.value.replace("\\<", "") for text in [*app.markdown, *app.caption])
        assert "<script" not in said
        assert "<img" not in said
    if poor.startswith("400"):
        offered = next(box for box in app.multiselect if box.label == "Sector").options
        assert len(offered) > 100, "a code that no list knows can be filtered by"

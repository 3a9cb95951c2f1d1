"""The invented county: repeatable, marked, answered for row by row, and with something to find in it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import codes
from sample_data.geography import build_geography
from sample_data.make import make
from sample_data.vocabulary import table

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "geography"
LAYOUTS_WITHOUT_TEXT = ("geography/codepoint/", "geography/open_uprn.csv", "truth.csv", "stories.csv")
PHONE = re.compile(r"(?<!\d)0\d{2,4} ?\d{3,4} ?\d{3,4}(?!\d)")
DRAMA = re.compile(
    r"01632 960\d{3}|07700 900\d{3}|03069 990\d{3}|0191 498 0\d{3}|020 7946 0\d{3}|"
    r"01(?:13|14|15|16|17|18|21|31|41|51|61) 496 0\d{3}"
)
SCHEMES = {"fire": "FIRE", "complaints": "TRADING_STANDARDS", "visits": "TRADING_STANDARDS", "hygiene": "COUNCIL",
           "police": "POLICE", "cqc": "CQC"}  # fmt: skip


def fingerprints(folder):
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def table_of(rows_of, county, file, header, sheet=""):
    rows = [row for row in rows_of(county.folder, file) if row.sheet == sheet and len(row.cells) == len(header)]
    return pd.DataFrame([row.cells for row in rows], columns=header)


@pytest.fixture(scope="module")
def police(county, rows_of):
    from sample_data.files.police import FILE, HEADER

    frame = table_of(rows_of, county, FILE, HEADER)
    answers = county.truth[county.truth["file"] == FILE].set_index("record_ref")
    frame["story"] = frame["Crime Ref"].map(answers["story"])
    frame["business_id"] = frame["Crime Ref"].map(answers["business_id"])
    frame["when"] = pd.to_datetime(frame["Committed From"], format="%d/%m/%Y %H:%M", errors="coerce")
    return frame[~frame["story"].str.startswith("dirt")]


@pytest.fixture(scope="module")
def visits(county, rows_of):
    from sample_data.files.trading_standards import FILE, VISITS

    frame = table_of(rows_of, county, FILE, VISITS, sheet="Visits")
    answers = county.truth[county.truth["sheet"] == "Visits"].set_index("record_ref")
    return frame.assign(story=frame["Visit reference"].map(answers["story"]))


def all_text(folder):
    """Text of every file, the workbook's cells included."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".xlsx":
            yield path, path.read_text(encoding="cp1252" if path.parent.name in ("fire", "council") else "utf-8-sig")
        elif path.is_file():
            sheets = pd.read_excel(path, sheet_name=None, header=None, dtype="str", engine="openpyxl")
            yield path, "\n".join(sheet.to_csv() for sheet in sheets.values())


def test_the_same_seed_gives_the_same_bytes(small, small_again):
    assert fingerprints(small.folder) == fingerprints(small_again.folder)


def test_another_seed_gives_another_county(small, other_seed):
    left, right = fingerprints(small.folder), fingerprints(other_seed.folder)
    fixed = {"geography/districts.geojson", "geography/wards.geojson", "geography/metadata.txt"}
    assert left.keys() == right.keys()
    assert {name for name in left if left[name] == right[name]} == fixed


def test_counts_are_those_asked_for(county, small):
    assert county.summary.businesses == 2500
    assert county.summary.touch_points == pytest.approx(15000, rel=0.01)
    assert small.summary.businesses == 320
    assert small.summary.touch_points == pytest.approx(1900, rel=0.03)


def test_too_few_businesses_are_refused(tmp_path):
    with pytest.raises(ValueError, match="at least 150 businesses"):
        make(tmp_path, businesses=20, touch_points=100)


def test_every_file_says_synthetic(county):
    for path, text in all_text(county.folder):
        name = path.relative_to(county.folder).as_posix()
        if not name.startswith(LAYOUTS_WITHOUT_TEXT):
            assert "SYNTHETIC" in text, name
        assert "SYNTHETIC" in text or (county.folder / "README.md").read_text(encoding="utf-8").startswith("SYNTHETIC")


def test_no_telephone_number_can_ring(county):
    found = set()
    for path, text in all_text(county.folder):
        if path.parent.name in ("cqc", "trading_standards"):
            found |= set(PHONE.findall(text))
    assert len(found) > 400
    assert [number for number in found if not DRAMA.fullmatch(number)] == []


def test_no_company_number_can_exist(county, visits, rows_of):
    from sample_data.files.cqc import FILE, HEADER

    care = table_of(rows_of, county, FILE, HEADER)["Provider Companies House Number"]
    numbers = [text for text in [*visits["Company number"].dropna(), *care] if text]
    assert len(numbers) > 300
    assert [text for text in numbers if not re.fullmatch(r"ZZ\d{6}", text)] == []


def test_a_telephone_is_shared_only_where_a_story_says_so(visits, county):
    answers = county.truth[county.truth["sheet"] == "Visits"].set_index("record_ref")["business_id"]
    visits = visits.assign(business_id=visits["Visit reference"].map(answers))
    random = visits[(visits["story"] == "") & visits["Phone"].notna()]
    assert random.groupby("Phone")["business_id"].nunique().max() == 1


def test_truth_covers_every_data_row_of_every_file(county, rows_of):
    for entry in county.summary.files:
        answers = county.truth[county.truth["file"] == entry.file]
        expected = [(row.sheet, str(row.number), row.ref) for row in rows_of(county.folder, entry.file)]
        found = list(answers[["sheet", "row", "record_ref"]].itertuples(index=False, name=None))
        if entry.file.startswith("home_office"):
            expected, found = [row[:2] for row in expected], [row[:2] for row in found]
        assert found == expected, entry.file


def test_every_file_has_a_few_spoiled_rows_and_they_belong_to_nobody(county):
    spoiled = county.truth[county.truth["story"].str.startswith("dirt")]
    assert (spoiled["business_id"] == "").all()
    assert set(spoiled["file"]) == set(county.truth["file"])
    assert {"dirt: impossible date", "dirt: no date", "dirt: date in the future", "dirt: too few cells"} <= set(
        spoiled["story"]
    )
    assert all(1 <= entry.spoiled <= 9 for entry in county.summary.files)


def test_rows_without_a_business_are_spoiled_or_empty_premises(county):
    nobody = county.truth[county.truth["business_id"] == ""]
    void = nobody[~nobody["story"].str.startswith("dirt")]
    assert void["file"].str.startswith("voa/").all()
    assert 0.01 < len(void) / (county.truth["file"].str.startswith("voa/")).sum() < 0.06


def test_outcome_words_are_those_of_the_code_list():
    for row in table("outcomes").itertuples():
        scheme = SCHEMES.get(row.file, "LICENSING" if row.what == "Licensing" else "COUNCIL")
        assert row.outcome.lower() in codes.outcome_codes(scheme), (row.file, row.outcome)


def test_every_story_is_present_and_findable(county):
    assert set(county.stories["story"]) == set("abcdefghijklmnopq")
    told = county.stories[county.stories["business_id"] != ""]
    assert set(told["business_id"]) <= set(county.truth["business_id"])
    assert set(county.stories.loc[county.stories["business_id"] == "", "story"]) == {"i", "j"}


def test_the_car_wash_had_three_companies_in_turn(county, visits):
    names = ["Sparkle Shine (Pitsea) Ltd", "Estuary Valeting Ltd", "Shine Bright Autos Ltd"]
    rows = county.truth[county.truth["story"] == "a"]
    chained = rows[rows["predecessor_business_id"] != ""]
    assert chained["business_id"].nunique() == 2
    assert chained["premises_id"].nunique() == 1
    wash = visits[visits["story"] == "a"]
    assert wash["Phone"].nunique() == 1
    assert wash["Company number"].nunique() == 6
    assert set(names[1:]) <= set(wash["Trader name"])


def test_three_nail_bars_share_a_telephone(visits):
    nails = visits[visits["story"] == "b"]
    assert len(nails) == 3
    assert nails["Phone"].nunique() == 1
    assert (nails["Address"] == "17 Crown Walk, Basildon").sum() == 2


def test_the_successor_of_the_takeaway_starts_clean(county, rows_of):
    march, september = (
        {row.cells.findtext("BusinessName"): row.cells.findtext("RatingValue")
         for row in rows_of(county.folder, f"fhrs/FHRS110en-GB_braintree_{when}.xml")}
        for when in ("2026-03-31", "2026-09-30")
    )  # fmt: skip
    assert march["Golden Bamboo"] == "1"
    assert "Bamboo Garden" not in march
    assert september["Bamboo Garden"] == "5"
    assert "Golden Bamboo" not in september


def test_sixty_shopliftings_make_a_victim_and_no_concern(police):
    shop = police[police["story"] == "d"]
    assert len(shop) == 60
    assert set(shop["Role"]) == {"Victim"}
    assert set(shop["Offence"]) == {"Theft from a shop"}


def test_one_sponsor_is_downgraded_and_one_disappears(county, rows_of):
    march, september = (
        {row.cells[0].strip(): row.cells[3] for row in rows_of(county.folder, f"home_office/SYNTHETIC_sponsors_{when}.csv")
         if len(row.cells) == 5 and row.cells[0] and row.cells[3]}
        for when in ("2026-03-31", "2026-09-30")
    )  # fmt: skip
    assert {name for name in march if name not in september} == {"Fenland Groundworks Ltd"}
    changed = {name: september[name] for name in march if september.get(name, march[name]) != march[name]}
    assert changed == {"Saltmarsh Homecare Ltd": "Worker (B rating)"}


def test_the_withdrawn_notice_and_the_letter_o_are_in_the_fire_file(county, rows_of):
    from sample_data.files.fire import FILE, HEADER

    fire = table_of(rows_of, county, FILE, HEADER)
    assert fire["Notice Ref"].str.endswith("WITHDRAWN").sum() == 1
    hamlet = fire[fire["Premises Name"] == "Hamlet Brasserie"]
    assert set(hamlet["Postcode"].str[:3]) == {"SSO"}


def test_never_contacted_premises_are_only_in_the_rating_list(county):
    rows = county.truth[county.truth["story"] == "o"]
    assert set(rows["file"]) == {"voa/SYNTHETIC_rating_list.csv"}
    assert len(rows) == 2


def test_a_fifth_to_a_quarter_of_listed_premises_have_no_contact(county, rows_of):
    truth = county.truth[~county.truth["story"].str.startswith("dirt")]
    listed = truth[truth["file"].str.startswith("voa/")]["premises_id"]
    unrated = {
        (entry.file, row.ref)
        for entry in county.summary.files
        if entry.file.startswith("fhrs/")
        for row in rows_of(county.folder, entry.file)
        if not row.cells.findtext("RatingValue").isdigit()
    }
    contacts = truth[~truth["file"].str.startswith("voa/")]
    keys = zip(contacts["file"], contacts["record_ref"], strict=True)
    met = contacts[[key not in unrated for key in keys]]
    share = 1 - listed.isin(met["premises_id"]).mean()
    assert 0.20 <= share <= 0.25


def test_one_council_stops_sending_and_the_others_run_on(county, rows_of):
    from sample_data.files.council import HEADER

    last = {}
    for council in table("districts").query("has_public_protection == 'yes'").itertuples():
        file = f"council/SYNTHETIC_{council.slug}_public_protection.csv"
        frame = table_of(rows_of, county, file, HEADER)
        when = pd.to_datetime(frame["VISITDATE"].str[:10], format="%d/%m/%Y", errors="coerce")
        last[council.slug] = when[when < "2026-10-01"].max()
    assert len(last) == 12
    assert last.pop("tendring") <= pd.Timestamp("2025-11-30")
    assert min(last.values()) > pd.Timestamp("2026-08-15")


def test_the_seaside_peaks_in_summer_and_shoplifting_before_christmas(county, police):
    seaside = police["Address"].str.contains("SOUTHEND|CLACTON|WESTCLIFF|LEIGH-ON-SEA|FRINTON|HARWICH|WALTON")
    theft = police["Offence"] == "Theft from a shop"
    months = police["when"].dt.month
    summer = (months[seaside & ~theft].isin([6, 7, 8])).mean()
    inland = (months[~seaside & ~theft].isin([6, 7, 8])).mean()
    assert summer > 0.36 > 0.31 > inland
    assert months[theft].isin([11, 12]).mean() > 0.22


def test_inspections_happen_on_working_days_and_rest_in_august_and_december(county, rows_of):
    from sample_data.files.fire import FILE, HEADER

    when = pd.to_datetime(table_of(rows_of, county, FILE, HEADER)["Date Completed"], format="%d/%m/%Y", errors="coerce")
    when = when[when < "2026-10-01"]
    assert (when.dt.day_of_week < 5).all()
    months = when[when.dt.year.between(2022, 2025)].dt.month.value_counts()
    assert months[[8, 12]].mean() < 0.85 * months.drop([8, 12]).mean()


def test_some_town_centres_are_clearly_hotter(county, police, rows_of):
    rating_list = [row.cells for row in rows_of(county.folder, "voa/SYNTHETIC_rating_list.csv") if len(row.cells) == 28]
    premises = pd.Series([cells[11] for cells in rating_list]).value_counts()
    rate = police["Address"].str.rsplit(", ").str[-1].value_counts() / premises[premises >= 25]
    hot = rate[["SOUTHEND-ON-SEA", "BASILDON", "CLACTON-ON-SEA"]]
    assert hot.min() > 1.5 * rate.median()


def test_food_ratings_are_published_as_the_agency_does(county, rows_of):
    details = [
        row.cells
        for entry in county.summary.files
        if entry.file.endswith("2026-09-30.xml")
        for row in rows_of(county.folder, entry.file)
    ]
    ids = [detail.findtext("FHRSID") for detail in details]
    ratings = pd.Series([detail.findtext("RatingValue") for detail in details]).value_counts(normalize=True)
    assert len(ids) == len(set(ids))
    assert 0.5 < ratings["5"] < 0.8
    assert {"Exempt", "AwaitingInspection", "1", "2", "3", "4"} <= set(ratings.index)
    without = np.mean([detail.find("PostCode") is None for detail in details])
    assert 0.06 < without < 0.2
    assert any(detail.find("AddressLine1") is None and detail.find("AddressLine2") is not None for detail in details)
    assert any(detail.find("RatingDate").get("{http://www.w3.org/2001/XMLSchema-instance}nil") for detail in details)


def test_the_councils_premises_reference_is_the_food_agencys(county, rows_of):
    food = {
        row.cells.findtext("LocalAuthorityBusinessID")
        for when in ("2026-03-31", "2026-09-30")
        for row in rows_of(county.folder, f"fhrs/FHRS113en-GB_chelmsford_{when}.xml")
    }
    council = {
        row.cells[1].strip()
        for row in rows_of(county.folder, "council/SYNTHETIC_chelmsford_public_protection.csv")
        if len(row.cells) == 16 and row.cells[9].strip() == "Food Hygiene"
    }
    assert len(council & food) > 0.8 * len(council)


def test_wards_fit_together_and_make_up_the_districts():
    geography = build_geography()
    wards = geography.wards.geometry.to_numpy()
    assert 120 <= len(wards) <= 200
    assert len(geography.districts) == 14
    assert geography.wards.is_valid.all()
    assert geography.districts.is_valid.all()
    assert shapely.coverage_is_valid(wards)
    for code, shape in zip(geography.districts["code"], geography.districts.geometry, strict=True):
        inside = shapely.area(wards[(geography.wards["district"] == code).to_numpy()]).sum()
        assert inside == pytest.approx(shape.area, rel=1e-9)


def test_boundaries_and_postcodes_are_laid_out_as_their_publishers_do(county):
    folder = county.folder / "geography"
    districts, wards = gpd.read_file(folder / "districts.geojson"), gpd.read_file(folder / "wards.geojson")
    assert set(districts["code"]) == set(codes.labels("districts"))
    assert set(wards["district"]) == set(districts["code"])
    first = (folder / "codepoint" / "cm.csv").read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(
        r'"CM\d+ \d[A-Z]{2}",10,\d{6},\d{6},("[EW][0-9]*",){3}"E?[0-9]*","E0[67][0-9]*","W\d{4}"', first
    )
    uprns = (folder / "open_uprn.csv").read_bytes()
    assert uprns.startswith(b"\xef\xbb\xbfUPRN,X_COORDINATE,Y_COORDINATE,LATITUDE,LONGITUDE\r\n990")


@pytest.fixture(scope="module")
def real_districts():
    if not REAL.parent.is_dir():
        pytest.skip("shared/data is not beside the project")
    return gpd.read_file(REAL / "england_lad_may2024_buc.geojson")[["name", "geometry"]]


def test_premises_stand_on_land_and_in_the_right_real_district(county, real_districts):
    uprns = pd.read_csv(county.folder / "geography" / "open_uprn.csv", dtype={"UPRN": "str"})
    points = gpd.points_from_xy(uprns["LONGITUDE"], uprns["LATITUDE"], crs="EPSG:4326")
    invented = gpd.GeoDataFrame(geometry=points).sjoin(build_geography().districts, how="left", predicate="within")
    real = gpd.GeoDataFrame(geometry=points).sjoin(real_districts, how="left", predicate="within")["name"]
    essex = set(codes.labels("districts").values())
    assert real.isin(essex).mean() >= 0.99
    assert (real.to_numpy() == invented["name"].to_numpy()).mean() >= 0.90


def test_no_invented_postcode_is_real(county, real_districts):
    real = {
        line.split(",")[0]
        for path in sorted((REAL / "codepoint_open_2025-11").glob("??.csv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    invented = {
        line.split(",")[0].replace(" ", "").rjust(8)
        for path in sorted((county.folder / "geography" / "codepoint").glob("*.csv"))
        for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert len(invented) > 400
    assert {text.strip() for text in invented} & {text.replace(" ", "") for text in real} == set()


def test_empty_premises_keep_their_premises_id(county):
    rating_list = county.truth[county.truth["file"].str.startswith("voa/")]
    void = rating_list[(rating_list["business_id"] == "") & ~rating_list["story"].str.startswith("dirt")]
    assert len(void) > 10
    assert (void["premises_id"] != "").all()
    assert rating_list.loc[rating_list["premises_id"] != "", "premises_id"].is_unique

"""Each layout against invented files that carry its quirks, and every layout against the real files where they are at hand."""

from __future__ import annotations

import io
import re
import warnings
from pathlib import Path

import pandas as pd
import pytest
import yaml

import codes
from loaders import SPECS, LoadError
from loaders.readers import tables
from loaders.recognise import Recognised, recognise
from loaders.spec import FIELDS, Spec
from tests.loaders.family_files import FILES, FOLDER, Found, content, load, loaded

EXPECTED = yaml.load((FOLDER / "expected.yaml").read_text("utf8"), yaml.CSafeLoader)
FIELDS_CHECKED = {
    "records": (
        "partner", "partner_org", "record_ref", "name", "legal_name", "address", "town", "postcode", "uprn", "company_number",
        "phone", "email_domain", "longitude", "latitude", "coordinate_precision", "district", "category", "sector",
        "first_seen", "last_seen", "flags",
    ),
    "touch_points": (
        "partner", "partner_org", "touch_point_ref", "event_date", "date_precision", "type", "function", "role",
        "outcome_raw", "outcome", "severity", "status", "value_gbp", "summary", "flags",
    ),
    "legal_entities": (
        "company_number", "name", "status", "category", "incorporated", "dissolved", "sic", "previous_name",
        "accounts_due", "address", "postcode",
    ),
    "context": ("layer", "month", "category", "outcome", "longitude", "latitude"),
}  # fmt: skip
REAL = Path(__file__).resolve().parents[3] / "shared" / "data"
REAL_ROWS = {
    "fhrs/2020-08-10/FHRS109en-GB_basildon.xml": ("fsa_fhrs", 1_213),
    "fhrs/2020-08-10/FHRS110en-GB_braintree.xml": ("fsa_fhrs", 1_145),
    "fhrs/2020-08-10/FHRS111en-GB_brentwood.xml": ("fsa_fhrs", 629),
    "fhrs/2020-08-10/FHRS112en-GB_castle-point.xml": ("fsa_fhrs", 487),
    "fhrs/2020-08-10/FHRS113en-GB_chelmsford.xml": ("fsa_fhrs", 1_395),
    "fhrs/2020-08-10/FHRS114en-GB_colchester.xml": ("fsa_fhrs", 1_552),
    "fhrs/2020-08-10/FHRS117en-GB_maldon.xml": ("fsa_fhrs", 615),
    "fhrs/2020-08-10/FHRS118en-GB_rochford.xml": ("fsa_fhrs", 582),
    "fhrs/2020-08-10/FHRS122en-GB_uttlesford.xml": ("fsa_fhrs", 811),
    "fhrs/2020-08-10/FHRS893en-GB_southend-on-sea.xml": ("fsa_fhrs", 1_624),
    "fhrs/2020-11-15/FHRS112en-GB_castle-point.xml": ("fsa_fhrs", 489),
    "fhrs/2020-11-15/FHRS113en-GB_chelmsford.xml": ("fsa_fhrs", 1_453),
    "others/business_rates/hambleton.csv": ("rates_accounts", 4_307),
    "others/business_rates/scarborough.csv": ("rates_accounts", 2_381),
    "others/business_rates/selby.csv": ("rates_accounts", 2_677),
    "others/environment_agency/end-of-life-vehicle-sites_2016.tsv": ("ea_scrap_cars", 1_814),
    "others/fsa/food-wholesalers_2025-04.xlsx": ("fsa_wholesalers", 13_785),
    "others/gambling/gambling-premises_2016.tsv": ("gambling_premises", 13_414),
    "others/hmrc/eat-out-to-help-out_restaurants_2020-08-02.csv": ("hmrc_eat_out", 49_584),
    "others/hse/hse-notices_sample_2024.json": ("hse_notices", 10),
    "others/pharmacy/pharmacies_2016.tsv": ("nhs_pharmacies", 11_764),
    "others/police/2019-01-essex-street.csv": ("street_crime", 16_428),
}
each_file = pytest.mark.parametrize("name", FILES)
each_spec = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)


def plain(value: object) -> object:
    """A cell as expected.yaml writes it: days as text, whole numbers without a point."""
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    number = value.item() if hasattr(value, "item") else value
    return int(number) if isinstance(number, float) and number.is_integer() else number


def lines(found: Found, table: str) -> list[dict[str, object]]:
    frame = found.tables[table]
    return [
        {name: plain(line[name]) for name in FIELDS_CHECKED[table] if not pd.isna(line[name])}
        for line in frame.to_dict("records")
    ]


def wanted(name: str, table: str) -> list[dict[str, object]]:
    every = EXPECTED[name].get("every", {}) if table in ("records", "touch_points") else {}
    about = {field: value for field, value in every.items() if field in FIELDS_CHECKED[table]}
    return [{**about, **line} for line in EXPECTED[name].get(table, [])]


def matches(given: bytes) -> list[list[Recognised]]:
    """For each table of a file every layout that fits it alone, the best first; tables that none fits are left out."""
    found = []
    for table in tables(io.BytesIO(given)):
        fit = [match for spec in SPECS if (match := recognise(table, (spec,))) is not None]
        found.append(sorted(fit, key=lambda match: match.rank, reverse=True))
    return [fit for fit in found if fit]


# every layout has a file, and every file comes to what is written down


def test_every_layout_has_a_file_and_every_file_is_written_down():
    assert {name for about in EXPECTED.values() for name in about["layouts"]} == {spec.name for spec in SPECS}
    assert set(EXPECTED) == set(FILES)


@each_file
def test_a_file_is_known_by_its_own_layout_and_by_no_other_equally_well(name):
    found = matches(content(name))
    assert list(dict.fromkeys(fit[0].spec.name for fit in found)) == EXPECTED[name]["layouts"]
    assert [fit[1].spec.name for fit in found if len(fit) > 1 and fit[1].rank == fit[0].rank] == []


@each_file
def test_a_file_loads_row_by_row_as_written_down(name):
    found, about = loaded(name), EXPECTED[name]
    assert found.specs == about["layouts"]
    for table in FIELDS_CHECKED:
        assert lines(found, table) == wanted(name, table), table
    assert found.tables["issues"]["code"].value_counts().to_dict() == about.get("issues", {})
    assert sorted(found.tables["rows"]["part"].dropna().unique()) == about.get("parts", [])


@each_file
def test_every_row_of_a_file_is_kept_or_left_out_with_a_reason(name):
    rows, issues, about = loaded(name).tables["rows"], loaded(name).tables["issues"], EXPECTED[name]
    left_out = rows.loc[rows["is_quarantined"], "row"]
    assert (len(rows), len(rows) - len(left_out)) == (about["read"], about["kept"])
    assert set(left_out) == set(issues.loc[issues["is_quarantined"], "row"])


@each_file
def test_files_are_marked_as_invented_and_name_nobody_we_need_not_know(name):
    """Every officer, manager, licensee and caller in the files is called Sekrit."""
    parts = sorted((FOLDER / name).iterdir()) if (FOLDER / name).is_dir() else [FOLDER / name]
    assert any(b"SYNTHETIC" in part.read_bytes() or "SYNTHETIC" in part.name for part in parts)
    assert re.findall(r".*sekrit.*", loaded(name).stored(), re.IGNORECASE) == []


# what the layouts say holds together


@each_spec
def test_a_layout_names_only_fields_and_codes_there_are(spec: Spec):
    assert {field for fields in spec.rename.values() for field in fields.split()} <= set(FIELDS)
    assert {spec.partner, *spec.partners.values()} <= set(codes.labels("partners"))
    assert {spec.function, *spec.functions.values(), *spec.partners} <= set(codes.labels("functions"))
    assert {spec.type, *spec.types.values(), *spec.outcome_types.values()} <= set(codes.labels("touch_point_types"))
    assert {spec.role, *spec.roles.values()} <= set(codes.labels("roles"))
    assert {*spec.categories.values(), spec.sector or "UNKNOWN"} <= set(codes.labels("sectors"))


@each_spec
def test_a_layout_says_its_words_in_lower_case(spec: Spec):
    words = (
        *spec.types,
        *spec.functions,
        *spec.roles,
        *spec.outcome_types,
        *spec.categories,
        *spec.statuses,
        *spec.footers,
    )
    assert [word for word in words if word != " ".join(word.lower().split())] == []


@each_spec
def test_a_layout_has_one_order_of_day_and_month(spec: Spec):
    orders = {form.index("%d") < re.search("%[mbB]", form).start() for form in spec.date_formats if "%Y" in form[2:]}
    assert len(orders) <= 1


@each_spec
def test_outcomes_a_layout_waits_for_are_words_of_its_scheme(spec: Spec):
    known = {**codes.outcome_codes(spec.outcome_scheme), **spec.outcomes}
    said = {*spec.outcome_types, *([spec.outcome] if spec.outcome else [])}
    said |= {f"{word}: {grave}" for word in spec.escalated_outcomes for grave in spec.escalations.values()}
    assert said - set(known) == set()


def test_layouts_have_names_of_their_own():
    assert len({spec.name for spec in SPECS}) == len({spec.title for spec in SPECS}) == len(SPECS)


# lessons, one each


def ids(name: str) -> list[str]:
    return loaded(name).tables["touch_points"]["touch_point_id"].tolist()


def test_the_welsh_file_of_a_council_is_no_second_contact():
    assert ids("fhrs_wales_english.xml") == ids("fhrs_wales_welsh.xml")
    keys = [
        loaded(f"fhrs_wales_{language}.xml").tables["rows"]["row_key"].tolist() for language in ("english", "welsh")
    ]
    assert keys[0] == keys[1]


def test_a_rating_is_one_contact_whether_it_comes_as_xml_or_from_the_service():
    assert ids("fhrs_english.xml")[0] == ids("fhrs_api.json")[0]


def test_a_notice_is_one_contact_whether_it_comes_as_a_list_or_in_detail():
    assert ids("hse_notices.csv")[0] == ids("hse_notices.json")[0]


def test_a_case_that_repeats_for_each_offence_is_one_contact():
    first, second, other = ids("ea_enforcement.csv")
    assert first == second != other


def test_a_sponsor_of_two_routes_is_one_business_in_whatever_row_it_stands():
    head, *rows = content("home_office_sponsors.csv").decode("utf-8-sig").splitlines()
    again = load("\n".join([head, *reversed(rows)]).encode()).tables["records"]
    once = loaded("home_office_sponsors.csv").tables["records"]
    assert once["name"].tolist() == ["SYNTHETIC Salads Ltd", "Gravel Pit Care Limited"]
    assert set(again["record_id"]) == set(once["record_id"])


def test_intelligence_is_a_date_and_a_grade_and_never_a_severity():
    contacts = loaded("police_intelligence.csv").tables["touch_points"]
    assert set(contacts["touch_point_class"]) == {"INTELLIGENCE"}
    assert contacts[["severity", "summary"]].isna().all(axis=None)


def test_street_crime_is_an_area_layer_and_touches_no_business():
    found = loaded("street_crime.csv").tables
    assert (len(found["records"]), len(found["touch_points"]), len(found["context"])) == (0, 0, 3)


def test_a_category_of_risk_is_a_flag_and_no_severity():
    premises = loaded("council_premises.csv").tables
    assert premises["records"]["flags"].tolist()[:2] == ["RISK_A", "RISK_D"]
    assert premises["touch_points"]["severity"].isna().all()


def test_a_rating_of_the_owner_before_weighs_nothing_on_the_new_one():
    rating = loaded("cqc_locations.xlsx").tables["touch_points"].set_index("outcome_raw").loc["Inadequate"]
    assert (rating["status"], rating["outcome"]) == ("INHERITED", "NOT_ASSESSED")
    assert pd.isna(rating["severity"])


def test_sheets_that_hold_no_records_are_named():
    issues = loaded("food_wholesalers.xlsx").tables["issues"]
    assert issues["problem"].tolist() == ["sheet 'pivotLArating' has no headings of a known layout"]


def test_a_list_with_the_headings_of_another_is_told_apart_by_its_values():
    scrap, gambling = content("ea_scrap_cars.tsv"), content("gambling_premises.tsv")
    assert scrap.splitlines()[0] == gambling.splitlines()[0]
    assert (matches(scrap)[0][0].spec.name, matches(gambling)[0][0].spec.name) == ("ea_scrap_cars", "gambling_premises")


def test_a_person_who_trades_under_a_name_is_known_by_that_name():
    names = loaded("hse_convictions.csv").tables["records"]["name"].tolist()
    assert names == ["SYNTHETIC Roofing Limited", "Apex Scaffolding"]


def test_a_list_without_a_date_column_has_the_date_of_its_title():
    assert set(loaded("hmrc_minimum_wage.csv").tables["touch_points"]["event_date"]) == {pd.Timestamp(2024, 10, 18)}


def test_the_day_a_report_was_made_is_read_from_its_title():
    assert {str(chunk.extracted) for chunk in loaded("ofsted_2021.csv").chunks} == {"2021-08-31"}
    assert {str(chunk.extracted) for chunk in loaded("fhrs_api.json").chunks} == {"2026-09-30"}


def test_a_file_nobody_knows_is_told_which_layouts_come_near_and_what_they_lack():
    with pytest.raises(LoadError, match=r"Fire safety audits \(CFRMIS\) \(missing: Job Type, Date Completed\)"):
        load(b"JobRef,Premises Name,Outcome,Colour\n1,SYNTHETIC,Satisfactory,red\n")


# the real files, where they are


@pytest.mark.skipif(not REAL.is_dir(), reason="shared/data is not beside the project")
def test_every_real_file_is_in_the_list():
    found = [path for folder in ("fhrs", "others") for path in (REAL / folder).rglob("*.*") if path.suffix != ".md"]
    assert {path.relative_to(REAL).as_posix() for path in found} == set(REAL_ROWS)


@pytest.mark.skipif(not REAL.is_dir(), reason="shared/data is not beside the project")
@pytest.mark.parametrize("name", REAL_ROWS)
def test_a_real_file_is_known_and_every_row_accounted_for_without_a_warning(name):
    given, (layout, count) = (REAL / name).read_bytes(), REAL_ROWS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (fit,) = matches(given)
        found = load(given)
    rows, issues = found.tables["rows"], found.tables["issues"]
    assert [match.spec.name for match in fit if match.rank == fit[0].rank] == [layout] == found.specs
    assert len(rows) == rows["row"].nunique() == count
    assert set(rows.loc[rows["is_quarantined"], "row"]) == set(issues.loc[issues["is_quarantined"], "row"])
    assert rows["is_quarantined"].mean() < 0.05
    assert not set(issues["code"]) & {"OUTCOME_UNMAPPED", "TYPE_UNMAPPED", "ROLE_UNMAPPED", "FUNCTION_UNMAPPED"}

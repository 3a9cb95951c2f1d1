"""Each layout against a small invented file that carries its quirks."""

import datetime as dt
import io

import pandas as pd
import pytest

import loaders
from loaders import SPECS, LoadError
from loaders.families.cfrmis import CFRMIS_AUDITS
from tests.loaders.conftest import All

FIRE = "JobRef,UPRN,Premises Name,Address,Postcode,Easting,Northing,Premises Type (FSEC),Job Type,Date Completed,Outcome,Risk Score,Inspector,Notice Ref\n"


def fire(*lines: str) -> str:
    return "SYNTHETIC fire audits,,,,,,,,,,,,,\n" + FIRE + "\n".join(lines) + "\n"


def test_a_fire_audit_is_one_record_and_one_touch_point(load) -> None:
    found: All = load(
        fire(
            "F1,0990000000001,Lotus Café,1 High St,cm1 1aa,570000,206000,Shop,Audit,03/04/2025,Fire safety advice,3,AB,"
        )
    )
    (record,) = found.records.to_dict("records")
    (contact,) = found.touch_points.to_dict("records")
    assert (record["name"], record["postcode"], record["uprn"]) == ("Lotus Café", "CM1 1AA", "990000000001")
    assert (record["longitude"], record["latitude"]) == pytest.approx((0.46, 51.73), abs=0.02)
    assert (contact["event_date"], contact["type"], contact["outcome"], contact["severity"]) == (
        pd.Timestamp(2025, 4, 3),
        "AUDIT",
        "MINOR",
        1,
    )
    assert contact["source_row"] == 3


def test_a_notice_is_enforcement_and_a_withdrawn_one_has_no_severity(load) -> None:
    found: All = load(
        fire(
            "F1,,A,1 High St,CM1 1AA,,,Shop,Audit,03/04/2025,Enforcement notice,3,AB,EN/1",
            "F2,,B,2 High St,CM1 1AA,,,Shop,Audit,03/04/2025,Enforcement notice,3,AB,EN/2 WITHDRAWN",
        )
    )
    assert list(found.touch_points["touch_point_class"]) == ["ENFORCEMENT", "ENFORCEMENT"]
    assert found.touch_points["severity"].tolist()[0] == 3
    assert pd.isna(found.touch_points["severity"].iloc[1])
    assert found.touch_points["status"].iloc[1] == "WITHDRAWN"


@pytest.mark.parametrize(
    ("line", "code", "column", "said"),
    [
        (
            "F1,,A,1 High St,,,,Shop,Audit,31/02/2025,Satisfactory,,,",
            "DATE_UNREADABLE",
            "Date Completed",
            "'31/02/2025' is not a date written dd/mm/yyyy",
        ),
        ("F1,,A,1 High St,,,,Shop,Audit,,Satisfactory,,,", "DATE_MISSING", "Date Completed", "has no date"),
        (
            "F1,,A,1 High St,,,,Shop,Audit,02/01/2031,Satisfactory,,,",
            "DATE_IMPLAUSIBLE",
            "Date Completed",
            "future or before 1990",
        ),
        ("F1,,A,1 High St", "CELLS_MISSING", None, "has 4 cells where the headings have 14"),
        ("F1,,A,1 High St,,,,Shop,Audit,03/04/2025,Satisfactory,,,,oops", "CELLS_EXTRA", None, "has 15 cells"),
        (
            "F1,,,,,,,Shop,Audit,03/04/2025,Satisfactory,,,",
            "NAME_AND_PLACE_MISSING",
            None,
            "neither a name nor a place",
        ),
        ("F1", "CELLS_MISSING", None, "has 1 cell where the headings have 14"),
        ("Grand Total,1,,,,,,,,,,,,", "NOT_A_RECORD", None, "a total or a footer"),
        (FIRE.strip(), "HEADINGS_AGAIN", None, "is the line of headings again"),
    ],
)
def test_a_broken_row_is_left_out_with_row_column_and_reason(
    load, line: str, code: str, column: str | None, said: str
) -> None:
    found: All = load(fire("F0,,Good,9 High St,CM1 1AA,,,Shop,Audit,03/04/2025,Satisfactory,,,", line))
    (issue,) = found.problems(code).to_dict("records")
    assert issue["row"] == 4
    assert (None if pd.isna(issue["column"]) else issue["column"]) == column
    assert said in issue["problem"]
    assert issue["is_quarantined"]
    assert issue["advice"]
    assert (len(found.rows), found.kept) == (2, 1)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("F1,,A,1 High St,CM1 1A,,,Shop,Audit,03/04/2025,Satisfactory,,,", "POSTCODE_UNREADABLE"),
        ("F1,,A,1 High St,CM1 IAA,,,Shop,Audit,03/04/2025,Satisfactory,,,", "POSTCODE_CORRECTED"),
        ("F1,12x,A,1 High St,,,,Shop,Audit,03/04/2025,Satisfactory,,,", "UPRN_UNREADABLE"),
        ("F1,,A,1 High St,,570000,99999999,Shop,Audit,03/04/2025,Satisfactory,,,", "COORDINATES_UNREADABLE"),
        ("F1,,A,1 High St,,,,Shop,Tea party,03/04/2025,Satisfactory,,,", "TYPE_UNMAPPED"),
        ("F1,,A,1 High St,,,,Shop,Audit,03/04/2025,Rather good,,,", "OUTCOME_UNMAPPED"),
    ],
)
def test_a_doubtful_value_is_noted_and_the_row_kept(load, line: str, code: str) -> None:
    found: All = load(fire(line))
    assert len(found.problems(code)) == 1
    assert not found.problems(code)["is_quarantined"].any()
    assert found.kept == 1
    assert len(found.touch_points) == 1


ATHENA = "\ufeffCrime Ref,Offence,HO Class,Committed From,Committed To,Recorded Date,Location Name,Address,Postcode,Easting,Northing,UPRN,Business Flag,Role,Outcome,Marking\n"


def test_a_victim_has_no_severity_whatever_the_outcome(load) -> None:
    line = (
        "42/1/25,{offence},1,03/04/2025 10:00,,03/04/2025,Corner Shop,1 High St,CM1 1AA,,,,Y,{role},Charged,SYNTHETIC"
    )
    roles = [
        ("Shoplifting", "Victim"),
        ("Assault", "Location"),
        ("Handling stolen goods", "Suspect"),
        ("Modern slavery", "Suspect"),
    ]
    found: All = load(ATHENA + "\n".join(line.format(offence=offence, role=role) for offence, role in roles))
    assert list(found.touch_points["role"]) == ["VICTIM", "LOCATION", "SUBJECT", "SUBJECT"]
    assert found.touch_points["severity"].isna().tolist() == [True, True, False, False]
    assert found.touch_points["touch_point_id"].nunique() == 3


def test_grave_crimes_are_critical_and_others_serious(load) -> None:
    line = "42/{n}/25,{offence},1,03/04/2025 10:00,,03/04/2025,Corner Shop,1 High St,CM1 1AA,,,,Y,Suspect,{outcome},SYNTHETIC"
    cases = [
        ("Modern slavery", "Charged"),
        ("Being concerned in the supply of drugs", "Charged"),
        ("Theft", "Charged"),
        ("Theft", "No further action"),
    ]
    text = "\n".join(line.format(n=n, offence=offence, outcome=outcome) for n, (offence, outcome) in enumerate(cases))
    severities = load(ATHENA + text).touch_points["severity"]
    assert severities.iloc[:3].tolist() == [4, 4, 3]
    assert pd.isna(severities.iloc[3])


FHRS = """<?xml version="1.0"?><!-- SYNTHETIC --><FHRSEstablishment xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<Header><ExtractDate>2026-09-30</ExtractDate></Header><EstablishmentCollection>{rows}</EstablishmentCollection></FHRSEstablishment>"""
ONE = "<EstablishmentDetail><FHRSID>{n}</FHRSID><BusinessName>{name}</BusinessName><BusinessTypeID>7844</BusinessTypeID>{more}</EstablishmentDetail>"


def test_fhrs_keeps_premises_without_address_or_rating(load) -> None:
    rows = ONE.format(
        n=1,
        name="Mobile &amp; Sons",
        more="<RatingValue>AwaitingInspection</RatingValue><RatingDate xsi:nil='true'/><Geocode/><Scores/>",
    )
    found: All = load(FHRS.format(rows=rows))
    assert found.kept == 1
    assert found.records["name"].tolist() == ["Mobile & Sons"]
    assert found.touch_points.empty
    assert found.issues.empty


def test_fhrs_ratings_map_to_severity_and_management_is_flagged(load) -> None:
    more = "<RatingValue>{r}</RatingValue><RatingDate>2026-01-02</RatingDate><Scores><ConfidenceInManagement>{c}</ConfidenceInManagement></Scores>"
    cases = [("5", 0, 0), ("4", 5, 0), ("3", 10, 1), ("2", 10, 2), ("1", 20, 3), ("0", 30, 4)]
    rows = "".join(ONE.format(n=n, name=f"N{n}", more=more.format(r=r, c=c)) for n, (r, c, _) in enumerate(cases))
    contacts = load(FHRS.format(rows=rows)).touch_points
    assert contacts["severity"].tolist() == [severity for *_, severity in cases]
    assert contacts["flags"].notna().tolist() == [False, False, False, False, True, True]


def test_a_supplied_geocode_is_precise_to_the_postcode_only(load) -> None:
    more = "<PostCode>CM1 1AA</PostCode><Geocode><Longitude>0.47</Longitude><Latitude>51.73</Latitude></Geocode>"
    record = load(FHRS.format(rows=ONE.format(n=1, name="A", more=more))).records.iloc[0]
    assert (record["longitude"], record["latitude"], record["coordinate_precision"]) == (0.47, 51.73, "POSTCODE")


VOA = "{n}*1505*X*BA{n}*CS*SHOP AND PREMISES*{n}*FULL*{name}*{number}*HIGH STREET*MALDON**ESSEX (SYNTHETIC)*CM9 5PN*01-APR-2023*N*5000***01-APR-2023*249G*****01-APR-2023*"


def test_the_rating_list_needs_no_headings_and_mends_a_broken_line(load) -> None:
    lines = [VOA.format(n=n, name=f"SHOP {n}", number=n) for n in range(1, 5)]
    lines[1] = lines[1].replace("HIGH STREET", "HIGH\nSTREET")
    found: All = load("\n".join(lines) + "\n")
    assert found.kept == 4
    assert found.issues.empty
    assert found.records["address"].iloc[1] == "2, HIGH STREET"
    assert found.records["record_ref"].tolist() == ["1", "2", "3", "4"]
    assert set(found.records["sector"]) == {"RETAIL"}
    assert found.touch_points.empty


UNIFORM = "REFVAL,KEYVAL,UPRN,ADDRESS,BUSNAME,TRADEAS,PREMTYPE,VISITDATE,VISITTYPE,FUNCTION,OFFICER,RISKRATE,OUTCOME,NEXTDUE,MAPEAST,MAPNORTH\n"
VISIT = 'P/1  ,K1  ,,"4 High Street\r\nMaldon\r\nCM9 5PN",Sparkle Ltd,Sparkle Car Wash,CAR WASH,03/04/2025 10:30,Planned,Planning Enforcement,AB,,Enforcement notice,,,\r\n'


def test_a_council_report_names_its_council_and_hides_its_postcode_in_the_address(load) -> None:
    found: All = load("Maldon District Council - Public protection visits" + "," * 15 + "\n" + UNIFORM + VISIT)
    (record,) = found.records.to_dict("records")
    (contact,) = found.touch_points.to_dict("records")
    assert record["partner_org"] == "Maldon Council"
    assert (record["name"], record["legal_name"]) == ("Sparkle Car Wash", "Sparkle Ltd")
    assert record["postcode"] == "CM9 5PN"
    assert record["sector"] == "CAR_WASH"
    assert (contact["partner"], contact["function"], contact["severity"], contact["type"]) == (
        "PLANNING",
        "PLANNING",
        3,
        "NOTICE",
    )
    assert contact["touch_point_ref"] == "P/1"


def test_two_councils_that_do_not_say_who_they_are_do_not_overwrite_each_other(load) -> None:
    here: All = load(UNIFORM + VISIT)
    there: All = load(UNIFORM + VISIT.replace("Maldon", "Harlow").replace("Sparkle", "Shine"))
    assert len(here.problems("ORGANISATION_UNKNOWN")) == 1
    assert here.touch_points["touch_point_id"].iloc[0] != there.touch_points["touch_point_id"].iloc[0]


def test_officers_names_are_not_stored_anywhere(load) -> None:
    found: All = load(fire("F1,,A,1 High St,,,,Shop,Audit,03/04/2025,Satisfactory,,Inspector Sekrit,"))
    stored = "".join(frame.to_csv() for frame in (found.records, found.touch_points, found.rows))
    assert "Sekrit" not in stored


def test_the_same_content_has_the_same_ids_in_another_file(load) -> None:
    line = "F1,,A,1 High St,CM1 1AA,,,Shop,Audit,03/04/2025,Satisfactory,,,"
    first, second = load(fire(line)), load(fire("F9,,Z,9 Low St,,,,Shop,Audit,03/04/2025,Satisfactory,,,", line))
    assert first.records["record_id"].iloc[0] in set(second.records["record_id"])
    assert first.touch_points["touch_point_id"].iloc[0] in set(second.touch_points["touch_point_id"])


def test_a_corrected_row_keeps_its_id_and_changes_its_content(load) -> None:
    line = "F1,,A,1 High St,CM1 1AA,,,Shop,Audit,03/04/2025,{},,,"
    before, after = load(fire(line.format("Satisfactory"))), load(fire(line.format("Prohibition notice")))
    assert before.rows["content"].iloc[0] != after.rows["content"].iloc[0]
    same = load(fire(line.format("Satisfactory")))
    assert before.rows["content"].iloc[0] == same.rows["content"].iloc[0]


def test_rows_without_any_place_stay_apart(load) -> None:
    line = "F{n},,Burger Van,,,,,Shop,Audit,03/04/2025,Satisfactory,,,"
    assert len(load(fire(line.format(n=1), line.format(n=2))).records) == 2


def test_rows_that_describe_the_same_business_share_one_record(load) -> None:
    line = "F{n},,Lotus,1 High St,CM1 1AA,,,Shop,Audit,0{n}/04/2025,Satisfactory,,,"
    found: All = load(fire(line.format(n=1), line.format(n=2)))
    (record,) = found.records.to_dict("records")
    assert (record["first_seen"], record["last_seen"]) == (pd.Timestamp(2025, 4, 1), pd.Timestamp(2025, 4, 2))
    assert len(found.touch_points) == 2


def test_a_file_nobody_recognises_says_what_was_looked_for(load) -> None:
    with pytest.raises(
        LoadError, match=r"Found: .*colour, size.*Looked for: the headings of \d+ layouts.*Nothing was changed"
    ):
        load("colour,size\nred,3\n")


def test_headings_are_known_in_any_capitals_with_blanks_around_them(load) -> None:
    found: All = load(FIRE.upper().replace(",", " , ") + "F1,,A,1 High St,,,,Shop,Audit,03/04/2025,Satisfactory,,,\n")
    assert found.specs == [CFRMIS_AUDITS]


def test_two_layouts_that_fit_equally_well_are_not_guessed_between(load) -> None:
    from dataclasses import replace

    twin = replace(CFRMIS_AUDITS, name="twin", title="The twin")
    with pytest.raises(LoadError, match="could be 'Fire safety audits"):
        load(fire("F1,,A,1 High St,,,,Shop,Audit,03/04/2025,Satisfactory,,,"), specs=(*SPECS, twin))


def fire_on(*days: str) -> str:
    rows = "".join(f"FS{n},Shop {n},CM1 1AA,Audit,{day},Satisfactory\n" for n, day in enumerate(days))
    return "JobRef,Premises Name,Postcode,Job Type,Date Completed,Outcome\n" + rows


def test_where_a_column_reads_only_the_other_way_round_no_date_in_it_is_guessed(load):
    found = load(fire_on("02/25/2025", "03/28/2025", "01/02/2025"))
    assert found.kept == 0
    assert found.problems("DATE_ORDER_DOUBTFUL")["row"].tolist() == [4]
    assert "may have day and month exchanged" in found.problems("DATE_ORDER_DOUBTFUL")["problem"].iloc[0]


def test_a_slip_in_a_column_that_is_plainly_written_as_declared_casts_no_doubt(load):
    found = load(fire_on("02/25/2025", "28/03/2025", "01/02/2025"))
    assert found.kept == 2
    assert len(found.problems("DATE_ORDER_DOUBTFUL")) == 0


AUDITED = "F1,,A,1 High St,CM1 1AA,,,Shop,Audit,03/04/2025,Advice,3,AB,\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (fire(AUDITED).encode().replace(b"Shop", b"Sh\0op"), "1 zero bytes stand between the characters"),
        (fire(AUDITED.replace("A,1", "Caf\u00e9,1")).encode() + AUDITED.replace("A,1", "Caf\u00e9,1").encode("cp1252"), "1 characters are written as Windows-1252"),
    ],
)  # fmt: skip
def test_what_the_reader_noticed_is_told_once_for_the_file(given: bytes, said: str) -> None:
    chunks = list(loaders.load(io.BytesIO(given), source_file="f" * 64, received=dt.date(2026, 10, 1), specs=SPECS))
    told = pd.concat([chunk.issues for chunk in chunks])
    about_file = told.loc[told["row"].isna() & ~told["code"].eq("SHEET_SKIPPED"), "problem"].tolist()
    assert len(about_file) == 1
    assert about_file[0].startswith(said)

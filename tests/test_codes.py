"""The code lists everybody shares: each code once, each cross-reference known, each word in the form it is looked up in."""

from __future__ import annotations

import pytest

import codes

LISTS = tuple(sorted(path.stem for path in codes.FOLDER.glob("*.csv")))
KEYS = {"outcomes": ["scheme", "raw"], "severities": ["outcome"]}
PLAIN = ("first_names", "free_mail", "towns")
"""Words by which something is recognised: they are shown to nobody and need no label."""
each_list = pytest.mark.parametrize("name", LISTS)


def split(column: str, separator: str) -> list[str]:
    """Every word of a column of sectors.csv that holds several."""
    return [word for line in codes.table("sectors")[column] for word in line.split(separator) if word]


def repeated(words: list[str]) -> list[str]:
    return sorted({word for word in words if words.count(word) > 1})


def test_there_are_the_fifteen_lists():
    assert LISTS == (
        "classes", "districts", "expectations", "first_names", "free_mail", "functions", "indicators", "outcomes", "partners",
        "questions", "roles", "sectors", "severities", "touch_point_types", "towns",
    )  # fmt: skip


@each_list
def test_no_code_stands_twice_in_a_list(name):
    frame = codes.table(name)
    key = KEYS.get(name, [frame.columns[0]])
    assert frame.loc[frame.duplicated(key), key].values.tolist() == []
    assert (frame[key] != "").all(axis=None)


@each_list
def test_no_value_has_blanks_around_it(name):
    frame = codes.table(name)
    assert [value for column in frame for value in frame[column] if value != value.strip()] == []


@pytest.mark.parametrize("name", [name for name in LISTS if name not in ("outcomes", *PLAIN)])
def test_every_code_has_a_label_of_its_own(name):
    labels = codes.table(name)["label"].tolist()
    assert "" not in labels
    assert repeated(labels) == []


def test_the_fourteen_districts_of_essex_are_there():
    assert len(codes.labels("districts")) == 14
    assert codes.labels("districts")["E07000070"] == "Chelmsford"


def test_every_outcome_has_a_severity_we_know():
    known = {*"01234", "NOT_ASSESSED", "NOT_APPLICABLE"}
    outcomes = codes.table("outcomes")
    assert outcomes.loc[~outcomes["severity"].isin(known)].values.tolist() == []
    assert (outcomes["source"] != "").all()


def test_outcome_words_are_lower_case_with_single_blanks():
    words = codes.table("outcomes")["raw"].tolist()
    assert [word for word in words if word != " ".join(word.lower().split())] == []


def test_a_severity_is_one_outcome_and_the_two_unscored_ones_have_none():
    assert codes.severity_of_outcomes() == {"COMPLIANT": 0, "MINOR": 1, "MATERIAL": 2, "SERIOUS": 3, "CRITICAL": 4}


@pytest.mark.parametrize(
    ("scheme", "word", "outcome"),
    [
        ("FHRS", "5", "COMPLIANT"),
        ("FHRS", "3", "MINOR"),
        ("FHRS", "0", "CRITICAL"),
        ("FHRS", "exempt", "NOT_ASSESSED"),
        ("FIRE", "enforcement notice", "SERIOUS"),
        ("LICENSING", "granted", "NOT_APPLICABLE"),
    ],
)
def test_a_partner_s_word_becomes_our_outcome(scheme, word, outcome):
    assert codes.outcome_codes(scheme)[word] == outcome


def test_a_scheme_nobody_declared_has_no_words():
    assert codes.outcome_codes("MORRIS_DANCERS") == {}


def test_every_touch_point_type_has_a_class_we_know():
    assert set(codes.classes_of_types().values()) <= set(codes.labels("classes"))
    assert codes.classes_of_types()["INSPECTION"] == "PROACTIVE"


def test_every_class_has_a_type():
    assert set(codes.labels("classes")) - set(codes.classes_of_types().values()) == set()


def test_no_keyword_belongs_to_two_sectors():
    assert repeated(split("keywords", "|")) == []


def test_keywords_are_lower_case():
    assert [word for word in split("keywords", "|") if word != word.lower().strip()] == []


@pytest.mark.parametrize("scheme", ["scat", "fhrs_type", "sic"])
def test_no_foreign_code_belongs_to_two_sectors(scheme):
    assert repeated(split(scheme, " ")) == []
    assert [word for word in split(scheme, " ") if not word.isdigit()] == []


def test_sectors_are_asked_in_one_order_and_unknown_comes_last():
    order = [int(number) for number in codes.table("sectors")["order"]]
    assert len(set(order)) == len(order)
    assert codes.table("sectors")["sector"][order.index(max(order))] == "UNKNOWN"


def test_high_attention_is_yes_or_no():
    assert set(codes.table("sectors")["is_high_attention"]) == {"yes", "no"}


def test_labels_keep_the_order_of_the_file():
    assert list(codes.labels("roles"))[:3] == ["SUBJECT", "VICTIM", "LOCATION"]


def test_what_one_expects_of_a_sector_is_said_in_codes_that_exist():
    rules = codes.table("expectations")
    for column, listed in (("sectors", "sectors"), ("partners", "partners"), ("functions", "functions")):
        assert {word for line in rules[column] for word in line.split()} <= set(codes.labels(listed))

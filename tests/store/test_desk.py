"""The review desk: no two reviewers with one case, answers kept whole or not at all, undo, skip and second opinions."""

from __future__ import annotations

import shutil
import threading

import pytest

from store import db, desk, leases, matches, review
from store.access import Scope
from store.db import current_register
from store.home import Home
from store.review import Wanted

ANA, BEN = Scope("ana"), Scope("ben")
EVERY = Wanted()


@pytest.fixture
def place(home, tmp_path) -> Home:
    """An installation of its own; decisions are written to it."""
    shutil.copytree(home.path, tmp_path / "home", ignore=shutil.ignore_patterns("raw", "loaded", "geography"))
    return Home(tmp_path / "home")


@pytest.fixture
def register(place):
    return current_register(place)


def next_case(scope, place, register, wanted):
    return desk.turn(scope, place, register, wanted).case_id


def test_two_reviewers_never_have_the_same_case(place, register):
    first, second = next_case(ANA, place, register, EVERY), next_case(BEN, place, register, EVERY)
    assert first != second
    assert next_case(ANA, place, register, EVERY) == first


def test_when_many_reach_for_a_case_at_once_one_gets_it(place):
    leases.held(place)
    got = []
    people = [threading.Thread(target=lambda n=n: got.append(leases.take(place, f"p{n}", "case"))) for n in range(8)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert got.count(True) == 1


def test_a_case_left_lying_comes_back_to_others(place, register):
    case = next_case(ANA, place, register, EVERY)
    leases.take(place, "ana", case, minutes=-1)
    assert next_case(BEN, place, register, EVERY) == case


def test_an_answered_case_is_not_asked_again_and_the_next_has_less_to_gain(place, register):
    first = next_case(ANA, place, register, EVERY)
    assert desk.answer(ANA, place, register, first, "same", reason="same phone")
    second = next_case(ANA, place, register, EVERY)
    gains = [review.case(ANA, register, case)["gain"] for case in (first, second)]
    assert gains[0] >= gains[1]
    kept = matches.standing(place).iloc[0]
    assert (kept["by"], kept["answer"], kept["reason"], kept["case_id"]) == ("ana", "same", "same phone", first)
    assert next_case(BEN, place, register, EVERY) not in (first, second)


def test_undo_puts_the_case_back_and_keeps_the_trace(place, register):
    case = next_case(ANA, place, register, EVERY)
    desk.answer(ANA, place, register, case, "different")
    assert desk.undo(ANA, place) == case
    assert next_case(ANA, place, register, EVERY) == case
    assert matches.standing(place).empty
    assert matches.history(place).iloc[0]["withdrawn_by"] == "ana"
    assert desk.undo(ANA, place) is None


def test_a_skipped_case_is_for_others_today(place, register):
    case = next_case(ANA, place, register, EVERY)
    desk.skip(ANA, place, case)
    assert next_case(ANA, place, register, EVERY) != case
    assert next_case(BEN, place, register, EVERY) == case


def test_a_second_opinion_goes_to_somebody_else_and_first(place, register):
    case = next_case(ANA, place, register, EVERY)
    next_case(BEN, place, register, EVERY)
    desk.ask_second_opinion(ANA, place, case, "is it the annexe?")
    assert next_case(ANA, place, register, EVERY) != case
    desk.skip(BEN, place, next_case(BEN, place, register, EVERY))
    assert next_case(BEN, place, register, EVERY) == case
    assert leases.opinions_asked(place)[case] == [("ana", "is it the annexe?")]


def test_the_earlier_owner_comes_first_whichever_side_it_was_shown_on(place, register):
    for case in review.waiting(ANA, register, EVERY)[:20]:
        desk.answer(ANA, place, register, case, "successor")
    kept = matches.standing(place)
    rows = review.records(ANA, register, [*kept["record_id_l"], *kept["record_id_r"]]).set_index("record_id")
    first = rows["first_seen"].fillna(rows["last_seen"])
    assert (first[kept["record_id_l"]].to_numpy() <= first[kept["record_id_r"]].to_numpy()).all()


def test_filters_choose_cases_of_a_partner_a_sector_and_a_district(place, register):
    some = review.choices(ANA, register)
    for wanted in (
        Wanted(partners=("POLICE",)),
        Wanted(sectors=(some["sectors"][0],)),
        Wanted(districts=(some["districts"][0],)),
    ):
        for case_id in review.waiting(ANA, register, wanted):
            case = review.case(ANA, register, case_id)
            assert "POLICE" in (case["partner_l"], case["partner_r"]) or not wanted.partners
            assert not wanted.sectors or wanted.sectors[0] in (case["sector_l"], case["sector_r"])
            assert not wanted.districts or wanted.districts[0] in (case["district_l"], case["district_r"])


def test_a_case_with_a_record_of_somebody_else_is_not_shown(place, register):
    fire = Scope("fire", partners=("FIRE",))
    for case_id in review.waiting(fire, register, EVERY):
        case = review.case(fire, register, case_id)
        assert (case["partner_l"], case["partner_r"]) == ("FIRE", "FIRE")
    other = review.waiting(ANA, register, Wanted(partners=("POLICE",)))[0]
    assert review.case(fire, register, other) is None
    assert not desk.answer(fire, place, register, other, "same")
    assert matches.standing(place).empty


def test_the_evidence_of_a_case_adds_up_to_its_match_weight(register):
    for case_id in review.waiting(ANA, register, Wanted(kinds=("near", "rule")))[:50]:
        total = review.evidence(ANA, register, case_id)["match_weight"].sum()
        assert total == pytest.approx(review.case(ANA, register, case_id)["match_weight"], abs=0.15)


def test_one_case_in_five_is_from_the_fair_sample(place, register):
    strata = []
    for _ in range(10):
        case_id = next_case(ANA, place, register, EVERY)
        strata.append(isinstance(review.case(ANA, register, case_id)["stratum"], str))
        desk.answer(ANA, place, register, case_id, "unsure")
    assert strata[4]
    assert strata[9]


def test_a_decision_is_whole_or_not_there(place, register, monkeypatch):
    """The browser closes, the disk fills: several rows of one act go in together."""
    answers = [matches.Answer("a", "b", "same"), matches.Answer("a", "c", None)]
    with pytest.raises(Exception, match="NOT NULL"):
        matches.decide(place, "ana", answers)
    assert matches.standing(place).empty


def test_businesses_it_might_be_one_with_are_those_it_was_compared_with_or_that_share_its_premises(register):
    pairs = db.cursor(register).execute(
        "select a.business_id, b.business_id from pairs p join links a on a.record_id = p.record_id_l "
        "join links b on b.record_id = p.record_id_r where a.business_id <> b.business_id order by p.match_weight desc, 1 limit 1"
    )
    one, other = pairs.fetchone()
    here = "select premises_id from links where business_id = ?"
    sharing = f"select distinct business_id from links where premises_id in ({here}) and business_id <> ?"
    neighbours = {row[0] for row in db.cursor(register).execute(sharing, [one, one]).fetchall()}
    found = review.likely_same(ANA, register, one)["business_id"].tolist()
    assert other in found
    assert neighbours <= set(found) or len(found) == 25
    assert one not in found
    assert one in review.likely_same(ANA, register, other)["business_id"].tolist()

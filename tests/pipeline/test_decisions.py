"""Decisions hold at the next link run, in the next file, on any day; corrections are there at once for their author."""

from __future__ import annotations

import datetime as dt

import pytest

from pipeline import corrections, decided
from pipeline.link import link
from store import db, matches, patch, review
from store.access import Scope
from store.db import current_register
from store.home import StoreError
from store.matches import Answer

ANA = Scope("ana")


def rows(register, sql, *values):
    return db.cursor(register).execute(sql, list(values)).fetchall()


def record(register, name, source=None):
    found = rows(
        register,
        "select record_id from records where upper(name) = upper(?) and (source = ? or ? is null)",
        name,
        source,
        source,
    )
    return found[0][0]


def business(register, record_id):
    found = rows(register, "select business_id from links where record_id = ?", record_id)
    return found[0][0] if found else None


@pytest.fixture
def washes(linked):
    """The two records of Anglia Car Wash, which the machine joins."""
    register = current_register(linked)
    return record(register, "Anglia Car Wash", "fire_audits"), record(register, "Anglia Car Wash", "police_athena")


def test_different_holds_at_every_later_run_and_when_the_record_comes_back(run, linked, washes, inbox, sent):
    a, b = washes
    before = business(current_register(linked), a)
    matches.decide(linked, "ana", [Answer(a, b, "different")])
    run("link")
    first = current_register(linked)
    assert business(first, a) == before != business(first, b)
    split = business(first, b)
    run("withdraw", "police.csv", "--reason", "sent by mistake")
    assert business(current_register(linked), b) is None
    states = rows(current_register(linked), "select state from decision_states")
    assert states == [("waiting",)]
    again = "\n".join(
        [*sent.police.splitlines(), '42/3/25,Theft,03/06/2025 10:30,Shop,"9 Far Road, Harlow",CM20 1BB,Victim,Filed']
    )
    run("ingest", inbox("police_again.csv", again + "\n"))
    run("link")
    assert business(current_register(linked), a) != business(current_register(linked), b) == split


def test_same_joins_what_the_machine_kept_apart_and_withdrawing_it_parts_them_again(run, linked):
    register = current_register(linked)
    a, b = record(register, "Blue Dolphin Fish Bar"), record(register, "Corner Store")
    ids = business(register, a), business(register, b)
    act = matches.decide(linked, "ana", [Answer(a, b, "same")])
    run("link")
    joined = current_register(linked)
    assert business(joined, a) == business(joined, b)
    gone = next(old for old in ids if old != business(joined, a))
    assert review.redirect(joined, gone)["into_business_id"] == business(joined, a)
    matches.withdraw(linked, "ana", act, reason="mistake")
    run("link")
    parted = current_register(linked)
    assert business(parted, a) != business(parted, b)


def test_people_who_disagree_are_both_kept_and_nobody_counts(run, linked, washes):
    a, b = washes
    together = business(current_register(linked), a) == business(current_register(linked), b)
    matches.decide(linked, "ana", [Answer(a, b, "different")])
    matches.decide(linked, "ben", [Answer(a, b, "same")])
    run("link")
    register = current_register(linked)
    assert rows(register, "select state, conflict from decision_states order by decision_id") == [("conflict", 1)] * 2
    assert (business(register, a) == business(register, b)) == together
    assert len(matches.standing(linked)) == 2


def test_what_stood_at_a_moment_can_be_asked_for(linked, washes):
    before = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=1)
    matches.decide(linked, "ana", [Answer(*washes, "different")])
    assert len(decided.read(linked).decisions) == 1
    assert decided.read(linked, until=before).decisions.empty


def test_a_register_as_of_an_earlier_day_is_built_beside_the_published_one(run, linked, washes):
    matches.decide(linked, "ana", [Answer(*washes, "different")])
    run("link")
    published = current_register(linked)
    said = run("rebuild", "--as-of", "2001-01-01")
    assert said.status == 1
    assert "before" in said.err
    said = run("rebuild", "--as-of", dt.datetime.now(dt.UTC).date().isoformat())
    assert said.status == 0
    [built] = linked.path.glob("asof-*.duckdb")
    assert current_register(linked) == published
    ids = rows(published, "select record_id, business_id from links order by 1")
    assert rows(built, "select record_id, business_id from links order by 1") == ids


def test_a_split_is_seen_at_once_by_its_author_alone_and_by_all_after_the_next_run(run, linked, washes):
    a, b = washes
    base = current_register(linked)
    corrections.split_out(ANA, linked, base, b, reason="another trader")
    own = patch.register_for(linked, "ana")
    assert own != base == patch.register_for(linked, "ben")
    assert business(own, a) != business(own, b)
    assert rows(
        own, "select count(*) from touch_points t join businesses using (business_id) where t.record_id = ?", b
    ) == [(1,)]
    assert business(base, a) == business(base, b)
    run("link")
    for person in ("ana", "ben"):
        found = patch.register_for(linked, person)
        assert found == current_register(linked)
        assert business(found, a) != business(found, b)


def one_number_for_each_premises(register):
    """Whether premises and their numbers tell each other apart, among businesses and their contacts alike."""
    pairs = rows(
        register,
        "select distinct premises_id, premises_no from (select premises_id, premises_no from businesses "
        "union all select premises_id, premises_no from touch_points) where premises_id is not null or premises_no is not null",
    )
    return len(pairs) == len({name for name, _ in pairs}) == len({number for _, number in pairs if number is not None})


def test_numbers_still_tell_premises_apart_after_a_correction(linked, washes):
    base = current_register(linked)
    assert one_number_for_each_premises(base)
    corrections.split_out(ANA, linked, base, washes[1], reason="another trader")
    own = patch.register_for(linked, "ana")
    assert one_number_for_each_premises(own)
    one, other = business(own, record(own, "Blue Dolphin Fish Bar")), business(own, record(own, "Corner Store"))
    assert one_number_for_each_premises(corrections.merge(ANA, linked, own, one, other))


def test_a_merge_leads_the_old_id_to_the_one_that_stays_and_can_be_taken_back(linked):
    base = current_register(linked)
    one, other = business(base, record(base, "Blue Dolphin Fish Bar")), business(base, record(base, "Corner Store"))
    own = corrections.merge(ANA, linked, base, one, other)
    stays = business(own, record(own, "Corner Store"))
    gone = other if stays == one else one
    assert review.redirect(own, gone)["into_business_id"] == stays
    assert rows(own, "select records from businesses where business_id = ?", stays) == [(2,)]
    corrections.undo(ANA, linked)
    assert patch.register_for(linked, "ana") == base
    assert matches.standing(linked).empty


def test_a_new_owner_divides_even_a_description_both_owners_share(run, linked, inbox, sent):
    row = 'A9,,Anglia Car Wash,"1 High Street, Basildon",SS14 1AA,570500,188500,Audit,05/06/2025,Satisfactory'
    run("ingest", inbox("more.csv", "\n".join((sent.fire_headings, row, ""))))
    run("link")
    base = current_register(linked)
    a = record(base, "Anglia Car Wash", "fire_audits")
    old = business(base, a)
    own = corrections.new_owner(ANA, linked, base, old, dt.date(2025, 5, 1), reason="lease")
    run("link")
    for register in (own, current_register(linked)):
        days = rows(
            register,
            "select event_date::varchar, business_id from touch_points where record_id like ? order by 1",
            f"{a}%",
        )
        assert [day for day, _ in days] == ["2025-01-05", "2025-06-05"]
        assert days[0][1] == old != days[1][1]
        assert rows(
            register,
            "select predecessor_business_id, tenure_from::date::varchar from tenures where business_id = ?",
            days[1][1],
        ) == [(old, "2025-05-01")]


def test_a_new_owner_is_seen_at_once_where_no_description_is_shared_by_both(linked, washes):
    base = current_register(linked)
    seen = dict(rows(base, "select record_id, first_seen from records where record_id in (?, ?)", *washes))
    earlier, later = sorted(washes, key=seen.__getitem__)
    old = business(base, earlier)
    own = corrections.new_owner(ANA, linked, base, old, seen[later].date())
    new = business(own, later)
    assert business(own, earlier) == old != new
    assert rows(own, "select predecessor_business_id from tenures where business_id = ?", new) == [(old,)]
    assert review.tenure(ANA, own, old)["after"]["business_id"] == new


def test_a_correction_that_cannot_be_kept_leaves_nothing_to_be_seen(linked, washes, monkeypatch):
    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(matches, "decide", full)
    base = current_register(linked)
    with pytest.raises(OSError, match="No space"):
        corrections.split_out(ANA, linked, base, washes[1])
    assert patch.register_for(linked, "ana") == base


def test_a_correction_that_cannot_be_shown_decides_nothing(linked, washes, monkeypatch):
    def broken(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(patch, "apply", broken)
    base = current_register(linked)
    with pytest.raises(OSError, match="No space"):
        corrections.merge(ANA, linked, base, business(base, washes[0]), business(base, record(base, "Corner Store")))
    assert matches.standing(linked).empty


def test_a_day_before_anything_was_seen_is_refused_in_words(linked, washes):
    base = current_register(linked)
    with pytest.raises(StoreError, match="Nothing was seen before 01/01/1999"):
        corrections.new_owner(ANA, linked, base, business(base, washes[0]), dt.date(1999, 1, 1))
    assert matches.standing(linked).empty


def test_a_corrected_address_is_there_at_once_and_stays(run, linked, washes):
    base = current_register(linked)
    own = corrections.wrong_address(ANA, linked, base, washes[1], "8 New Road, Harlow", "cm20 1bb", reason="visited")
    run("link")
    for register in (own, current_register(linked)):
        assert rows(register, "select address, postcode from records where record_id = ?", washes[1]) == [
            ("8 New Road, Harlow", "CM20 1BB")
        ]


def test_somebody_who_does_not_see_all_records_may_not_change_whom_they_are_about(linked, washes):
    fire = Scope("fire", partners=("FIRE",))
    with pytest.raises(StoreError, match="outside what you may see"):
        corrections.split_out(fire, linked, current_register(linked), washes[1])
    assert matches.standing(linked).empty


def test_linking_twice_with_decisions_changes_nothing(linked, washes):
    matches.decide(linked, "ana", [Answer(*washes, "different")])
    assert link(linked, by="x").is_new
    assert not link(linked, by="x").is_new

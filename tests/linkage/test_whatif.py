"""What another threshold would do: counted on all records, or on a part and scaled."""

from linkage import link
from linkage.whatif import thresholds


def many(count):
    for number in range(count):
        word = f"Quaint{chr(97 + number % 26)}{chr(97 + number // 26)}oria"
        street = f"{number + 1} {word} Street, Witham"
        yield {"record_id": f"a{number}", "source": "food", "name": f"{word} Bakery", "address": street}
        yield {"record_id": f"b{number}", "source": "fire", "name": f"{word} Bakery", "address": street}


def test_the_threshold_in_force_gains_and_loses_nothing_and_a_higher_one_gains_nothing(make_records):
    work = link(make_records(list(many(12)))).work
    told = thresholds(work, in_force=0.5).set_index("threshold")
    assert (told.loc[0.5, "businesses"], told.loc[0.5, "joined"]) == (12, 12)
    assert told.loc[0.5, ["gained", "lost", "cases"]].tolist() == [0, 0, 0]
    assert (told.loc[told.index > 0.5, "gained"] == 0).all()


def test_a_part_of_the_records_scaled_up_tells_the_same_where_all_groups_are_alike(make_records):
    work = link(make_records(list(many(12)))).work
    part = thresholds(work, in_force=0.5, most=8).set_index("threshold")
    assert (part.loc[0.5, "businesses"], part.loc[0.5, "joined"]) == (12, 12)

"""Clusters obey their rules."""

import numpy as np

from linkage.cluster import Rules, cluster


def rules(count, **more):
    return Rules(**{"party": np.arange(count), "list_of": np.full(count, -1), **more})


def made(pairs, given, threshold=0.0):
    left, right, weight = (np.array(values) for values in zip(*pairs, strict=True))
    return cluster(left, right, weight.astype(float), given, threshold=threshold).tolist()


def test_links_join_in_chains():
    assert made([(0, 1, 3), (1, 2, 3)], rules(4)) == [0, 0, 0, 3]


def test_of_two_records_of_one_list_the_stronger_link_wins():
    assert made([(0, 1, 3), (0, 2, 5)], rules(3, list_of=np.array([-1, 7, 7]))) == [0, 1, 0]


def test_two_company_numbers_never_meet_through_a_chain():
    company = np.array([1, -1, 2])
    assert made([(0, 1, 5), (1, 2, 4)], rules(3, never=(company,))) == [0, 0, 2]


def test_two_company_numbers_do_not_meet_directly_either():
    assert made([(0, 1, 20)], rules(2, never=(np.array([1, 2]),))) == [0, 1]


def test_two_uprns_meet_by_a_strong_direct_link_only():
    uprn = np.array([1, 2])
    assert made([(0, 1, 2)], rules(2, seldom=(uprn,))) == [0, 1]
    assert made([(0, 1, 9)], rules(2, seldom=(uprn,))) == [0, 0]


def test_evidence_against_outweighs_a_weak_chain():
    assert made([(0, 1, 6), (1, 2, 1), (0, 2, -8)], rules(3)) == [0, 0, 2]


def test_what_a_person_said_comes_first():
    apart = rules(3, apart=frozenset({(0, 1)}))
    assert made([(0, 1, 9), (1, 2, 2)], apart) == [0, 1, 1]
    assert made([(0, 1, -9), (1, 2, -9)], rules(3, together=((0, 1),))) == [0, 0, 2]


def test_a_large_star_of_one_list_is_not_one_cluster():
    count = 200
    pairs = [(0, i, 1 + i / 1000) for i in range(1, count)]
    found = made(pairs, rules(count, list_of=np.array([-1] + [1] * (count - 1))))
    assert len(set(found)) == count - 1


def test_clusters_built_a_few_at_a_time_are_the_same(monkeypatch):
    rng = np.random.default_rng(0)
    left, right = rng.integers(0, 300, (2, 500))
    left, right, weights = np.minimum(left, right), np.maximum(left, right), rng.normal(0, 4, 500)
    kept = left < right
    rules = Rules(np.arange(300), rng.integers(-1, 3, 300))
    whole = cluster(left[kept], right[kept], weights[kept], rules)
    monkeypatch.setattr("linkage.cluster.BATCH", 5)
    assert (cluster(left[kept], right[kept], weights[kept], rules) == whole).all()

"""The sets the model is trained on, by family: real ones by source, generated ones by kind; and other sets of each family to judge on.

A family can be left out of training and judged on: that is how well the model does on data of a kind it has never seen.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from tests.benchmarks.linkage import generate, worlds
from tests.benchmarks.linkage.datasets import Known, county, linkage_dev, variant

NORWICH = ("council", "fire", "police", "standards")


@dataclass(frozen=True)
class Taught:
    """A set and how much it counts.

    Attributes:
        make: makes the set.
        share: how much it counts beside others.
    """

    make: Callable[[], Known]
    share: float = 1.0


def part(name: str, sources: tuple[str, ...]) -> Known:
    """The records of linkage-dev of sources that begin so."""
    dev = linkage_dev()
    records = dev.records[dev.records["source"].str.startswith(sources)].reset_index(drop=True)
    return Known(name, records, dev.truth, tuple(sorted(records["source"].unique())))


def altered(name: str, sources: tuple[str, ...], seed: int) -> Known:
    return variant(part(name, sources), seed)


def invented_county(seed: int) -> Known:
    """Another invented county than the sample, through the product's own loaders."""
    from sample_data.make import make

    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "county"
        make(files, seed=seed, businesses=1500, touch_points=9000)
        known, _ = county(Path(folder) / "home", files)
    told = known.records["record_id"].isin(known.truth.index)
    return Known(f"county-{seed}", known.records[told].reset_index(drop=True), known.truth, known.once)


def tiny(seed: int) -> Known:
    """Two to a score of neighbouring records: a table so small that it says nothing of itself."""
    rng = np.random.default_rng(9000 + seed)
    bases: tuple[Callable[[], Known], ...] = (
        partial(part, "dvsa", ("dvsa",)), partial(part, "norwich", NORWICH), partial(worlds.make_food_lists, 600, 400 + seed % 5),
        partial(worlds.make_world, 500 + seed % 7), partial(worlds.make_practices, 300, 410), partial(worlds.make_guides, 411, 200),
    )  # fmt: skip
    base = bases[seed % len(bases)]()
    entity = base.records["record_id"].map(base.truth)
    order = base.records.sort_values(["postcode", "address", "record_id"]).index
    count = int(rng.integers(2, 16))
    at = int(rng.integers(0, len(order) - count))
    some = order[at : at + count]
    chosen = entity.isin(entity[some]) & (rng.random(len(entity)) < 0.9)
    rows = base.records[chosen] if chosen.sum() > 1 else base.records.loc[some]
    rows = rows.reset_index(drop=True)
    return Known(f"tiny-{seed}", rows, base.truth, tuple(sorted(set(rows["source"]) & set(base.once))))


def _real(name: str, sources: tuple[str, ...], variants: int) -> list[Taught]:
    return [
        Taught(partial(part, name, sources), 8.0),
        *(Taught(partial(altered, name, sources, seed)) for seed in range(variants)),
    ]


def taught() -> dict[str, list[Taught]]:
    """The training sets of each family."""
    lists, food, years = generate.make_lists, worlds.make_food_lists, worlds.make_food_years
    agencies, visits, guides = worlds.make_agencies, worlds.make_visits, worlds.make_guides
    return {
        "garages": _real("dvsa", ("dvsa",), 5),
        "surgeries": _real("nhs", ("nhs",), 2),
        "norwich": _real("norwich", NORWICH, 8),
        "lists": [
            Taught(partial(lists, 2000, 101, share=0.5)), Taught(partial(lists, 1500, 102, us=True, phone=0.8, sources=3)),
            Taught(partial(lists, 1500, 103, us=True, sources=2)), Taught(partial(food, 2500, 201)),
            Taught(partial(food, 1500, 202, sources=3, share=0.6)), Taught(partial(food, 2000, 203, phones=0.5)),
        ],
        "years": [
            Taught(partial(generate.make_register, 2500, 104, renamed=0.2)),
            *(Taught(partial(years, 2500, 210 + n, renamed=r, replaced=p)) for n, (r, p) in enumerate([(0.33, 0.03), (0.1, 0.02), (0.2, 0.1)])),
        ],
        "practices": [
            Taught(partial(generate.make_changed, 1000, 105), 0.4), Taught(partial(worlds.make_practices, 2500, 221)),
            Taught(partial(worlds.make_practices, 1500, 222, moved=0.3, renamed=0.4)),
        ],
        "guides": [
            Taught(partial(generate.make_short_us, 107)),
            *(Taught(partial(guides, 230 + n, count, overlap)) for n, (count, overlap) in enumerate([(750, 0.15), (1500, 0.3), (600, 0.1)])),
        ],
        "agencies": [Taught(partial(generate.make_agencies_us, 106)), *(Taught(partial(agencies, 240 + n, sources=s)) for n, s in ((1, 9), (2, 9), (3, 5)))],
        "visits": [Taught(partial(generate.make_visits_us, 108)), *(Taught(partial(visits, 250 + n, us=us)) for n, us in ((1, True), (2, True), (3, False)))],
        "county": [Taught(partial(invented_county, 11), 4.0)],
        "worlds": [Taught(partial(worlds.make_world, 300 + n)) for n in range(16)],
        "tiny": [Taught(partial(tiny, n), 4.0) for n in range(60)],
    }  # fmt: skip


def judged() -> dict[str, dict[str, Callable[[], Known]]]:
    """Sets of each family that no model is trained on (but the real ones of linkage-dev, when their family is not left out)."""
    return {
        "garages": {"garages": partial(part, "dvsa", ("dvsa",))},
        "surgeries": {"surgeries": partial(part, "nhs", ("nhs",))},
        "norwich": {"norwich": partial(part, "norwich", NORWICH)},
        "lists": {
            "lists": partial(generate.make_lists, 3000, 1),
            "lists, US": partial(generate.make_lists, 2000, 11, us=True, phone=0.5),
            "food lists": worlds.make_food_lists,
        },
        "years": {
            "register, 33% renamed": partial(generate.make_register, 4000, 12, renamed=0.33),
            "food, 33% renamed": partial(worlds.make_food_years, 4000),
            "food, 33% renamed, 1% replaced": partial(worlds.make_food_years, 9000, 77, replaced=0.01),
            "food, 8% renamed": partial(worlds.make_food_years, 4000, 22, renamed=0.08, replaced=0.03),
        },
        "practices": {"practices": worlds.make_practices, "changed": partial(generate.make_changed, 2000)},
        "guides": {"short lists": generate.make_short_us, "guides": worlds.make_guides, "guides 2": partial(worlds.make_guides, 44)},
        "agencies": {"agencies 0": generate.make_agencies_us, "agencies": worlds.make_agencies, "agencies 2": partial(worlds.make_agencies, 55)},
        "visits": {"visits 0": generate.make_visits_us, "visits": worlds.make_visits, "visits, UK": partial(worlds.make_visits, 7, us=False)},
        "worlds": {f"world {n}": partial(worlds.make_world, n) for n in range(12)},
    }  # fmt: skip

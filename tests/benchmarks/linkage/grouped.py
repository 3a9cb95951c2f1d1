"""Splink with every fact counted once: three comparisons (name, place, contact) with rapidfuzz's similarities as levels.

The best that `LINKAGE.md` found Splink to do without labels where lists repeat themselves, and a second way where they do not.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz, process

from tests.benchmarks.linkage.baselines import splink_frame
from tests.benchmarks.linkage.datasets import Known

Level = dict[str, object]


def grouped_frame(known: Known) -> pd.DataFrame:
    """Splink's columns, and the identifiers of those records that have any."""
    ids = known.records[["company_number", "uprn"]].astype("object")
    ids = ids.where(ids.notna(), None).set_axis(["company", "uprn"], axis=1)
    return pd.concat([splink_frame(known), ids], axis=1)


def grouped_edges(known: Known) -> pd.DataFrame:
    """Pairs that Splink gives a match weight of -2 or more: unique_id_l, unique_id_r, match_weight, match_probability."""
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = grouped_frame(known)
    told = {column for column in frame.columns if frame[column].notna().mean() > 0.02}
    rules = [["pc"], ["phone"], ["company"], ["uprn"], ["house", "substr(address,1,8)"]]
    rules.append(["substr(name,1,6)", "town"] if "town" in told else ["substr(name,1,6)"])
    rules = [rule for rule in rules if rule[0].startswith("substr") or rule[0] in told]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[{"output_column_name": name, "comparison_levels": levels} for name, levels in _comparisons(told)],
        blocking_rules_to_generate_predictions=[block_on(*rule) for rule in rules],
    )
    with duckdb.connect() as con:
        for name, scorer in (("rf_sort", fuzz.token_sort_ratio), ("rf_set", fuzz.token_set_ratio)):
            con.create_function(name, _scored(scorer), ["VARCHAR", "VARCHAR"], "DOUBLE", type="arrow")  # type: ignore[arg-type]
        api = DuckDBAPI(con)
        linker = Linker(api.register(frame, dataset_display_name="lists"), settings, log_level="ERROR")
        at_home = ["pc"] if "pc" in told else ["house", "substr(address,1,8)"]
        anchor = block_on("name", "pc" if "pc" in told else "house")
        linker.training.estimate_probability_two_random_records_match([anchor], recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in (at_home, ["name"]):
            linker.training.estimate_parameters_using_expectation_maximisation(block_on(*rule), max_pairs=2e6)
        return linker.inference.predict(threshold_match_weight=-2).as_pandas_dataframe()


def _comparisons(told: set[str]) -> list[tuple[str, list[Level]]]:
    """The groups, each with its levels from the strongest agreement to none."""
    found = [("names", _name()), ("place", _place(told))]
    ids = [column for column in ("phone", "company", "uprn") if column in told]
    return [*found, ("contact", _contact(ids))] if ids else found


def _name() -> list[Level]:
    exact = {"sql_condition": "name_l = name_r", "label_for_charts": "same", "tf_adjustment_column": "name"}
    near = [_level(f"rf_sort(name_l, name_r) >= {at}", f"token sort {at}") for at in (90, 80, 65)]
    return [_null("name_l IS NULL OR name_r IS NULL"), exact, *near, _level("ELSE", "else")]


def _place(told: set[str]) -> list[Level]:
    number, street = "house_l = house_r", "rf_set(address_l, address_r) >= 85"
    if "pc" not in told:
        levels = [(f"{number} AND {street}", "number and street"), (street, "street"), (number, "number")]
        return [
            _null("address_l IS NULL OR address_r IS NULL"),
            *(_level(*one) for one in levels),
            _level("ELSE", "else"),
        ]
    code, sector = "pc_l = pc_r", "left(pc_l, length(pc_l) - 2) = left(pc_r, length(pc_r) - 2)"
    levels = [
        (f"{code} AND {number} AND {street}", "postcode, number and street"), (f"{code} AND {number}", "postcode and number"),
        (f"{number} AND {street}", "number and street"), (f"{code} AND {street}", "postcode and street"), (code, "postcode"),
        (f"{sector} AND {street}", "sector and street"), (sector, "sector"),
    ]  # fmt: skip
    empty = "(pc_l IS NULL OR pc_r IS NULL) AND (address_l IS NULL OR address_r IS NULL)"
    return [_null(empty), *(_level(*one) for one in levels), _level("ELSE", "else")]


def _contact(ids: list[str]) -> list[Level]:
    both = " AND ".join(f"({column}_l IS NULL OR {column}_r IS NULL)" for column in ids)
    return [_null(both), *(_level(f"{column}_l = {column}_r", column) for column in ids), _level("ELSE", "else")]


def _level(condition: str, label: str) -> Level:
    return {"sql_condition": condition, "label_for_charts": label}


def _null(condition: str) -> Level:
    return {"sql_condition": condition, "label_for_charts": "missing", "is_null_level": True}


def _scored(scorer: Callable[..., float]) -> Callable[[pa.Array, pa.Array], pa.Array]:
    """A similarity of rapidfuzz as a function over columns of the database."""

    def score(left: pa.Array, right: pa.Array) -> pa.Array:
        one, other = (["" if text is None else text for text in side.to_pylist()] for side in (left, right))
        return pa.array(process.cpdist(one, other, scorer=scorer, dtype=np.float32).astype(np.float64))

    return score

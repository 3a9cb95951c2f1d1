"""Splink as cold start, cross-check and the way to Spark: unsupervised weights on three grouped comparisons."""

from __future__ import annotations

import logging
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from linkage.block import Candidates
from linkage.compare import compare
from linkage.model import probability
from linkage.prepare import Prepared
from linkage.weighed import Weighed
from linkage.words import rarest

LEAST = -4.0
"""Splink pairs below this match weight are not handed back."""
MOST_PAIRS = 1e6
"""Pairs from which Splink estimates. Source: LINKAGE.md, "Splink 5.0.0 as it is"."""


class EngineMissing(RuntimeError):
    """Splink or Spark is not installed; says what to install."""


def splink_weights(of: Prepared, *, engine: str = "duckdb") -> Weighed:
    """Match weights by Splink: no answers, no shipped parameters, name, place and contact as three comparisons.

    Args:
        of: prepared records.
        engine: duckdb, or spark for what one machine does not hold.
    Raises:
        EngineMissing: the engine is not installed.
    """
    frame = splink_table(of)
    edges = _edges(frame, engine)
    left, right = edges["unique_id_l"].to_numpy(np.int64), edges["unique_id_r"].to_numpy(np.int64)
    low, high = np.minimum(left, right), np.maximum(left, right)
    allowed = (of.party[low] != of.party[high]) & ~((of.source[low] == of.source[high]) & of.once[low])
    order = np.lexsort((high[allowed], low[allowed]))
    low, high, edges = low[allowed][order], high[allowed][order], edges[allowed].iloc[order]
    total = edges["match_weight"].to_numpy(np.float64)
    groups = {
        f"{group}_weight": edges[f"mw_{group}"].to_numpy(np.float64) if f"mw_{group}" in edges else np.zeros(len(edges))
        for group in ("name", "place", "contact")
    }
    weights = pd.DataFrame(
        {
            "start_weight": total - np.sum(list(groups.values()), axis=0),
            **groups,
            "other_weight": 0.0,
            "match_weight": total,
            "match_probability": probability(total),
        }
    )
    pairs = Candidates(low, high, pd.DataFrame())
    return Weighed(low, high, compare(of, low, high), weights, pairs.rules)


def splink_table(of: Prepared) -> pd.DataFrame:
    """The columns Splink compares, from the same normalisation as our own engine."""
    rare1, rare2 = rarest(of.name.present, of.name.rarity, of.name.total, len(of))
    first = of.alias_first[:-1]
    text = of.alias_sorted.to_pandas().to_numpy(dtype=object)
    frame = pd.DataFrame(
        {
            "unique_id": np.arange(len(of)),
            "name": text[first],
            "rare1": rare1,
            "rare2": rare2,
            "address": of.address_text.to_pandas().to_numpy(dtype=object),
            "code": of.code,
            "district": of.district,
            "house": of.number[:, 0],
            "phone": of.phone,
            "company": of.company,
            "uprn": of.uprn,
        }
    )
    numbers = ["rare1", "rare2", "code", "district", "house", "phone", "company", "uprn"]
    frame[numbers] = frame[numbers].astype("Int64").where(frame[numbers] >= 0)
    frame[["name", "address"]] = frame[["name", "address"]].replace("", None)
    return frame


def _comparisons() -> list[Any]:
    import splink.comparison_level_library as cll
    import splink.comparison_library as cl

    same = cll.ExactMatchLevel
    name = cl.CustomComparison(
        output_column_name="name",
        comparison_levels=[
            cll.NullLevel("name"),
            same("name", term_frequency_adjustments=True),
            cll.JaroWinklerLevel("name", 0.92),
            cll.And(same("rare1"), same("rare2")),
            same("rare1"),
            cll.JaroWinklerLevel("name", 0.8),
            cll.ElseLevel(),
        ],
    )
    place = cl.CustomComparison(
        output_column_name="place",
        comparison_levels=[
            cll.And(cll.NullLevel("code"), cll.NullLevel("address"), cll.NullLevel("uprn")),
            same("uprn"),
            cll.And(same("code"), same("house")),
            cll.And(same("house"), cll.JaroWinklerLevel("address", 0.9)),
            cll.And(same("code"), cll.JaroWinklerLevel("address", 0.9)),
            same("code"),
            same("district"),
            cll.ElseLevel(),
        ],
    )
    contact = cl.CustomComparison(
        output_column_name="contact",
        comparison_levels=[
            cll.And(cll.NullLevel("phone"), cll.NullLevel("company")),
            same("company"),
            same("phone"),
            cll.ElseLevel(),
        ],
    )
    return [name, place, contact]


def _edges(frame: pd.DataFrame, engine: str) -> pd.DataFrame:
    try:
        from splink import Linker, SettingsCreator, block_on
    except ImportError as error:
        raise EngineMissing("Splink is not installed: pip install splink==5.0.0") from error
    logging.getLogger("splink").setLevel(logging.ERROR)
    rules: list[Any] = [
        block_on("code", "house"),
        block_on("rare1", "district"),
        block_on("rare1", "rare2"),
        block_on("name", "code"),
        block_on("phone"),
        block_on("company"),
        block_on("uprn"),
        block_on("rare1", "house"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=_comparisons(),
        blocking_rules_to_generate_predictions=list(rules),
        retain_intermediate_calculation_columns=True,
    )
    with _Api(engine) as api:
        linker = Linker(api.register(frame, dataset_display_name="records"), settings, log_level="ERROR")
        linker.training.estimate_probability_two_random_records_match([block_on("name", "code")], recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=MOST_PAIRS, seed=1)
        for rule in (block_on("code", "house"), block_on("name"), block_on("rare1", "district")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=2 * MOST_PAIRS)
        return linker.inference.predict(threshold_match_weight=LEAST).as_pandas_dataframe()


class _Api:
    """Splink's handle on a private DuckDB or on a local Spark session; closed on leaving."""

    def __init__(self, engine: str) -> None:
        self.engine = engine
        self.handle: Any = None

    def __enter__(self) -> Any:  # noqa: ANN401  one of two classes of Splink
        if self.engine == "duckdb":
            from splink import DuckDBAPI

            self.handle = duckdb.connect()
            return DuckDBAPI(self.handle)
        try:
            from pyspark.sql import SparkSession
            from splink import SparkAPI
            from splink.backends.spark import similarity_jar_location
        except ImportError as error:
            raise EngineMissing("Spark is not installed: pip install pyspark, and Java 17 on the machine.") from error
        build = SparkSession.builder.appName("touchpoint").config("spark.jars", similarity_jar_location())
        self.handle = build.config("spark.sql.shuffle.partitions", "8").getOrCreate()
        return SparkAPI(spark_session=self.handle)

    def __exit__(self, *_: object) -> None:
        if self.engine == "duckdb":
            self.handle.close()
        elif self.handle is not None:
            self.handle.stop()

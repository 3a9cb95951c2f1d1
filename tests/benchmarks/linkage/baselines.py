"""What we compare with: Splink with the settings its documentation suggests, and plain rapidfuzz with blocking."""

from __future__ import annotations

import logging
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from linkage.block import candidates
from linkage.cluster import Rules, cluster
from linkage.prepare import prepare
from tests.benchmarks.linkage.datasets import Known


def splink_frame(known: Known) -> pd.DataFrame:
    """The columns a Splink user would make: name, postcode, house number, street, town, phone, in capitals."""
    r = known.records
    upper = (
        r["name"]
        .str.upper()
        .str.replace(r"[^A-Z0-9 ]", "", regex=True)
        .str.replace(r"\b(LTD|LIMITED|PLC|LLP|INC|LLC)\b", "", regex=True)
    )
    address = r["address"].str.upper()
    return pd.DataFrame(
        {
            "unique_id": r["record_id"], "source_dataset": r["source"], "name": upper.str.strip(), "pc": r["postcode"].str.upper(),
            "house": address.str.extract(r"(\d+[A-Z]?)")[0], "address": address.str.replace(r"[^A-Z0-9 ]", " ", regex=True), "town": r["town"].str.upper(),
            "phone": r["phone"].str.replace(r"\D", "", regex=True),
        }
    ).astype("object").where(lambda f: f.notna(), None)  # fmt: skip


def splink_clusters(known: Known, *, threshold: float = 0.95, best_links: bool = False) -> pd.Series:
    """Splink 5 as documented: clusters of what is joined at the threshold, or of its best links."""
    return best_link_clusters(known if best_links else replace(known, once=()), splink_edges(known), threshold)


def splink_edges(known: Known) -> pd.DataFrame:
    """Splink 5 as documented: names with term frequency, postcode, house number, address, town, phone; u by sampling, m by EM.

    Returns:
        Pairs with a match weight of -2 or more: unique_id_l, unique_id_r, match_weight, match_probability.
    """
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    logging.getLogger("splink").setLevel(logging.ERROR)
    frame = splink_frame(known)
    has = {c: frame[c].notna().mean() > 0.02 for c in ("pc", "house", "town", "phone")}
    comparisons = [cl.JaroWinklerAtThresholds("name", [0.92, 0.88, 0.7]).configure(term_frequency_adjustments=True)]
    comparisons += [cl.PostcodeComparison("pc")] if has["pc"] else []
    comparisons += [cl.ExactMatch("house")] if has["house"] else []
    comparisons += [cl.JaccardAtThresholds("address", [0.9, 0.7])]
    comparisons += [cl.ExactMatch("town").configure(term_frequency_adjustments=True)] if has["town"] else []
    comparisons += [cl.ExactMatch("phone")] if has["phone"] else []
    rules = [block_on("pc")] if has["pc"] else []
    rules += [block_on("substr(name,1,6)", "town")] if has["town"] else [block_on("substr(name,1,6)")]
    rules += [block_on("phone")] if has["phone"] else []
    rules += [block_on("house", "substr(address,1,8)")] if has["house"] else []
    with duckdb.connect() as con:
        api = DuckDBAPI(con)
        settings = SettingsCreator(
            link_type="dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules
        )
        linker = Linker(api.register(frame, dataset_display_name="lists"), settings, log_level="ERROR")
        anchor = block_on("name", "pc") if has["pc"] else block_on("name", "house")
        linker.training.estimate_probability_two_random_records_match([anchor], recall=0.7)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in ([block_on("pc")] if has["pc"] else [block_on("house", "substr(address,1,8)")]) + [
            block_on("name")
        ]:
            linker.training.estimate_parameters_using_expectation_maximisation(rule, max_pairs=2e6)
        return linker.inference.predict(threshold_match_weight=-2).as_pandas_dataframe()


def best_link_clusters(known: Known, edges: pd.DataFrame, threshold: float) -> pd.Series:
    """Splink's scores with our once-only rule: what `cluster_using_single_best_links` gives, without its 20 GB; without such lists all that hangs together."""
    ids = pd.Series(np.arange(len(known.records)), index=known.records["record_id"])
    left, right = ids[edges["unique_id_l"]].to_numpy(), ids[edges["unique_id_r"]].to_numpy()
    source, _ = pd.factorize(known.records["source"].astype("object"))
    once = known.records["source"].isin(known.once).to_numpy()
    rules = Rules(party=np.arange(len(ids)), list_of=np.where(once, source, -1))
    kept = edges["match_probability"].to_numpy() >= threshold
    found = cluster(left[kept], right[kept], edges["match_weight"].to_numpy()[kept] + 50, rules)
    return pd.Series(found, index=known.records["record_id"])


def rapidfuzz_clusters(known: Known, *, best_links: bool = False) -> pd.Series:
    """Mean of token_sort on the name and token_set on the address, at least 82, over the same candidate pairs."""
    records = known.records.sort_values("record_id").reset_index(drop=True)
    with duckdb.connect() as con:
        of = prepare(records, once=frozenset(known.once if best_links else ()), con=con)
    pairs = candidates(of)
    name = records["name"].fillna("").str.upper().to_numpy()
    place = (records["address"].fillna("") + " " + records["postcode"].fillna("")).str.upper().to_numpy()
    score = 0.5 * process.cpdist(name[pairs.left], name[pairs.right], scorer=fuzz.token_sort_ratio, dtype=np.float32)
    score += 0.5 * process.cpdist(place[pairs.left], place[pairs.right], scorer=fuzz.token_set_ratio, dtype=np.float32)
    keep = score >= 82
    rules = Rules(party=np.arange(len(records)), list_of=np.where(of.once, of.source, -1))
    return pd.Series(cluster(pairs.left[keep], pairs.right[keep], score[keep], rules), index=records["record_id"])

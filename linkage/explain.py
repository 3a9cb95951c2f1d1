"""Why two records were joined, or why not: rows a page can draw and a sentence people can read."""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import numpy as np
import pandas as pd

from linkage.block import Candidates
from linkage.model import Model, Term, probability, shipped, start_weight, weight
from linkage.prepare import Prepared, prepare
from linkage.weighed import Weighed, weigh_pairs

LABELS = {
    "name_sorted": "Names, letter by letter",
    "name_jaro": "Beginnings of the names",
    "name_shared": "Rare words both names have",
    "name_contained": "One name inside the other",
    "name_jaccard": "Words both names have",
    "name_rarest": "Rarest word both names have",
    "name_common": "How common the name is here",
    "name_local": "How common the name is in this town",
    "name_bits": "Rarity of the words both names have",
    "name_odd": "Rarity of the words only one name has",
    "name_odd_less": "Rarity of the words of the shorter name alone",
    "name_person": "A person's name against a trading name",
    "name_kept": "Name kept in the same register",
    "postcode": "Postcode",
    "number": "House number",
    "unit": "Unit or flat",
    "street": "Street",
    "street_rarity": "Rare words both addresses have",
    "street_contained": "One address inside the other",
    "street_shared": "Rare words both addresses have, together",
    "street_rarest": "Rarest word both addresses have",
    "street_bits": "Rarity of the words both addresses have",
    "street_odd": "Rarity of the words only one address has",
    "street_odd_less": "Rarity of the words of the shorter address alone",
    "place_bits": "How few records are at the place",
    "written_bits": "How few records write the address so",
    "town": "Town",
    "near": "Distance",
    "uprn": "UPRN",
    "alone": "Other names at the place",
    "place_kept": "Place kept in the same register",
    "phone": "Phone",
    "phone_bits": "How few records have the phone",
    "phone_alone": "Other names with the phone",
    "company": "Company number",
    "email": "Email domain",
    "twins": "How far the two lists repeat each other",
    "attested": "How many records put the name at each place",
    "branches": "Branches under the name hereabouts",
    "name_placed": "One name stands in the address of the other",
    "name_slip": "A slip of the pen between the names",
    "name_fails": "How often names differ between these lists",
    "place_fails": "How often places differ between these lists",
    "phone_fails": "How often phones differ between these lists",
}
LESSON = "What the pairs of this table teach"
STRANGE = "Nothing in common between the names, in short lists"
NEIGHBOURS = 5000
"""Records besides those asked about from which rarity is taken when a pair is explained by itself."""

_NAME = (
    ("names agree", lambda c: c["name_sorted"] >= 0.95),
    ("names nearly agree", lambda c: c["name_sorted"] >= 0.8),
    ("names share rare words", lambda c: c["name_rarest"] >= 0.6),
    ("names share common words only", lambda c: c["name_shared"] > 0.1),
    ("a record has no name", lambda c: np.isnan(c["name_sorted"])),
)
_PLACE = (
    ("same UPRN", lambda c: c["uprn"] == 1),
    ("different UPRNs", lambda c: c["uprn"] == 0),
    ("different units", lambda c: c["unit"] <= 0),
    ("different house numbers", lambda c: c["number"] < 1),
    ("same postcode and house number", lambda c: (c["postcode"] >= 6) & (c["number"] >= 3)),
    ("same house number and street, postcode differs by a slip", lambda c: (c["postcode"] == 5) & (c["number"] >= 3)),
    ("same postcode", lambda c: c["postcode"] >= 6),
    ("same number and street", lambda c: (c["number"] >= 3) & (c["street_rarity"] >= 0.5)),
    ("alike addresses", lambda c: c["street_rarity"] >= 0.6),
    ("within 60 metres", lambda c: c["near"] >= -np.log10(70.0)),
    ("different postcodes", lambda c: c["postcode"] < 4),
    ("no place to compare", lambda c: np.isnan(c["postcode"]) & np.isnan(c["street_rarity"]) & np.isnan(c["near"])),
)
_CONTACT = (
    ("same company number", lambda c: c["company"] == 1),
    ("different company numbers", lambda c: c["company"] == 0),
    ("same phone", lambda c: c["phone"] > 0),
    ("different phones", lambda c: c["phone"] == 0),
    ("same email domain", lambda c: c["email"] == 1),
    ("no contact to compare", lambda c: np.isnan(c["phone"]) & np.isnan(c["company"])),
)


TOLD = (
    "name_sorted", "name_shared", "name_rarest", "name_contained", "name_common", "postcode", "number", "unit", "street_rarity", "near", "uprn", "alone",
    "place_kept", "phone", "company", "email",
)  # fmt: skip
"""What sentences read."""


def sentences(found: Weighed, at: np.ndarray, joined: np.ndarray) -> np.ndarray:
    """One sentence per pair: `Joined, 0.98: names agree; same postcode and house number; no contact to compare.`"""
    compared = found.seen(at, TOLD)
    seen = {name: compared[name].to_numpy() for name in TOLD}
    p = probability(found.weights["match_weight"].to_numpy()[at])
    said = np.char.mod("%.2f", np.clip(p, 0.0, 0.99))
    said = np.where(p > 0.995, "over 0.99", said)
    lead = np.where(joined, "Joined, ", np.where(p >= 0.5, "Likely but ruled out, ", "Not joined, ")).astype(object)
    parts = [
        _phrase(choices, seen, other)
        for choices, other in ((_NAME, "names differ"), (_PLACE, "places differ"), (_CONTACT, "contacts not compared"))
    ]
    return lead + said.astype(object) + ": " + parts[0] + "; " + parts[1] + "; " + parts[2] + "."


def _phrase(choices: tuple, seen: dict[str, np.ndarray], other: str) -> np.ndarray:
    return np.select([test(seen) for _, test in choices], [words for words, _ in choices], other).astype(object)


def evidence(found: Weighed, at: int, model: Model) -> pd.DataFrame:
    """The weight of every comparison of one pair, for a waterfall.

    Returns:
        group, comparison, match_weight: first the starting weight, then the comparisons that weigh anything, group by group,
        then the rivals; the weights add up to the pair's match weight.
    """
    row = found.seen(np.array([at]))
    weights: dict[tuple[str, str], float] = {("start", "Before anything is compared"): start_weight(model)}
    for term in model.terms:
        key = (term.group, _label(term))
        weights[key] = weights.get(key, 0.0) + float(term.of(row)[0]) * model.scale
    told = float(found.weights["other_weight"].iat[at]) - sum(
        v for (group, _), v in weights.items() if group == "other"
    )
    for label, of_pairs in ((LESSON, found.taught), (STRANGE, found.strange)):
        weights["other", label] = 0.0 if of_pairs is None else float(of_pairs[at])
    weights["other", "Rivals in the two lists"] = told - weights["other", LESSON] - weights["other", STRANGE]
    frame = pd.DataFrame(
        [(group, label, value) for (group, label), value in weights.items()],
        columns=["group", "comparison", "match_weight"],
    )
    return frame[(frame["match_weight"].abs() >= 0.005) | (frame["group"] == "start")].reset_index(drop=True)


def _label(term: Term) -> str:
    return LABELS[term.features[0]]


def explain(
    records: pd.DataFrame,
    links: pd.DataFrame,
    one: str,
    other: str,
    *,
    once: Collection[str] = (),
    threshold: float = 0.5,
) -> tuple[pd.DataFrame, str]:
    """Evidence for two records, and a sentence that says why they were joined or why not.

    Args:
        records: RECORDS; rarity is taken from these (a sample of them where there are many).
        links: LINKS.
        one, other: record ids.
        once: sources that list a business once.
        threshold: probability from which two records were joined.
    """
    keep = records["record_id"].isin([one, other]) | _sample(records, NEIGHBOURS)
    part = records[keep].sort_values("record_id").reset_index(drop=True)
    with duckdb.connect() as con:
        of = prepare(part, once=frozenset(once), con=con)
    rows = np.sort(np.flatnonzero(part["record_id"].isin([one, other])))
    asked = np.isin(np.arange(len(of)), rows)
    found = weigh_pairs(of, Candidates(rows[:1], rows[1:], pd.DataFrame(), asked), shipped())
    business = links.set_index("record_id")["business_id"]
    joined = business[one] == business[other]
    sentence = str(sentences(found, np.array([0]), np.array([joined]))[0])
    if not joined:
        sentence += " " + _hindrance(of, found, records, links, one, other, threshold)
    return evidence(found, 0, shipped()), sentence


def _sample(records: pd.DataFrame, count: int) -> np.ndarray:
    """An even part of the records that does not depend on their order."""
    if len(records) <= count:
        return np.ones(len(records), dtype=bool)
    number = pd.util.hash_array(records["record_id"].to_numpy(dtype=object)).astype(np.uint64)
    return number < np.uint64(2**64 - 1) // np.uint64(len(records)) * np.uint64(count)


def _hindrance(
    of: Prepared, found: Weighed, records: pd.DataFrame, links: pd.DataFrame, one: str, other: str, threshold: float
) -> str:
    """What kept two records apart."""
    a, b = int(found.left[0]), int(found.right[0])
    if of.source[a] == of.source[b] and of.once[a] and of.party[a] != of.party[b]:
        return "Both are on one list that names a business once."
    if of.company[a] >= 0 <= of.company[b] and of.company[a] != of.company[b]:
        return "Different company numbers are never one business."
    lacking = weight(threshold) - float(found.weights["match_weight"].iat[0])
    if lacking > 0:
        seen = found.seen(np.array([0])).iloc[0]
        if seen["number"] >= 3 and seen["postcode"] >= 6 and not seen["name_sorted"] > 0.6:
            return f"The same place under another name: possibly a successor. Match weight {lacking:.1f} short of the threshold."
        return f"Match weight {lacking:.1f} short of the threshold."
    members = records.merge(links[["record_id", "business_id"]], on="record_id")
    business = links.set_index("record_id")["business_id"]
    own = members[members["business_id"].isin([business[one], business[other]])]
    numbers = own["company_number"].dropna().unique()
    if len(numbers) > 1:
        return f"Their businesses carry different company numbers ({', '.join(sorted(numbers)[:3])})."
    lists = own.groupby("source")["business_id"].nunique()
    if (lists > 1).any():
        return f"Their businesses have an entry each on the list {lists[lists > 1].index[0]}."
    return "A stronger link took its place, or other records of the two businesses speak against it."


def why_cluster(pairs: pd.DataFrame, links: pd.DataFrame, business_id: str) -> str:
    """What holds a business together, in a sentence: its weakest necessary link and how sure that is.

    Args:
        pairs: PAIRS.
        links: LINKS.
        business_id: the business.
    """
    members = set(links.loc[links["business_id"] == business_id, "record_id"])
    inside = pairs[pairs["record_id_l"].isin(members) & pairs["record_id_r"].isin(members)]
    if len(members) < 2:
        return "One record; nothing else was close enough."
    if inside.empty:
        return f"{len(members)} records that share the source's own reference."
    weakest = _bottleneck(inside)
    return (
        f"{len(members)} records held by {len(inside)} compared pairs; the weakest link it needs has match weight {weakest:.1f} "
        f"(probability {float(probability(np.array([weakest]))[0]):.2f}), matched on {inside.sort_values('match_weight')['method'].iloc[-1]}."
    )


def _bottleneck(inside: pd.DataFrame) -> float:
    """The weakest link of the strongest tree through the cluster."""
    root: dict[str, str] = {}

    def find(item: str) -> str:
        while root.setdefault(item, item) != item:
            item = root[item]
        return item

    weakest = np.inf
    ordered = inside.sort_values("match_weight", ascending=False)
    for a, b, value in zip(ordered["record_id_l"], ordered["record_id_r"], ordered["match_weight"], strict=True):
        x, y = find(a), find(b)
        if x != y:
            root[x] = y
            weakest = min(weakest, value)
    return float(weakest)

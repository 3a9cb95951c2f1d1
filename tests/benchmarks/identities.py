"""Ids that last, decisions that cost little, cases well chosen, successors found: measured on an invented county.

Run: python -m tests.benchmarks.identities [--businesses N] [--only replay review cost desk successors]
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

import linkage
from linkage.engine import Linked
from linkage.identity import keep_ids
from linkage.measure import quality
from linkage.review import questions
from linkage.told import settle
from pipeline import geography, ingest, layouts, link
from pipeline.start import partner_files
from sample_data.make import make
from store import db, desk, identities, matches, review
from store.access import Scope
from store.home import Home
from store.matches import Answer
from store.review import Wanted
from tables import DECISIONS, RECORDS, conform
from tests.benchmarks.path import truth_of_records

MONTHS = 12
PARTS = ("replay", "review", "successors", "cost", "desk")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--businesses", type=int, default=2_500)
    options.add_argument("--touch-points", type=int, default=15_000)
    options.add_argument("--only", nargs="*", choices=PARTS, default=PARTS)
    options.add_argument("--county", type=Path, help="a county made before")
    options.add_argument("--home", type=Path, help="an installation that holds it, linked; it is copied")
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="touchpoint-identities-"))
    try:
        county, place = chosen.county or folder / "county", Home(folder / "home")
        if chosen.home:
            shutil.copytree(chosen.home, place.path)
        else:
            make(county, businesses=chosen.businesses, touch_points=chosen.touch_points)
            geography.install(place, county / "geography")
            ingest.ingest(place, partner_files(county), by="benchmark", agreement="SYNTHETIC")
            link.link(place, by="benchmark")
        register = db.current_register(place)
        records = conform(db.cursor(register).execute("select * from records").df(), RECORDS)
        truth = truth_of_records(register, county).set_index("record_id")["business_id_true"].fillna("")
        once = [spec.name for spec in layouts.known(place) if spec.lists_once]
        for part in chosen.only:
            {
                "replay": lambda: replay(records, truth, once),
                "review": lambda: choosing(records, truth, once),
                "successors": lambda: successors(register, truth, county),
                "cost": lambda: cost(records, once),
                "desk": lambda: at_the_desk(place, register),
            }[part]()
        return 0
    finally:
        shutil.rmtree(folder)


def linked(records: pd.DataFrame, once: list[str], told: pd.DataFrame | None = None) -> Linked:
    return linkage.link(records, once=once, told=told)


def replay(records: pd.DataFrame, truth: pd.Series, once: list[str]) -> None:
    """A year of monthly loads: each month the records first seen by then (undated ones at the start), in the order of loading."""
    end = records["last_seen"].max()
    first = records["first_seen"].fillna(pd.Timestamp("1900-01-01"))
    book = pd.DataFrame(columns=["at", *identities.COLUMNS])
    before: pd.Series | None = None
    kept = stable = founders = 0
    for month in range(MONTHS + 1):
        until = end - pd.DateOffset(months=MONTHS - month)
        known = records[(first <= until).to_numpy() | (month == MONTHS)].reset_index(drop=True)
        plain = linked(known, once).links
        links = keep_ids(plain, book)
        last = book.drop_duplicates("record_id", keep="last").set_index("record_id")["business_id"]
        fresh = links[links["record_id"].map(last).ne(links["business_id"])]
        book = pd.concat([book, fresh[identities.COLUMNS].assign(at=f"{month:02d}")], ignore_index=True)
        now = majority(links, truth)
        if before is not None:
            both = now.index.intersection(before.index)
            kept += int((now[both] == before[both]).sum())
            founders += int((majority(plain, truth)[both] == before[both]).sum())
            stable += len(both)
        before = now
        print(
            f"  month {month:>2}: {len(known):>7,} records, {links['business_id'].nunique():>6,} businesses", flush=True
        )
    print(
        f"replay     ids kept where the truth did not change: {kept / stable:.4%} of {stable:,} (founding record alone: {founders / stable:.4%})"
    )


def majority(links: pd.DataFrame, truth: pd.Series) -> pd.Series:
    """The id under which most records of each true business stand."""
    frame = links.assign(true=links["record_id"].map(truth))
    counts = frame[frame["true"] != ""].groupby(["true", "business_id"]).size().reset_index(name="n")
    counts = counts.sort_values(["true", "n", "business_id"], ascending=[True, False, True])
    return counts.drop_duplicates("true").set_index("true")["business_id"]


def choosing(records: pd.DataFrame, truth: pd.Series, once: list[str], *, count: int = 200) -> None:
    """F1 after so many answers of somebody who knows, on cases well chosen and on cases taken at random from the same queue."""
    start = linked(records, once)
    asked = questions(start.work, threshold=linkage.DEFAULT_THRESHOLD, most=1_000_000).cases
    known = asked[asked["record_id_l"].map(truth).ne("") & asked["record_id_r"].map(truth).ne("")]
    before = f1(start, truth)
    print(f"review     before {before:.4f}; {len(known):,} cases in the queue")
    chosen = f1(linked(records, once, answered(known.head(count), truth)), truth)
    drawn = [
        f1(linked(records, once, answered(known.sample(count, random_state=seed), truth)), truth) for seed in range(3)
    ]
    print(
        f"review     {count} chosen: {chosen:.4f} ({chosen - before:+.4f}); at random: {statistics.mean(drawn):.4f} ({statistics.mean(drawn) - before:+.4f})"
    )


def answered(cases: pd.DataFrame, truth: pd.Series) -> pd.DataFrame:
    same = cases["record_id_l"].map(truth).eq(cases["record_id_r"].map(truth))
    frame = cases[["record_id_l", "record_id_r"]].assign(answer=np.where(same, "same", "different"))
    frame = frame.assign(
        decision_id=range(1, len(frame) + 1), at="2026-01-01", by="expert", act=frame.index.astype(str)
    )
    return settle(conform(frame.reset_index(drop=True), DECISIONS)).binding


def f1(found: Linked, truth: pd.Series) -> float:
    links = found.links.set_index("record_id")["business_id"]
    judged = truth[truth != ""].index.intersection(links.index)
    return quality(links[judged], truth[judged]).f1


def successors(register: Path, truth: pd.Series, county: Path) -> None:
    """Predecessor links against truth.csv, of the successions whose both businesses have a record."""
    answers = pd.read_csv(county / "truth.csv", dtype="str", keep_default_na=False)
    pairs = answers[answers["predecessor_business_id"] != ""][
        ["predecessor_business_id", "business_id"]
    ].drop_duplicates()
    seen = set(truth[truth != ""])
    true = {pair for pair in pairs.itertuples(index=False, name=None) if set(pair) <= seen}
    links = db.cursor(register).execute("select record_id, business_id from links").df()
    links = links.assign(true=links["record_id"].map(truth))
    counts = links[links["true"] != ""].groupby(["business_id", "true"]).size().reset_index(name="n").sort_values("n")
    meant = counts.drop_duplicates("business_id", keep="last").set_index("business_id")["true"]
    told = db.cursor(register).execute(
        "select predecessor_business_id, business_id from tenures where predecessor_business_id is not null"
    )
    found = {(meant.get(a), meant.get(b)) for a, b in told.fetchall()}
    found = {pair for pair in found if all(pair) and pair[0] != pair[1]}
    right = len(found & true)
    precision, recall = right / max(len(found), 1), right / max(len(true), 1)
    print(
        f"successors {len(found)} found, {len(true)} true, {right} right: P {precision:.3f} R {recall:.3f} F1 {2 * precision * recall / max(precision + recall, 1e-9):.3f}"
    )


def cost(records: pd.DataFrame, once: list[str], *, count: int = 10_000) -> None:
    """What re-applying many decisions adds to a link run: half the pairs the machine joins, half it keeps apart."""
    start = time.perf_counter()
    plain = linked(records, once)
    alone = time.perf_counter() - start
    pairs = plain.pairs.sample(min(count, len(plain.pairs)), random_state=1)
    own = plain.links.set_index("record_id")["business_id"]
    same = pairs["record_id_l"].map(own).to_numpy() == pairs["record_id_r"].map(own).to_numpy()
    frame = pairs[["record_id_l", "record_id_r"]].assign(answer=np.where(same, "same", "different"))
    frame = frame.assign(decision_id=range(1, len(frame) + 1), at="2026-01-01", by="ana", act=frame.index.astype(str))
    decisions = conform(frame.reset_index(drop=True), DECISIONS)
    start = time.perf_counter()
    told = settle(decisions)
    settled = time.perf_counter() - start
    start = time.perf_counter()
    linked(records, once, told.binding)
    with_them = time.perf_counter() - start
    print(
        f"cost       {len(records):,} records linked in {alone:.2f} s; with {len(decisions):,} decisions {with_them + settled:.2f} s ({(with_them + settled - alone) / alone:+.1%}; settling them {settled:.2f} s)"
    )


def inflated(register: Path, folder: Path, *, records: int = 100_000) -> Path:
    """A register so many times as large: every table again and again under other ids."""
    have = db.counts(register)["records"]
    target = folder / f"large-{register.name}"
    shutil.copyfile(register, target)
    ids = (
        "record_id",
        "record_id_l",
        "record_id_r",
        "business_id",
        "business_id_l",
        "business_id_r",
        "premises_id",
        "case_id",
        "touch_point_id",
    )
    tables = ("records", "links", "pairs", "businesses", "premises", "review_cases", "review_evidence", "touch_points")
    with duckdb.connect(str(target)) as connection:
        for table in tables:
            columns = [row[0] for row in connection.execute(f"describe {table}").fetchall()]
            listed = ", ".join(f'"{c}" || \'-\' || n as "{c}"' if c in ids else f'"{c}"' for c in columns)
            again = f"select {listed} from {table}, range(1, {-(-records // have)}) as copies(n)"
            connection.execute(f"insert into {table} {again}")
    return target


def at_the_desk(place: Home, register: Path, *, rounds: int = 60) -> None:
    """From an answer to the next case with everything the page shows of it, with 10,000 decisions on record."""
    scope = Scope("benchmark")
    register = inflated(register, place.path)
    many = [Answer(f"x{n}", f"y{n}", "same") for n in range(10_000)]
    matches.decide(place, "somebody", many, case_id="elsewhere")
    took, used = [], time.process_time()
    case_id = desk.turn(scope, place, register, Wanted()).case_id
    for turn in range(rounds):
        start = time.perf_counter()
        desk.answer(scope, place, register, case_id, ("same", "different")[turn % 2])
        case_id = desk.turn(scope, place, register, Wanted()).case_id
        case = review.case(scope, register, case_id)
        ids = (case["record_id_l"], case["record_id_r"])
        here = review.records(scope, register, ids)
        review.evidence(scope, register, case_id)
        review.candidates(scope, register, *ids)
        review.contacts(scope, register, ids)
        placed = here[here["longitude"].notna()]
        if len(placed):
            review.around(scope, register, float(placed["longitude"].iloc[0]), float(placed["latitude"].iloc[0]))
        took.append(time.perf_counter() - start)
    counted, used = db.counts(register)["records"], (time.process_time() - used) / rounds
    print(
        f"desk       next case on {counted:,} records: median {statistics.median(took) * 1000:.0f} ms, 95% {np.quantile(took, 0.95) * 1000:.0f} ms, CPU {used * 1000:.0f} ms"
    )


if __name__ == "__main__":
    raise SystemExit(main())

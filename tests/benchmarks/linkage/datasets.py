"""Record sets with known answers: each a RECORDS frame, the true cluster of every record, and the sources that list a business once."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

import codes
from tables import RECORDS, conform

SHARED = Path(__file__).parents[4] / "shared" / "data"
DEV = SHARED / "linkage-dev"


@dataclass(frozen=True)
class Known:
    """Records and their truth.

    Attributes:
        name: of the set.
        records: RECORDS.
        truth: true cluster by record_id.
        once: sources that list a business once.
    """

    name: str
    records: pd.DataFrame
    truth: pd.Series
    once: tuple[str, ...]


def as_records(frame: pd.DataFrame) -> pd.DataFrame:
    """RECORDS from any frame with record_id, source, name and some of the other columns."""
    filled = frame.assign(partner="test", partner_org="test", source_file="test", source_row=range(1, len(frame) + 1))
    for column in ("longitude", "latitude"):
        if column not in filled:
            filled[column] = np.nan
    return conform(filled, RECORDS)


def linkage_dev() -> Known:
    """Nine partner lists of Norfolk and Suffolk: real data, beside the project and never in it."""
    frame = pd.read_csv(DEV / "records.csv", dtype=str)
    frame["longitude"], frame["latitude"] = frame.pop("lon").astype(float), frame.pop("lat").astype(float)
    truth = pd.read_csv(DEV / "truth.csv", dtype=str).set_index("record_id")["entity_id"]
    return Known("linkage-dev", as_records(frame), truth, tuple(sorted(frame["source"].unique())))


def without(known: Known, *columns: str) -> Known:
    """The same set with columns emptied."""
    records = known.records.copy()
    for column in columns:
        records[column] = pd.Series(pd.NA, index=records.index).astype(records[column].dtype)
    return replace(known, name=f"{known.name} without {', '.join(columns)}", records=records)


def variant(known: Known, seed: int) -> Known:  # noqa: C901  a list of independent chances
    """The same set with columns dropped at random and others invented, so that a model learns to do with what there is."""
    rng = np.random.default_rng(seed)
    records = known.records.copy()
    entity = records["record_id"].map(known.truth)
    keep_share = rng.choice([0.3, 0.6, 1.0])
    names = entity.unique()
    kept = pd.Series(rng.random(len(names)) < keep_share, index=names)
    records = records[entity.map(kept).to_numpy()].reset_index(drop=True)
    entity = records["record_id"].map(known.truth)
    placed = rng.random() < 0.6
    if placed:
        records = positions(records, entity, rng)
    if rng.random() < 0.35:
        records["postcode"] = records["postcode"].map(lambda code: zip_code(code), na_action="ignore").astype("str")
    for column, chance in (("postcode", 0.35), ("town", 0.3), ("phone", 0.3)):
        if rng.random() < chance:
            gone = records["source"].isin(some(records["source"].unique(), rng)) | (rng.random(len(records)) < 0.1)
            records.loc[gone, column] = None
    trade = records["name"].str.upper().str.replace(r"[^A-Z]", "", regex=True)
    if rng.random() < 0.6:
        records["phone"] = invented(entity, trade, records["source"], rng, shared=0.3, wrong=0.06, form=phone_number)
    if rng.random() < 0.3:
        records["uprn"] = invented(
            entity, trade, records["source"], rng, shared=0.0, wrong=0.04, form=lambda n: str(10**10 + n * 7919)
        )
    if rng.random() < 0.35:
        records["company_number"] = invented(
            entity, trade, records["source"], rng, shared=0.8, wrong=0.01, form=lambda n: f"{n:08d}"
        )
    if rng.random() < 0.35:
        records["email_domain"] = invented(
            entity, trade, records["source"], rng, shared=0.9, wrong=0.05, form=lambda n: f"x{n}.example"
        )
    if placed and rng.random() < 0.5:
        bare = records["source"].eq(rng.choice(records["source"].unique())) & records["latitude"].notna()
        records.loc[bare, ["address", "postcode", "town"]] = None
    chosen = records["source"].eq(rng.choice(records["source"].unique())).to_numpy()
    if rng.random() < 0.35:
        records.loc[chosen & (rng.random(len(records)) < 0.45), "name"] = None
    if rng.random() < 0.35:
        owners = chosen & records["name"].notna().to_numpy() & (rng.random(len(records)) < 0.25)
        records.loc[owners, "name"] = [person(rng) for _ in range(int(owners.sum()))]
    form = rng.choice(["lists", "undeclared", "repeating"], p=[0.5, 0.15, 0.35])
    if form == "repeating":
        return repeating(f"{known.name} #{seed}", records, entity, rng)
    return Known(f"{known.name} #{seed}", records, known.truth, known.once if form == "lists" else ())


def repeating(name: str, records: pd.DataFrame, entity: pd.Series, rng: np.random.Generator) -> Known:
    """The same records as lists that repeat a business: sources thrown together, some records written again up to seven times."""
    often = rng.random() < 0.5
    times = np.where(
        rng.random(len(records)) < rng.uniform(0.05, 0.5), rng.integers(2, 8 if often else 3, len(records)), 1
    )
    again = records.loc[records.index.repeat(times)].reset_index(drop=True)
    truth = entity.loc[entity.index.repeat(times)].reset_index(drop=True)
    copy = pd.Series(np.arange(len(again))).groupby(np.repeat(np.arange(len(records)), times)).cumcount().to_numpy() > 0
    for column, slip, gone in (
        ("name", 0.25, 0.0),
        ("address", 0.15, 0.02),
        ("phone", 0.05, 0.15),
        ("postcode", 0.02, 0.05),
    ):
        text = again[column].astype("object")
        touched = copy & text.notna().to_numpy() & (rng.random(len(again)) < slip)
        text[touched] = [slipped(value, rng) for value in text[touched]]
        text[copy & (rng.random(len(again)) < gone)] = None
        again[column] = text.astype("str").where(text.notna())
    sources = int(rng.choice([1, 1, 3, 9]))
    again["source"] = pd.Series([f"list{n}" for n in rng.integers(0, sources, len(again))], dtype="str")
    again["record_id"] = pd.Series([f"x{n:06d}" for n in range(len(again))], dtype="str")
    return Known(name, conform(again, RECORDS), pd.Series(truth.to_numpy(), index=again["record_id"]), ())


def slipped(text: str, rng: np.random.Generator) -> str:
    """The text with one letter lost, doubled, changed or swapped with the next, or without its last word."""
    words_ = text.split()
    if len(words_) > 2 and rng.random() < 0.35:
        return " ".join(words_[:-1])
    if len(text) < 4:
        return text
    at = int(rng.integers(1, len(text) - 1))
    middle = (
        "", text[at] * 2, "abcdefghijklmnopqrstuvwxyz"[int(rng.integers(26))], text[at + 1] + text[at]
    )[int(rng.integers(4))]  # fmt: skip
    return text[:at] + middle + text[at + 1 + (len(middle) == 2 and middle[0] != middle[1]) :]


def person(rng: np.random.Generator) -> str:
    """An invented person: a first name or initials, and a surname."""
    surnames = (
        "Smith",
        "Jones",
        "Taylor",
        "Brown",
        "Davies",
        "Patel",
        "Robinson",
        "Wright",
        "Thompson",
        "Evans",
        "Roberts",
        "Turner",
        "Khan",
        "Singh",
        "Begum",
        "Murphy",
        "Kelly",
        "Novak",
        "Kowalski",
        "Yilmaz",
        "Chen",
        "Okafor",
    )
    first = (
        str(rng.choice(codes.table("first_names")["name"])).title()
        if rng.random() < 0.6
        else "ABCDGHJKMPRST"[int(rng.integers(13))]
    )
    return f"{first} {rng.choice(surnames)}"


def some(values: np.ndarray, rng: np.random.Generator) -> list[str]:
    """A random part of the values, at least one."""
    chosen = [value for value in values if rng.random() < 0.6]
    return chosen or list(values)[:1]


def invented(
    entity: pd.Series,
    trade: pd.Series,
    source: pd.Series,
    rng: np.random.Generator,
    *,
    shared: float,
    wrong: float,
    form,
) -> pd.Series:
    """An identifier per business that some sources carry, sometimes wrong, sometimes shared by businesses of one name."""
    owner = entity.where(rng.random(len(entity)) >= 2.0, entity)
    brand = pd.Series(rng.random(trade.nunique()) < shared, index=trade.unique())
    first_of_brand = entity.groupby(trade).transform("first")
    owner = entity.where(~trade.map(brand).to_numpy(), first_of_brand)
    number = pd.Series(rng.permutation(len(entity)) + 1, index=entity.index)[~owner.duplicated()]
    number.index = owner[~owner.duplicated()].to_numpy()
    values = owner.map(number).map(form)
    off = rng.random(len(values)) < wrong
    values[off] = [form(int(n)) for n in rng.integers(10**6, 9 * 10**6, off.sum())]
    carried = source.isin(some(source.unique(), rng)) & (rng.random(len(values)) < rng.uniform(0.4, 1.0))
    return values.where(carried).astype("str")


def phone_number(n: int) -> str:
    return f"+44{1603000000 + n * 37 % 900000:010d}"


def zip_code(code: str) -> str:
    """A five-digit code for about two sectors of a postcode: as coarse as an American one."""
    sector = str(code)[:-2]
    return f"{10000 + sum(ord(c) * 31**i for i, c in enumerate(sector[:-1])) % 80000 + (ord(sector[-1]) % 10) // 2:05d}"


def positions(records: pd.DataFrame, entity: pd.Series, rng: np.random.Generator) -> pd.DataFrame:
    """Coordinates: a point per building, or only per postcode, with a few far off."""
    code = records["postcode"].fillna("").groupby(entity).transform("first")
    first = pd.util.hash_array(code.str[:-2].to_numpy(dtype=object)) % 10**6 / 10**6
    unit = pd.util.hash_array(code.to_numpy(dtype=object)) % 10**6 / 10**6
    latitude = 52.5 + first * 0.4 + unit * 0.01
    longitude = 1.2 + (first * 7 % 1) * 0.6 + (unit * 13 % 1) * 0.015
    rooftop = rng.random() < 0.5
    if rooftop:
        own = pd.util.hash_array(entity.to_numpy(dtype=object)) % 10**6 / 10**6
        latitude, longitude = latitude + own * 0.0012, longitude + (own * 7 % 1) * 0.0018
    noise = rng.choice([0.0, 0.0001, 0.0003])
    out = records.copy()
    out["latitude"] = latitude + rng.normal(0, noise, len(out))
    out["longitude"] = longitude + rng.normal(0, noise, len(out))
    far = rng.random(len(out)) < 0.02
    out.loc[far, "latitude"] += 0.03
    gone = ~out["source"].isin(some(out["source"].unique(), rng)) | (rng.random(len(out)) < 0.1)
    out.loc[gone, ["latitude", "longitude"]] = np.nan
    out["coordinate_precision"] = pd.Series("ROOFTOP" if rooftop else "POSTCODE", index=out.index, dtype="str").where(
        ~gone
    )
    return out


COUNTY = Path(__file__).parents[3] / "sample_data" / "county"


def county(home: Path, folder: Path = COUNTY) -> tuple[Known, pd.Series]:
    """The sample county through the product's own loaders: records with the true business, and the true premises of each.

    Args:
        home: an empty folder, or one that this function has filled before.
        folder: the generated county.
    """
    from loaders import SPECS
    from loaders.geocode import locate
    from pipeline import geography
    from store import loaded, raw
    from store.home import Home

    place = Home(home)
    if not (home / "raw").exists():
        files = sorted(str(f) for f in folder.rglob("*") if f.suffix == ".xml" or f.name.startswith("SYNTHETIC"))
        environment = {**os.environ, "TOUCHPOINT_HOME": str(home)}
        for arguments in (["geography", str(folder / "geography")], ["ingest", *files]):
            subprocess.run(
                [sys.executable, "-m", "pipeline", *arguments],
                env=environment,
                capture_output=True,
                check=False,
                cwd=COUNTY.parents[1],
            )
    receipts = raw.receipts(place)
    shas = [receipt.sha256 for receipt in receipts]
    records = locate(conform(loaded.records(place, shas), RECORDS), geography.read(place))
    rows = pd.concat(
        [_rows_of(place.loaded / sha / "touch_points.parquet") for sha in shas]
        + [records[["record_id", "source_file", "source_row"]]]
    )
    rows = rows.drop_duplicates()
    rows["file"] = rows["source_file"].map({receipt.sha256: receipt.file_name for receipt in receipts})
    answers = pd.read_csv(folder / "truth.csv", dtype=str)
    answers["file"] = answers["file"].str.rsplit("/", n=1).str[-1]
    answers["source_row"] = answers["row"].astype("Int64")
    rows["sheet"] = (
        rows["record_id"]
        .map(records.set_index("record_id")["source"])
        .map({"ts_complaints": "Complaints", "ts_visits": "Visits"})
        .fillna("")
    )
    answers["sheet"] = answers["sheet"].fillna("")
    joined = rows.merge(answers, on=["file", "sheet", "source_row"])
    business = (
        joined.dropna(subset=["business_id"])
        .groupby("record_id")["business_id"]
        .agg(lambda v: v.value_counts().index[0])
    )
    premises = (
        joined.dropna(subset=["premises_id"])
        .groupby("record_id")["premises_id"]
        .agg(lambda v: v.value_counts().index[0])
    )
    once = tuple(spec.name for spec in SPECS if spec.lists_once)
    return Known("sample county", records, business, once), premises


def _rows_of(path: Path) -> pd.DataFrame:
    columns = ["record_id", "source_file", "source_row"]
    return pd.read_parquet(path, columns=columns) if path.exists() else pd.DataFrame(columns=columns)

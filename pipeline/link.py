"""From everything loaded to a published register: locate, link, describe, build, swap."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pandas as pd

import linkage
from linkage import entities
from linkage.parallel import give_back
from loaders.geocode import locate
from pipeline import decided, geography, ingest, layouts, retract
from pipeline.earlier import of_files
from pipeline.ingest import Progress
from pipeline.searching import add_search
from pipeline.version import link_version, loaders_version
from store import audit, db, decisions, loaded, raw, write
from store import geography as kept_geography
from store.home import Home, StoreError, writing
from store.raw import Receipt
from tables import BUSINESSES, LINKS, PAIRS, PREMISES, RECORDS, REDIRECTS, SOURCES, check, conform


@dataclass(frozen=True)
class LinkReport:
    """What a link run did: the register it published and how much is in it."""

    register: Path
    is_new: bool
    records: int
    businesses: int
    premises: int
    touch_points: int


def link(
    place: Home,
    *,
    by: str,
    progress: Progress = lambda _text, _share: None,
    force: bool = False,
    is_first: Callable[[str], bool] | None = None,
) -> LinkReport:
    """Link all records and publish a register, unless the one in place was made from the same inputs.

    Args:
        is_first: says of a file by its name whether it came first; a register of these alone is left as the one before.
    Raises:
        StoreError: nothing has been loaded, another process is writing, or the disk is full.
    """
    with writing(place):
        receipts = retract.active(place)
        if not receipts:
            raise StoreError(
                f"Nothing has been loaded into {place.path} yet. Load a file first: python -m pipeline ingest FILE"
            )
        standing = decided.read(place)
        mark = _fingerprint(place, receipts, standing)
        current = db.current_register(place)
        if current is not None and not force and db.about(current).get("fingerprint") == mark:
            return _report(current, is_new=False)
        tables = _tables(place, by, receipts, standing, progress)
        about = _about(place, tables, mark)
        give_back(len(tables["records"]))
        if is_first is not None:
            early = [receipt for receipt in receipts if is_first(receipt.file_name)]
            before = dt.datetime.now(dt.UTC)
            write.build(place, of_files(tables, early), _snapshots(place, early), about, built_at=before)
        moment, keep = dt.datetime.now(dt.UTC), 1 if decisions.withdrawn(place) else write.KEEP
        register = write.publish(
            place, tables, _snapshots(place, receipts), about, built_at=moment, keep=keep, add=add_search
        )
        report = _report(register, is_new=True)
        audit.record(place, by, "publish", register=register.name, records=report.records, businesses=report.businesses)
        progress("Published", 1.0)
        return report


def _tables(
    place: Home, by: str, receipts: Sequence[Receipt], standing: decided.Standing, progress: Progress
) -> dict[str, pd.DataFrame]:
    """Everything a register is built from, of some files and what people had decided."""
    _reload_outdated(place, receipts, progress)
    progress("Reading records", 0.1)
    files = [receipt.sha256 for receipt in receipts]
    described = decided.corrected(conform(loaded.records(place, files, spines=_spines(place)), RECORDS), standing)
    records = locate(described, geography.read(place))
    tables = _linked(place, by, records, standing, progress)
    progress("Building the register", 0.9)
    return tables | {"sources": _sources(place, receipts), "terms": _terms(place)}


def rebuild_as_of(place: Home, day: dt.date, *, by: str, progress: Progress = lambda _text, _share: None) -> LinkReport:
    """Build the register as it would have been at the end of a day, beside the one that is published.

    It holds the files received by then, less those withdrawn by then, and what people had decided and not taken back by then;
    ids are those that had been given out. The code and the terms of the sources are today's.

    Raises:
        StoreError: nothing had been received by that day.
    """
    until = dt.datetime.combine(day, dt.time.max, dt.UTC)
    with writing(place):
        gone = decisions.withdrawn(place, until=until)
        receipts = [
            receipt for receipt in raw.receipts(place) if receipt.received <= day and receipt.sha256 not in gone
        ]
        if not receipts:
            raise StoreError(f"Nothing had been loaded before the end of {day:%d/%m/%Y}. Nothing was built.")
        standing = decided.read(place, until=until)
        tables = _tables(place, by, receipts, standing, progress)
        about = _about(place, tables, _fingerprint(place, receipts, standing)) | {"decided_until": day.isoformat()}
        moment = dt.datetime.now(dt.UTC)
        built = write.build(
            place, tables, _snapshots(place, receipts), about, built_at=moment, kind="asof", add=add_search
        )
        audit.record(place, by, "rebuild as of", day=day.isoformat(), register=built.name)
        progress("Built", 1.0)
        return _report(built, is_new=True)


def is_published(place: Home) -> bool:
    """Whether the register in place was made from everything that counts now; true where nothing counts."""
    receipts, current = retract.active(place), db.current_register(place)
    if not receipts:
        return current is None
    return current is not None and db.about(current).get("fingerprint") == _fingerprint(
        place, receipts, decided.read(place)
    )


def rebuild(place: Home, *, by: str, progress: Progress = lambda _text, _share: None) -> LinkReport:
    """Make everything again from raw files and decisions alone."""
    with writing(place):
        receipts = retract.active(place)
        for number, receipt in enumerate(receipts):
            progress(f"Reading {receipt.file_name}", 0.1 * number / len(receipts))
            ingest.reload(place, receipt, receipts[:number])
    return link(place, by=by, progress=progress, force=True)


def _fingerprint(place: Home, receipts: Sequence[Receipt], standing: decided.Standing) -> str:
    inputs = {
        "receipts": [(receipt.sequence, receipt.sha256, receipt.spec, receipt.organisation) for receipt in receipts],
        "loaders": loaders_version(),
        "linkage": link_version(),
        "geography": kept_geography.about(place).get("fingerprint"),
        "terms": _terms(place).to_csv(index=False),
        "decided": standing.mark,
        "layouts": layouts.versions(place, [(receipt.sha256, _specs(place, receipt)) for receipt in receipts]),
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()


def _specs(place: Home, receipt: Receipt) -> tuple[str, ...]:
    report = loaded.report_of(place, receipt.sha256)
    return report.specs if report is not None else ()


def _terms(place: Home) -> pd.DataFrame:
    """What the terms of the sources mean for this month's register: `source`, `keep_from`, `is_count_only`.

    Retention is counted to the first of the month, so that a register made from the same files is the same all month.
    """
    today = dt.datetime.now(dt.UTC).date().replace(day=1)
    lines = [
        {
            "source": terms.source,
            "keep_from": None
            if terms.retain_years is None
            else pd.Timestamp(retract.cutoff(today, terms.retain_years)),
            "is_count_only": terms.is_count_only,
        }
        for terms in decisions.terms(place).values()
    ]
    form = {"source": "str", "keep_from": "datetime64[us]", "is_count_only": "bool"}
    return pd.DataFrame(lines, columns=list(form)).astype(form)


def _spines(place: Home) -> list[str]:
    """Sources that list companies of the whole country, of which only those near or named by others are linked."""
    return [spec.name for spec in layouts.known(place) if spec.feeds == "companies"]


def _snapshots(place: Home, receipts: Sequence[Receipt]) -> list[write.Snapshot]:
    registers = {spec.name for spec in layouts.known(place) if spec.kind == "register"}
    found = []
    for receipt in receipts:
        report = loaded.report_of(place, receipt.sha256)
        is_register = report is not None and bool(set(report.specs) & registers)
        extracted = (report.extracted if report else None) or receipt.received.isoformat()
        found.append(write.Snapshot(place.loaded / receipt.sha256, extracted, is_register))
    return found


def _reload_outdated(place: Home, receipts: Sequence[Receipt], progress: Progress) -> None:
    """Files that would load to something else now are loaded again, and so are those received after one of them that share a layout
    with it: what of theirs is unchanged may be something else."""
    touched: set[str] = set()
    versions = layouts.versions(place, [(receipt.sha256, _specs(place, receipt)) for receipt in receipts])
    for number, (receipt, version) in enumerate(zip(receipts, versions, strict=True)):
        report = loaded.report_of(place, receipt.sha256)
        if report is None or report.version != version or touched & set(report.specs):
            told = partial(_read_again, progress, receipt.file_name, 0.1 * number / len(receipts))
            told(0)
            again = ingest.reload(place, receipt, receipts[:number], progress=told)
            touched |= {*(report.specs if report is not None else ()), *again.specs}


def _read_again(progress: Progress, name: str, share: float, rows: int) -> None:
    progress(f"Reading {name} again{f': {rows:,} rows' if rows else ''}", share)


def _linked(
    place: Home, by: str, records: pd.DataFrame, standing: decided.Standing, progress: Progress
) -> dict[str, pd.DataFrame]:
    specs = layouts.known(place)
    once = [spec.name for spec in specs if spec.lists_once]
    listed = [spec.name for spec in specs if spec.lists_premises]
    linked = linkage.link(
        records,
        once=once,
        progress=lambda text, share: progress(text, 0.15 + 0.55 * share),
        told=standing.told.binding,
    )
    progress("Describing businesses and premises", 0.7)
    links, leads = decided.lasting(place, by, linked, standing)
    linked = replace(linked, links=check(links, LINKS))
    businesses = check(entities.businesses(records, links, listed_sources=listed), BUSINESSES)
    progress("Preparing what is worth a person's look", 0.8)
    return {
        "records": records,
        "links": links,
        "pairs": check(linked.pairs, PAIRS),
        "businesses": businesses,
        "premises": check(entities.premises(records, links, listed_sources=listed), PREMISES),
        "redirects": check(leads, REDIRECTS),
        "splits": standing.splits,
        "decision_states": decided.states(standing, records["record_id"].tolist()),
        **decided.review_tables(linked, records, businesses, standing.told.binding),
    }


def _sources(place: Home, receipts: Sequence[Receipt]) -> pd.DataFrame:
    by_name = {spec.name: spec for spec in layouts.known(place)}
    lines = []
    for receipt in receipts:
        report = loaded.report_of(place, receipt.sha256)
        if report is None:
            raise StoreError(
                f"{receipt.file_name} was received but its loaded tables are missing. Run: python -m pipeline rebuild"
            )
        spec = by_name[report.specs[0]]
        lines.append(
            {
                "source_file": receipt.sha256,
                "file_name": receipt.file_name,
                "source": " + ".join(report.specs),
                "partner": spec.partner,
                "partner_org": loaded.organisation_of(place, receipt.sha256) or spec.partner_org,
                "loaded_at": pd.Timestamp(receipt.received_at).tz_localize(None),
                "loaded_by": receipt.received_by,
                "agreement": receipt.agreement or None,
                "extract_date": pd.Timestamp(report.extracted) if report.extracted else None,
                "rows_read": report.read,
                "kept": report.kept,
                "quarantined": report.quarantined,
                "unchanged": report.unchanged,
                "date_min": pd.Timestamp(report.date_min) if report.date_min else None,
                "date_max": pd.Timestamp(report.date_max) if report.date_max else None,
            }
        )
    return check(conform(pd.DataFrame(lines), SOURCES), SOURCES)


def _about(place: Home, tables: dict[str, pd.DataFrame], mark: str) -> dict[str, object]:
    """Facts kept in the register; `as_of` is the last day any partner's contacts reach, the "today" of every page."""
    last = tables["sources"]["date_max"].max()
    area = kept_geography.about(place)
    return {
        "fingerprint": mark,
        "code": link_version(),
        "as_of": None if pd.isna(last) else str(last.date()),
        "attribution": area.get("attribution", ""),
        "bounds": area.get("bounds"),
    }


def _report(register: Path, *, is_new: bool) -> LinkReport:
    counts = db.counts(register)
    return LinkReport(
        register, is_new, counts["records"], counts["businesses"], counts["premises"], counts["touch_points"]
    )

"""Taking data back: one load, a partner's whole data, or what has been kept for long enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from loaders import LoadError
from pipeline import layouts
from store import audit, decisions, loaded, raw, write
from store.access import Scope
from store.home import Home, writing
from store.raw import Receipt

HASH_DIGITS = 8


def active(place: Home) -> list[Receipt]:
    """Receipts of the files that count, in the order they were received."""
    gone = decisions.withdrawn(place)
    return [receipt for receipt in raw.receipts(place) if receipt.sha256 not in gone]


def withdraw(
    place: Home,
    targets: Sequence[str],
    *,
    by: str,
    reason: str,
    partner: str = "",
    organisation: str = "",
    destroy: bool = False,
) -> list[Receipt]:
    """Take files out of every register built from now on; the register goes with the last of them.

    Args:
        targets: file names, or beginnings of SHA-256 of at least eight digits.
        by: who decides; reason: why, kept for ever.
        partner: every file of this partner, by code.
        organisation: every file of this body, such as one of several councils; together with `partner`, of that alone.
        destroy: also delete the raw file and what was loaded of it; the receipt stays, so that it is known what there was.
    Returns:
        The receipts withdrawn.
    Raises:
        LoadError: a target names no file that counts, or nothing was named.
    """
    with writing(place):
        chosen = _chosen(place, targets, partner, organisation)
        for receipt in chosen:
            decisions.withdraw(place, by, receipt.sha256, reason=reason)
            if destroy:
                raw.destroy(place, receipt.sha256)
                loaded.destroy(place, receipt.sha256)
            detail = {"file": receipt.file_name, "sha256": receipt.sha256, "reason": reason, "destroyed": destroy}
            audit.record(place, by, "withdraw", **detail)
        if not active(place):
            write.take_down(place)
        return chosen


def named(place: Home, target: str) -> list[Receipt]:
    """Receipts of the files that count and are called so; a file may have come under its name more than once.

    Raises:
        LoadError: there is none.
    """
    is_hash = len(target) >= HASH_DIGITS
    found = [r for r in active(place) if r.file_name == target or (is_hash and r.sha256.startswith(target))]
    if not found:
        raise LoadError(
            f"No file that counts is called '{target}'. Nothing was changed. `python -m pipeline status` lists them."
        )
    return found


def _chosen(place: Home, targets: Sequence[str], partner: str, organisation: str) -> list[Receipt]:
    chosen = {receipt.sha256: receipt for target in targets for receipt in named(place, target)}
    if partner or organisation:
        of_partner = {spec.name for spec in layouts.known(place) if partner in ("", spec.partner)}
        for receipt in active(place):
            report = loaded.report_of(place, receipt.sha256)
            is_theirs = not organisation or loaded.organisation_of(place, receipt.sha256) == organisation
            if report is not None and set(report.specs) & of_partner and is_theirs:
                chosen[receipt.sha256] = receipt
    if not chosen:
        raise LoadError(
            "Nothing was named that could be withdrawn. Name files, or a partner or organisation that has sent some."
        )
    return sorted(chosen.values(), key=lambda receipt: receipt.sequence)


def taken_back(scope: Scope, place: Home) -> pd.DataFrame:
    """Files that no longer count, newest first: `file_name`, `at`, `by`, `reason`, `is_destroyed` and `rows_read`, which is missing
    where the file was destroyed. Of a destroyed file nothing says whose it was: only who sees every partner sees it.
    """
    partner_of = {spec.name: spec.partner for spec in layouts.known(place)}
    lines = []
    for entry in decisions.withdrawals(place):
        receipt, report = raw.receipt_of(place, entry.sha256), loaded.report_of(place, entry.sha256)
        partners = [partner_of.get(name, "") for name in report.specs] if report is not None else []
        may_see = all(map(scope.covers, partners)) if partners else scope.partners is None
        if receipt is not None and may_see:
            lines.append(
                {
                    "file_name": receipt.file_name, "at": entry.at, "by": entry.by, "reason": entry.reason,
                    "is_destroyed": not raw.path_of(place, entry.sha256).exists(), "rows_read": report.read if report else None,
                }
            )  # fmt: skip
    return pd.DataFrame(lines[::-1], columns=["file_name", "at", "by", "reason", "is_destroyed", "rows_read"])


@dataclass(frozen=True)
class Expired:
    """A source whose rule has come due.

    Attributes:
        before: contacts before this day are left out of every register.
        contacts: how many those are.
        files: files with nothing younger, which are disposed of.
    """

    source: str
    retain_years: int
    before: dt.date
    contacts: int
    files: tuple[Receipt, ...]


def retention(place: Home, *, as_of: dt.date, by: str = "", apply: bool = False) -> list[Expired]:
    """What the sources' retention rules say of the data held; with `apply`, files with nothing younger are destroyed.

    A file with several tables is destroyed when the rule of each of them has come due.
    """
    years = {source: terms.retain_years for source, terms in decisions.terms(place).items() if terms.retain_years}
    before = {source: cutoff(as_of, kept) for source, kept in years.items()}
    contacts = dict.fromkeys(years, 0)
    old: dict[str, list[Receipt]] = {source: [] for source in years}
    for receipt in active(place):
        report = loaded.report_of(place, receipt.sha256)
        due = [source for source in (report.specs if report is not None else ()) if source in years]
        told = [loaded.contacts_before(place, receipt.sha256, source, before[source]) for source in due]
        for source, (count, _) in zip(due, told, strict=True):
            contacts[source] += count
            if report is not None and len(due) == len(report.specs) and all(is_all for _, is_all in told):
                old[source].append(receipt)
    if apply:
        gone = {
            receipt.sha256: f"kept for {years[source]} year{'s' if years[source] > 1 else ''}"
            for source, files in old.items()
            for receipt in files
        }
        for sha256, reason in gone.items():
            withdraw(place, [sha256], by=by, reason=reason, destroy=True)
    return [
        Expired(source, kept, before[source], contacts[source], tuple(old[source])) for source, kept in years.items()
    ]


def cutoff(as_of: dt.date, years: int) -> dt.date:
    """The day so many years before; the last of February for a 29th."""
    try:
        return as_of.replace(year=as_of.year - years)
    except ValueError:
        return as_of.replace(year=as_of.year - years, day=28)

"""Taking data back: one load, a partner's whole data, or what has been kept for long enough."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from loaders import LoadError
from pipeline import layouts
from store import audit, decisions, loaded, raw, write
from store.home import Home, writing
from store.raw import Receipt

HASH_DIGITS = 8


def active(place: Home) -> list[Receipt]:
    """Receipts of the files that count, in the order they were received."""
    gone = decisions.withdrawn(place)
    return [receipt for receipt in raw.receipts(place) if receipt.sha256 not in gone]


def withdraw(
    place: Home, targets: Sequence[str], *, by: str, reason: str, partner: str = "", destroy: bool = False
) -> list[Receipt]:
    """Take files out of every register built from now on; the register goes with the last of them.

    Args:
        targets: file names, or beginnings of SHA-256 of at least eight digits.
        by: who decides; reason: why, kept for ever.
        partner: every file of this partner, by code.
        destroy: also delete the raw file and what was loaded of it; the receipt stays, so that it is known what there was.
    Returns:
        The receipts withdrawn.
    Raises:
        LoadError: a target names no file that counts, or nothing was named.
    """
    with writing(place):
        chosen = _chosen(place, targets, partner)
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


def _chosen(place: Home, targets: Sequence[str], partner: str) -> list[Receipt]:
    chosen = {receipt.sha256: receipt for target in targets for receipt in named(place, target)}
    if partner:
        of_partner = {spec.name for spec in layouts.known(place) if spec.partner == partner}
        for receipt in active(place):
            report = loaded.report_of(place, receipt.sha256)
            if report is not None and set(report.specs) & of_partner:
                chosen[receipt.sha256] = receipt
    if not chosen:
        raise LoadError("Nothing was named that could be withdrawn. Name files, or a partner that has sent some.")
    return sorted(chosen.values(), key=lambda receipt: receipt.sequence)


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
    """What the sources' retention rules say of the data held; with `apply`, files with nothing younger are destroyed."""
    found = []
    for source, terms in decisions.terms(place).items():
        if terms.retain_years is None:
            continue
        before = cutoff(as_of, terms.retain_years)
        reports = {receipt: loaded.report_of(place, receipt.sha256) for receipt in active(place)}
        mine = {
            receipt: report for receipt, report in reports.items() if report is not None and report.specs == (source,)
        }
        old = tuple(
            r for r, report in mine.items() if report.date_max is not None and report.date_max < before.isoformat()
        )
        contacts = sum(loaded.contacts_before(place, receipt.sha256, before) for receipt in mine)
        found.append(Expired(source, terms.retain_years, before, contacts, old))
        if apply and old:
            withdraw(place, [r.sha256 for r in old], by=by, reason=f"kept for {terms.retain_years} years", destroy=True)
    return found


def cutoff(as_of: dt.date, years: int) -> dt.date:
    """The day so many years before; the last of February for a 29th."""
    try:
        return as_of.replace(year=as_of.year - years)
    except ValueError:
        return as_of.replace(year=as_of.year - years, day=28)

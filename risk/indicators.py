"""Which countable rules a business meets: each with its count, its dates and the rows behind it. No score, nothing learned.

Only contacts in which the business was the subject speak of it; a victim's contacts never do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

import codes
from risk.select import each_business, where
from tables import INDICATORS, check, conform, empty

FORMAL, MATERIAL = 3, 2
FINDINGS = {
    "LABOUR": ("LABOUR_MARKET", "IMMIGRATION"),
    "ENVIRONMENT": ("ENVIRONMENT",),
}
ROUTINE = ("FOOD_HYGIENE", "FOOD_STANDARDS", "FIRE", "HEALTH_SAFETY", "CARE", "CHILDCARE")
"""Fields whose partners come again by themselves."""
LOOKED = ("INSPECTION", "AUDIT", "RATING")
ASKED = ("COMPLAINT", "SERVICE_REQUEST")
LICENCE = ("LICENCE_REVIEW", "LICENCE_REFUSED", "LICENCE_REVOKED")
DEAD = "dissol|liquidat|struck|strike off|administrat|receiver|insolv"


@dataclass(frozen=True)
class Evidence:
    """What is known about some businesses, and only what the person asking may see.

    Attributes:
        touch_points: business_id, touch_point_id, event_date, type, function, role, severity, partner, partner_org, flags.
        businesses: business_id, sector, is_listed.
        tenures: business_id, operator, first_seen, last_seen, record_id: who traded at each business's premises, in order.
        companies: business_id, company_number, status, incorporated, dissolved, accounts_due.
        shared: business_id, kind, value, businesses: identifiers shared with others, chains and mass addresses left out.
        known_to: business_id, partner, function: every partner that has a record of it.
        clusters: business_id, kind, near, names: others of its sector close by that share a detail.
        loaded: partners of whom any file is loaded; of others nothing can be missed.
    """

    touch_points: pd.DataFrame
    businesses: pd.DataFrame
    tenures: pd.DataFrame
    companies: pd.DataFrame
    shared: pd.DataFrame
    known_to: pd.DataFrame
    clusters: pd.DataFrame
    loaded: tuple[str, ...] = ()


def indicators(known: Evidence, *, as_of: dt.date) -> pd.DataFrame:
    """Every rule that is met.

    Args:
        known: the evidence about one business or many.
        as_of: the last day any partner's contacts reach.
    Returns:
        INDICATORS, in the order of codes/indicators.csv for each business.
    Source:
        DOMAIN.md 4.2; the rules in words stand in codes/indicators.csv.
    """
    today = pd.Timestamp(as_of)
    contacts = known.touch_points.assign(event_date=pd.to_datetime(known.touch_points["event_date"]))
    contacts = where(contacts, contacts["event_date"] <= today)
    subject = where(contacts, contacts["role"] == "SUBJECT")
    rows = [row for rule in _CONTACT_RULES for row in rule(subject, today)]
    rows += [row for rule in _OTHER_RULES for row in rule(known, contacts, today)]
    if not rows:
        return empty(INDICATORS)
    found = conform(pd.DataFrame(rows), INDICATORS)
    order = {code: number for number, code in enumerate(codes.labels("indicators"))}
    found = found.assign(_order=found["indicator"].map(order)).sort_values(["business_id", "_order"], kind="stable")
    return check(found.drop(columns="_order").reset_index(drop=True), INDICATORS)


def _row(
    business: object, code: str, rows: pd.DataFrame, detail: str, *, count: int | None = None
) -> dict[str, object]:
    dates = rows["event_date"] if "event_date" in rows else pd.Series(dtype="datetime64[us]")
    return {
        "business_id": business,
        "indicator": code,
        "count": len(rows) if count is None else count,
        "first_date": dates.min() if len(dates) else None,
        "last_date": dates.max() if len(dates) else None,
        "detail": detail,
        "touch_point_ids": " ".join(rows["touch_point_id"]) if "touch_point_id" in rows else None,
        "record_ids": " ".join(rows["record_id"]) if "record_id" in rows and "touch_point_id" not in rows else None,
    }


def _since(rows: pd.DataFrame, today: pd.Timestamp, months: int) -> pd.DataFrame:
    return where(rows, rows["event_date"] > today - pd.DateOffset(months=months))


def _words(table: str, found: pd.Series) -> str:
    labels = codes.labels(table)
    return ", ".join(dict.fromkeys(labels.get(code, code).lower() for code in found))


def _repeated_formal(subject: pd.DataFrame, today: pd.Timestamp) -> Iterator[dict[str, object]]:
    severe = _since(where(subject, subject["severity"] >= FORMAL), today, 24)
    for business, rows in each_business(severe):
        if len(rows) >= 2:
            said = f"{len(rows)} in 24 months: {_words('functions', rows['function'])}"
            yield _row(business, "REPEATED_FORMAL", rows, said)


def _cross_regime(subject: pd.DataFrame, today: pd.Timestamp) -> Iterator[dict[str, object]]:
    failed = _since(where(subject, subject["severity"] >= MATERIAL), today, 24)
    for business, rows in each_business(failed):
        fields = rows["function"].nunique()
        if fields >= 3:
            yield _row(
                business,
                "CROSS_REGIME",
                rows,
                f"{fields} fields: {_words('functions', rows['function'])}",
                count=fields,
            )


def _worsening(subject: pd.DataFrame, _: pd.Timestamp) -> Iterator[dict[str, object]]:
    assessed = where(subject, subject["severity"].notna()).sort_values("event_date")
    worst: dict[object, pd.DataFrame] = {}
    for (business, _field), rows in assessed.groupby(["business_id", "function"]):
        last = rows.tail(3)
        if len(last) == 3 and last["severity"].is_monotonic_increasing and last["severity"].is_unique:
            worst.setdefault(business, last)
    for business, rows in worst.items():
        yield _row(
            business,
            "WORSENING",
            rows,
            f"{_words('functions', rows['function'])}: {' → '.join(str(int(n)) for n in rows['severity'])}",
        )


def _findings(subject: pd.DataFrame, _: pd.Timestamp) -> Iterator[dict[str, object]]:
    for code, fields in FINDINGS.items():
        failed = where(subject, subject["function"].isin(fields) & (subject["severity"] >= MATERIAL))
        for business, rows in each_business(failed):
            yield _row(business, code, rows, _words("touch_point_types", rows["type"]))


def _planning(subject: pd.DataFrame, _: pd.Timestamp) -> Iterator[dict[str, object]]:
    breach = ((subject["function"] == "PLANNING") & (subject["severity"] >= FORMAL)) | subject["type"].isin(LICENCE)
    for business, rows in each_business(where(subject, breach)):
        yield _row(business, "PLANNING_LICENSING", rows, _words("functions", rows["function"]))


def _management(subject: pd.DataFrame, _: pd.Timestamp) -> Iterator[dict[str, object]]:
    for business, rows in each_business(where(subject, subject["flags"].fillna("").str.contains("MGMT_CONCERN"))):
        yield _row(business, "MANAGEMENT", rows, f"{len(rows)} inspection{'s' if len(rows) > 1 else ''}")


def _complaints(subject: pd.DataFrame, today: pd.Timestamp) -> Iterator[dict[str, object]]:
    for business, rows in each_business(_since(where(subject, subject["type"].isin(ASKED)), today, 12)):
        if len(rows) >= 3:
            yield _row(
                business,
                "COMPLAINTS",
                rows,
                f"{len(rows)} in 12 months, received by {rows['partner_org'].nunique()} organisations",
            )


def _disagreement(subject: pd.DataFrame, _: pd.Timestamp) -> Iterator[dict[str, object]]:
    columns = ["business_id", "partner_org", "event_date", "touch_point_id"]
    well, ill = (where(subject, which)[columns] for which in (subject["severity"] == 0, subject["severity"] >= FORMAL))
    if well.empty or ill.empty:
        return
    both = well.merge(ill, on="business_id", suffixes=("", "_ill"))
    apart = (both["event_date"] - both["event_date_ill"]).abs() <= pd.Timedelta(days=365)
    for business, rows in each_business(where(both, apart & (both["partner_org"] != both["partner_org_ill"]))):
        ids = [*rows["touch_point_id"], *rows["touch_point_id_ill"]]
        behind = subject[subject["touch_point_id"].isin(set(ids))]
        last = rows.sort_values("event_date_ill").iloc[-1]
        yield _row(
            business,
            "DISAGREEMENT",
            behind,
            f"{last['partner_org']}: satisfactory; {last['partner_org_ill']}: formal action",
        )


def _police(subject: pd.DataFrame, _: pd.Timestamp) -> Iterator[dict[str, object]]:
    for business, rows in each_business(where(subject, subject["partner"] == "POLICE")):
        reports = int((rows["type"] == "INTELLIGENCE").sum())
        yield _row(
            business,
            "POLICE",
            rows,
            f"{len(rows) - reports} as subject" + (f", {reports} intelligence reports" if reports else ""),
        )


_CONTACT_RULES: tuple[Callable[[pd.DataFrame, pd.Timestamp], Iterator[dict[str, object]]], ...] = (
    _repeated_formal, _cross_regime, _worsening, _findings, _planning, _management, _complaints, _disagreement, _police,
)  # fmt: skip


def _churn(known: Evidence, _: pd.DataFrame, today: pd.Timestamp) -> Iterator[dict[str, object]]:
    recent = known.tenures[pd.to_datetime(known.tenures["last_seen"]) > today - pd.DateOffset(months=36)]
    for business, rows in each_business(recent):
        if len(rows) >= 3:
            listed = ", ".join(f"{row.operator} from {row.first_seen:%m/%Y}" for row in rows.tail(4).itertuples())
            span = rows.rename(columns={"first_seen": "event_date"})[["event_date", "record_id"]]
            yield _row(business, "CHURN", span, f"{len(rows)} in 36 months: {listed}")


def _companies(known: Evidence, _: pd.DataFrame, today: pd.Timestamp) -> Iterator[dict[str, object]]:
    for row in known.companies.itertuples():
        nothing = pd.DataFrame()
        if pd.notna(row.dissolved) and pd.notna(row.incorporated):
            months = (pd.Timestamp(row.dissolved) - pd.Timestamp(row.incorporated)).days / 30.44
            if months < 24:
                yield _row(
                    row.business_id, "SHORT_LIFE", nothing, f"{row.company_number} lived {months:.0f} months", count=1
                )
        dead = pd.notna(row.status) and bool(pd.Series([row.status]).str.contains(DEAD, case=False).iloc[0])
        overdue = pd.notna(row.accounts_due) and pd.Timestamp(row.accounts_due) < today
        if dead or overdue or pd.notna(row.dissolved):
            said = (
                str(row.status)
                if dead
                else f"accounts were due on {pd.Timestamp(row.accounts_due):%d/%m/%Y}"
                if overdue
                else "dissolved"
            )
            yield _row(row.business_id, "NOT_LIVE", nothing, f"{row.company_number}: {said}", count=1)


def _living(known: Evidence, contacts: pd.DataFrame, _: pd.Timestamp) -> Iterator[dict[str, object]]:
    works = known.businesses.loc[known.businesses["sector"] != "HMO", "business_id"]
    housing = where(contacts, (contacts["function"] == "HOUSING") & contacts["business_id"].isin(works))
    found = where(housing, (housing["severity"] >= MATERIAL) | housing["type"].isin(ASKED))
    for business, rows in each_business(found):
        yield _row(business, "LIVING_ON_SITE", rows, _words("touch_point_types", rows["type"]))


def _shared(known: Evidence, _: pd.DataFrame, __: pd.Timestamp) -> Iterator[dict[str, object]]:
    for business, rows in each_business(where(known.shared, known.shared["businesses"] >= 3)):
        said = "; ".join(f"{row.kind} shared by {row.businesses} businesses" for row in rows.itertuples())
        yield _row(business, "SHARED", pd.DataFrame(), said, count=int(rows["businesses"].max()))
    for row in known.clusters.sort_values("near", ascending=False).drop_duplicates("business_id").itertuples():
        said = f"{row.near} within 250 m share a {row.kind}: {row.names}"
        yield _row(row.business_id, "CLUSTER", pd.DataFrame(), said, count=int(row.near))


def _nobody(known: Evidence, contacts: pd.DataFrame, today: pd.Timestamp) -> Iterator[dict[str, object]]:
    attention = codes.table("sectors").query("is_high_attention == 'yes'")["sector"]
    seen = set(_since(contacts, today, 36)["business_id"])
    for row in known.businesses[known.businesses["sector"].isin(attention)].itertuples():
        label = codes.labels("sectors")[row.sector]
        yield _row(row.business_id, "HIGH_ATTENTION", pd.DataFrame(), label, count=1)
        if row.is_listed and row.business_id not in seen:
            yield _row(
                row.business_id, "NO_CONTACT", pd.DataFrame(), "in the rating list, no contact for 36 months", count=0
            )


def _expected(known: Evidence, _: pd.DataFrame, __: pd.Timestamp) -> Iterator[dict[str, object]]:
    missing: dict[object, list[str]] = {}
    sectors = list(zip(known.businesses["business_id"], known.businesses["sector"], strict=True))
    met = set(zip(known.known_to["business_id"], known.known_to["partner"], strict=True))
    met |= set(zip(known.known_to["business_id"], known.known_to["function"], strict=True))
    for rule in codes.table("expectations").itertuples():
        partners, functions, of = rule.partners.split(), rule.functions.split(), rule.sectors.split()
        if not set(partners) & set(known.loaded):
            continue
        for business, sector in sectors:
            if sector in of and not any((business, who) in met for who in (*partners, *functions)):
                missing.setdefault(business, []).append(rule.label)
    for business, said in missing.items():
        yield _row(business, "EXPECTED_MISSING", pd.DataFrame(), "; ".join(said), count=len(said))


def _overdue(_: Evidence, contacts: pd.DataFrame, today: pd.Timestamp) -> Iterator[dict[str, object]]:
    looked = where(contacts, contacts["type"].isin(LOOKED) & contacts["function"].isin(ROUTINE)).sort_values(
        "event_date"
    )
    last = looked.groupby(["business_id", "function"]).tail(1)
    old = where(last, last["event_date"] <= today - pd.DateOffset(months=36))
    for business, rows in each_business(old):
        said = "; ".join(
            f"{codes.labels('functions').get(row.function, row.function)} last on {row.event_date:%d/%m/%Y}"
            for row in rows.itertuples()
        )
        yield _row(business, "OVERDUE", rows, said)


_OTHER_RULES: tuple[Callable[[Evidence, pd.DataFrame, pd.Timestamp], Iterator[dict[str, object]]], ...] = (
    _churn, _companies, _living, _shared, _nobody, _expected, _overdue,
)  # fmt: skip

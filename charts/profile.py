"""The tables of one business's page, in words people read."""

from __future__ import annotations

import pandas as pd

import codes
from charts import places
from charts.theme import severity_labels


def contacts_table(touch_points: pd.DataFrame) -> pd.DataFrame:
    """Every contact, newest first: what happened, what came of it, and the file and row it was read from."""
    words = severity_labels()
    return pd.DataFrame(
        {
            "Date": touch_points["event_date"],
            "Organisation": touch_points["partner_org"],
            "What": touch_points["type"].map(codes.labels("touch_point_types")),
            "Field": touch_points["function"].map(codes.labels("functions")),
            "The business was": touch_points["role"].map(codes.labels("roles")),
            "Outcome, as sent": touch_points["outcome_raw"],
            "Outcome": touch_points["severity"].astype("Int64").astype("str").fillna("none").map(words),
            "Note": touch_points["summary"],
            "Reference": touch_points["touch_point_ref"],
            "File": touch_points["file_name"],
            "Row": touch_points["source_row"],
        }
    )


def said_before_table(versions: pd.DataFrame) -> pd.DataFrame:
    """What earlier files said of contacts that a later one corrected, beside what counts now."""
    return pd.DataFrame(
        {
            "Organisation": versions["partner_org"],
            "Reference": versions["touch_point_ref"],
            "Said before": _in_words(versions, ""),
            "Says now": _in_words(versions, "now_"),
            "File": versions["file_name"],
            "Row": versions["source_row"],
        }
    )


def _in_words(versions: pd.DataFrame, which: str) -> pd.Series:
    """`"Inspection, 19 Aug 2025: Fire safety advice"`."""
    kind = versions[f"{which}type"].map(codes.labels("touch_point_types"))
    day = pd.to_datetime(versions[f"{which}event_date"]).dt.strftime("%-d %b %Y")
    outcome = versions[f"{which}outcome_raw"]
    return kind + ", " + day + (": " + outcome).fillna("")


def records_table(records: pd.DataFrame) -> pd.DataFrame:
    """Every record linked to the business, in the partner's words, and why it was linked."""
    return pd.DataFrame(
        {
            "Organisation": records["partner_org"],
            "Name": records["name"],
            "Legal name": records["legal_name"],
            "Address": records["address"],
            "Postcode": records["postcode"],
            "UPRN": records["uprn"],
            "Company number": records["company_number"],
            "Phone": records["phone"],
            "From": records["first_seen"],
            "To": records["last_seen"],
            "Linked by": records["method"],
            "Probability": records["match_probability"],
            "Doubts": places.in_words(records["flags"]),
            "File": records["file_name"],
            "Row": records["source_row"],
        }
    )


def by_role(touch_points: pd.DataFrame) -> list[tuple[str, int, str]]:
    """How often the business was subject, victim or place: `("Subject", 4, "worst: Formal action")`."""
    words, labels = severity_labels(), codes.labels("roles")
    found = []
    for role, part in touch_points.groupby("role"):
        worst = part["severity"].max()
        found.append(
            (labels[role], len(part), f"worst: {words[str(int(worst))]}" if pd.notna(worst) else "no outcome assessed")
        )
    return sorted(found, key=lambda item: -item[1])


def companies_table(companies: pd.DataFrame) -> pd.DataFrame:
    """The companies that records name, in the words of the register of companies."""
    return pd.DataFrame(
        {
            "Company number": companies["company_number"],
            "Company": companies["name"],
            "Status": companies["status"],
            "Formed": companies["incorporated"],
            "Dissolved": companies["dissolved"],
            "Formerly": companies["previous_name"],
            "What it does": companies["sic"],
            "Accounts due": companies["accounts_due"],
            "Registered office": companies["address"],
            "Named by": companies["said_by"],
            "Since": companies["since"],
            "File": companies["file_name"],
            "Row": companies["source_row"],
        }
    )


def neighbours_table(neighbours: pd.DataFrame) -> pd.DataFrame:
    """Businesses of the same sector nearby, nearest first."""
    words = severity_labels()
    return pd.DataFrame(
        {
            "Metres": neighbours["distance_m"].round(),
            "Name": neighbours["name"],
            "Address": neighbours["address"],
            "Touch-points": neighbours["touch_points"],
            "Organisations": neighbours["organisations"],
            "Worst outcome": neighbours["worst"].astype("Int64").astype("str").fillna("none").map(words),
            "Last contact": neighbours["last_contact"],
        }
    )


def shared_table(shared: pd.DataFrame) -> pd.DataFrame:
    """What is shared with whom, and why some of it does not count."""
    rows = []
    for (kind, value), same in shared.groupby(["kind", "value"], sort=False):
        names = list(dict.fromkeys(same["name"]))
        listed = ", ".join(names[:6]) + (f" and {len(names) - 6} more" if len(names) > 6 else "")
        reason = same["left_out"].iloc[0]
        rows.append(
            (
                str(kind).capitalize(),
                "the same place" if kind == "premises" else value,
                int(same["businesses"].iloc[0]),
                listed,
                f"Left out: {reason}" if isinstance(reason, str) else "Counts",
            )
        )
    return pd.DataFrame(rows, columns=["Shared", "Detail", "Businesses", "Who", "Counts?"])


def indicator_lines(indicators: pd.DataFrame) -> pd.DataFrame:
    """INDICATORS with label, rule and caution in words, and when: `kind` is concern, gap or context."""
    about = codes.table("indicators").set_index("indicator")
    found = indicators.assign(
        **{name: indicators["indicator"].map(about[name]) for name in ("label", "rule", "caution", "kind")}
    )
    span = [
        ""
        if pd.isna(first)
        else f"{first:%b %Y}"
        if first == last or pd.isna(last)
        else f"{first:%b %Y} to {last:%b %Y}"
        for first, last in zip(found["first_date"], found["last_date"], strict=True)
    ]
    return found.assign(when=span)


EVENTS = {
    "OPENED": "Entered the register",
    "CLOSED": "Left the register",
    "RENAMED": "Name changed",
    "MOVED": "Address changed",
    "RERATED": "Rating or licence changed",
}


def changes_table(changes: pd.DataFrame) -> pd.DataFrame:
    """What successive snapshots of a register say happened."""
    return pd.DataFrame(
        {
            "Date": changes["event_date"],
            "Organisation": changes["partner_org"],
            "What": changes["event"].map(EVENTS),
            "Was": changes["was"],
            "Is now": changes["is_now"],
        }
    )

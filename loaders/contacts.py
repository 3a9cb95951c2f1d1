"""What happened: the columns of TOUCH_POINTS from a chunk of rows in our field names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

import codes
from loaders import coerce
from loaders.issues import Note, issues
from loaders.keys import keys
from loaders.parties import COUNCIL_UNKNOWN
from loaders.readers import ROW
from loaders.spec import Spec

WITHOUT_SEVERITY = frozenset({"VICTIM", "COMPLAINANT", "WITNESS", "LOCATION", "APPLICANT"})
WITHOUT_EFFECT = frozenset({"WITHDRAWN", "APPEALED"})
CONFIDENCE_CONCERN = 20


def contacts(
    rows: pd.DataFrame, spec: Spec, headings: dict[str, str], latest: dt.date
) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """TOUCH_POINTS columns for each row (event_date missing where there was no contact), and what was wrong.

    Args:
        rows: one text column for each name in FIELDS, and ROW.
        spec: the layout.
        headings: field to the partner's heading, for messages.
        latest: no date after this is believed.
    Source:
        Severity: codes/outcomes.csv. A victim, a place or a person who complained has none, whatever the outcome.
    """
    found: list[pd.DataFrame] = []
    out = pd.DataFrame(index=rows.index)

    def note(code: str, mask: pd.Series, name: str, expected: str = "") -> None:
        if mask.any():
            found.append(
                issues(code, rows.loc[mask, ROW], headings.get(name, name), rows.loc[mask, name].fillna(""), expected)
            )

    out["touch_point_ref"] = rows["touch_point_ref"]
    out["event_date"] = _event_dates(rows, spec, latest, note)
    out["date_precision"] = "day"
    has_contact = out["event_date"].notna()
    out["outcome_raw"] = rows["outcome"]
    words = _escalated(rows, spec)
    out["type"] = _coded(rows["type"], spec.types, spec.type, "TYPE_UNMAPPED", "type", note)
    by_outcome = words.map(dict(spec.outcome_types)).astype("str")
    out["type"] = by_outcome.fillna(out["type"])
    out["touch_point_class"] = out["type"].map(codes.classes_of_types())
    out["function"] = _coded(rows["function"], spec.functions, spec.function, "FUNCTION_UNMAPPED", "function", note)
    out["partner"] = out["function"].map(dict(spec.partners)).astype("str").fillna(spec.partner)
    out["role"] = _coded(
        rows["role"], spec.roles, "UNKNOWN" if "role" in headings else spec.role, "ROLE_UNMAPPED", "role", note
    )
    out["status"] = _statuses(rows["status"])
    out["outcome"], out["severity"] = _outcomes(words, out, spec, has_contact, note)
    out["value_gbp"], bad = coerce.numbers(rows["value_gbp"])
    note("NUMBER_UNREADABLE", bad, "value_gbp")
    out["summary"] = rows["summary"].str.slice(0, 200)
    confidence = coerce.numbers(rows["management_score"])[0]
    out["flags"] = pd.Series("MGMT_CONCERN", index=rows.index, dtype="str").where(confidence >= CONFIDENCE_CONCERN)
    return out, found


def touch_point_ids(contact: pd.DataFrame, party: pd.DataFrame, spec: Spec) -> pd.Series:
    """One key for one contact: the partner's reference, or who, when and what where it gives none.

    Where a file does not say which council it is from, two councils' numbers may be alike, so who it was about belongs
    to the key. The type and role belong to it because one crime reference names a victim, a place and a suspect. A later row
    with the same key replaces the earlier one. For a register the date belongs to it: a re-rating is a new contact.
    """
    reference = contact["touch_point_ref"]
    who = party["record_ref"].fillna(party["record_id"])
    reference = reference.mask(party["partner_org"] == COUNCIL_UNKNOWN, reference + " " + party["record_id"])
    when = contact["event_date"].dt.strftime("%Y-%m-%d").astype("str")
    described = who.str.cat(when, sep=" ", na_rep="").str.cat(contact["outcome_raw"], sep=" ", na_rep="")
    if spec.kind == "register":
        described = who.str.cat(when, sep=" ", na_rep="")
        reference = reference.where(reference.isna(), reference + " " + when.fillna(""))
    return keys([spec.name, party["partner_org"], reference.fillna(described), contact["type"], contact["role"]])


def _event_dates(rows: pd.DataFrame, spec: Spec, latest: dt.date, note: Note) -> pd.Series:
    dates, unreadable, implausible = coerce.dates(rows["event_date"], spec.date_formats, latest=latest)
    if spec.kind == "register":
        note("RATING_DATE_BAD", unreadable, "event_date")
        return dates
    note("DATE_MISSING", rows["event_date"].isna(), "event_date")
    note("DATE_UNREADABLE", unreadable & ~implausible, "event_date", _in_words(spec.date_formats[0]))
    note("DATE_IMPLAUSIBLE", implausible, "event_date")
    return dates


def _statuses(values: pd.Series) -> pd.Series:
    """`"FN/24/017 WITHDRAWN"` -> `"WITHDRAWN"`, `"In force"` -> `"IN_FORCE"`; other text says nothing about the state."""
    found = values.str.upper().str.extract(
        r"\b(WITHDRAWN|APPEALED|COMPLIED|EXPIRED|IN FORCE|OPEN|CLOSED)\b", expand=False
    )
    return found.str.replace(" ", "_")


def _in_words(form: str) -> str:
    for code, word in (
        ("%d", "dd"),
        ("%m", "mm"),
        ("%Y", "yyyy"),
        ("%H", "hh"),
        ("%M", "mm"),
        ("%S", "ss"),
        ("%b", "mmm"),
    ):
        form = form.replace(code, word)
    return form


def _coded(values: pd.Series, mapping: Mapping[str, str], usual: str, code: str, name: str, note: Note) -> pd.Series:
    """The partner's words to our codes; words nobody mapped are noted and take the usual code."""
    if not mapping:
        return pd.Series(usual, index=values.index, dtype="str")
    coded = values.str.lower().map(dict(mapping)).astype("str")
    note(code, values.notna() & coded.isna(), name)
    return coded.fillna(usual)


def _escalated(rows: pd.DataFrame, spec: Spec) -> pd.Series:
    """Outcome words in lower case; where what happened was grave, the grave word is added ("charged: exploitation")."""
    words = rows["outcome"].str.lower()
    what = rows["type"].str.cat(rows["summary"], sep=" ", na_rep="").str.lower()
    for pattern, grave in spec.escalations.items():
        is_grave = what.str.contains(pattern, regex=True).fillna(False).astype(bool) & words.isin(
            spec.escalated_outcomes
        )
        words = words.mask(is_grave, words + ": " + grave)
    return words


def _outcomes(
    words: pd.Series, out: pd.DataFrame, spec: Spec, has_contact: pd.Series, note: Note
) -> tuple[pd.Series, pd.Series]:
    is_administrative = out["touch_point_class"] == "ADMINISTRATIVE"
    usual = pd.Series("NOT_ASSESSED", index=out.index, dtype="str").mask(is_administrative, "NOT_APPLICABLE")
    if not spec.outcome_scheme:
        return usual, pd.Series(pd.NA, index=out.index, dtype="Int64")
    outcome = words.map(codes.outcome_codes(spec.outcome_scheme)).astype("str")
    note("OUTCOME_UNMAPPED", words.notna() & outcome.isna() & has_contact, "outcome")
    outcome = outcome.fillna(usual)
    counts = ~out["role"].isin(WITHOUT_SEVERITY) & ~out["status"].isin(WITHOUT_EFFECT)
    outcome = outcome.where(counts | ~outcome.isin(codes.severity_of_outcomes()), "NOT_ASSESSED")
    return outcome, outcome.map(codes.severity_of_outcomes()).astype("Int64")

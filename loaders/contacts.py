"""What happened: the columns of TOUCH_POINTS for each combination of words that a stretch of rows uses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

import codes
from loaders import coerce
from loaders.dates import days, in_other_order
from loaders.issues import Note, Remark, notebook
from loaders.spec import Spec

FIELDS = ("type", "function", "role", "outcome", "status", "management_score", "risk_category")
WITHOUT_SEVERITY = frozenset({"VICTIM", "COMPLAINANT", "WITNESS", "LOCATION", "APPLICANT"})
WITHOUT_EFFECT = frozenset({"WITHDRAWN", "APPEALED", "INHERITED"})
CONFIDENCE_CONCERN = 20
SHARE_OF_DOUBT = 0.05


def contacts(given: pd.DataFrame, spec: Spec, headings: dict[str, str]) -> tuple[pd.DataFrame, list[Remark]]:
    """The coded columns of TOUCH_POINTS for each combination of words.

    Args:
        given: clean text, one column for each of FIELDS, and `summary` where the layout's escalations look at it.
        spec: the layout.
        headings: field to the partner's heading, for remarks.
    Returns:
        A frame aligned with `given` (outcome_raw, kind, type, touch_point_class, function, partner, role, status, outcome, severity,
        flags), and remarks about its rows. `kind` is the type as it was before the outcome changed it.
    Source:
        Severity: codes/outcomes.csv. A victim, a place or a person who complained has none, whatever the outcome; nor has what
        was withdrawn, is under appeal, or was inherited from the owner before.
    """
    note, remarks = notebook(given, headings)
    out: dict[str, pd.Series] = {"outcome_raw": given["outcome"]}
    words = _escalated(given, spec)
    kind = _coded(given["type"], spec.types, spec.type, "TYPE_UNMAPPED", "type", note)
    out["kind"] = kind
    out["type"] = words.map(dict(spec.outcome_types)).astype("str").fillna(kind)
    out["touch_point_class"] = out["type"].map(codes.classes_of_types())
    out["function"] = _coded(given["function"], spec.functions, spec.function, "FUNCTION_UNMAPPED", "function", note)
    out["partner"] = out["function"].map(dict(spec.partners)).astype("str").fillna(spec.partner)
    usual_role = "UNKNOWN" if "role" in headings else spec.role
    out["role"] = _coded(given["role"], spec.roles, usual_role, "ROLE_UNMAPPED", "role", note)
    out["status"] = _statuses(given["status"], spec)
    out["outcome"], out["severity"] = _outcomes(words, out, spec, note)
    out["flags"] = _flags(given, spec, note)
    return pd.DataFrame(out, index=given.index, copy=False), remarks


def _flags(given: pd.DataFrame, spec: Spec, note: Note) -> pd.Series:
    confidence = coerce.numbers(given["management_score"])[0]
    flags = pd.Series("MGMT_CONCERN", index=given.index, dtype="str").where(confidence >= CONFIDENCE_CONCERN)
    return flags if spec.kind == "register" else flags.fillna(risk_flags(given["risk_category"], note))


def risk_flags(categories: pd.Series, note: Note) -> pd.Series:
    """`"B"` and `"Category b"` -> `"RISK_B"`: how often a regulator means to look, which is nothing a business did.

    Source: Food Law Code of Practice, categories A to E; health and safety has A, B1, B2 and C.
    """
    if categories.isna().all():
        return categories
    found = coerce.extracted(categories.str.upper(), r"^(?:(?:RISK|CATEGORY|CAT|RATING)\s*)*(?P<it>[A-E][12]?)\b")
    note("RISK_CATEGORY_UNREADABLE", categories.notna() & found.isna(), "risk_category")
    return "RISK_" + found


def read_dates(texts: pd.Series, spec: Spec, latest: dt.date) -> pd.DataFrame:
    """What each text of a date column reads as: `event_date` (the text), `day`, `unreadable` and `implausible`, aligned with `texts`.

    Args:
        texts: clean text.
        spec: the layout.
        latest: no date after this is believed.
    """
    day, unreadable, implausible = days(texts, spec.date_formats, latest=latest)
    return pd.DataFrame({"event_date": texts, "day": day, "unreadable": unreadable, "implausible": implausible})


def event_dates(read: pd.DataFrame, spec: Spec, headings: dict[str, str]) -> tuple[pd.Series, list[Remark]]:
    """The dates of a stretch of rows and remarks about them; missing where there is no usable one.

    Args:
        read: by read_dates, a row for each different text.
        spec: the layout.
        headings: field to the partner's heading, for remarks.
    """
    note, remarks = notebook(read, headings)
    dates, unreadable, implausible = read["day"], read["unreadable"], read["implausible"]
    doubtful = _doubtful(read["event_date"], dates, unreadable, spec)
    note("DATE_ORDER_DOUBTFUL", doubtful, "event_date", _in_words(spec.date_formats[0]))
    dates = dates.mask(doubtful)
    if spec.kind == "register":
        note("RATING_DATE_BAD", unreadable | implausible, "event_date")
        return dates, remarks
    note("DATE_MISSING", read["event_date"].isna(), "event_date")
    note("DATE_UNREADABLE", unreadable & ~implausible, "event_date", _in_words(spec.date_formats[0]))
    note("DATE_IMPLAUSIBLE", implausible, "event_date")
    return dates, remarks


def _doubtful(values: pd.Series, dates: pd.Series, unreadable: pd.Series, spec: Spec) -> pd.Series:
    """Dates that may have day and month exchanged: where a twentieth of the column reads only the other way round and nothing
    in it reads only as declared, those that read both ways are not believed."""
    nowhere = pd.Series(False, index=values.index)
    if not unreadable.any():
        return nowhere
    only_other = in_other_order(values[unreadable], spec.date_formats)
    if only_other.sum() < max(1, SHARE_OF_DOUBT * values.notna().sum()):
        return nowhere
    other = in_other_order(values, spec.date_formats)
    in_figures = coerce.matching(values, r"^[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}")
    proven = dates.notna() & in_figures & ~other
    return nowhere if proven.any() else dates.notna() & in_figures & other


def _statuses(values: pd.Series, spec: Spec) -> pd.Series:
    """`"FN/24/017 WITHDRAWN"` -> `"WITHDRAWN"`, `"In force"` -> `"IN_FORCE"`; other text says nothing about the state."""
    if values.isna().all():
        return values
    found = values.str.upper().str.extract(
        r"\b(WITHDRAWN|APPEALED|COMPLIED|EXPIRED|SUSPENDED|REVOKED|SURRENDERED|LAPSED|IN FORCE|OPEN|CLOSED)\b",
        expand=False,
    )
    said = values.str.lower().map(dict(spec.statuses)).astype("str")
    return said.fillna(found.str.replace(" ", "_"))


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
    if not mapping or values.isna().all():
        return pd.Series(usual, index=values.index, dtype="str")
    coded = values.str.lower().map(dict(mapping)).astype("str")
    note(code, values.notna() & coded.isna(), name)
    return coded.fillna(usual)


def _escalated(given: pd.DataFrame, spec: Spec) -> pd.Series:
    """Outcome words in lower case; where what happened was grave, the grave word is added ("charged: exploitation")."""
    words = given["outcome"].str.lower()
    if spec.outcome:
        words = words.fillna(spec.outcome)
    if not spec.escalations:
        return words
    what = given["type"].fillna("").str.cat(given["summary"].fillna(""), sep=" ").str.lower()
    for pattern, grave in spec.escalations.items():
        is_grave = what.str.contains(pattern, regex=True) & words.isin(spec.escalated_outcomes)
        words = words.mask(is_grave.astype(bool), words + ": " + grave)
    return words


def _outcomes(words: pd.Series, out: Mapping[str, pd.Series], spec: Spec, note: Note) -> tuple[pd.Series, pd.Series]:
    is_administrative = out["touch_point_class"] == "ADMINISTRATIVE"
    usual = pd.Series("NOT_ASSESSED", index=words.index, dtype="str").mask(is_administrative, "NOT_APPLICABLE")
    known = {**codes.outcome_codes(spec.outcome_scheme), **spec.outcomes}
    if not known:
        return usual, pd.Series(pd.NA, index=words.index, dtype="Int64")
    outcome = words.map(known).astype("str")
    note("OUTCOME_UNMAPPED", words.notna() & outcome.isna(), "outcome")
    outcome = outcome.fillna(usual)
    counts = ~out["role"].isin(WITHOUT_SEVERITY) & ~out["status"].isin(WITHOUT_EFFECT)
    outcome = outcome.where(counts | ~outcome.isin(codes.severity_of_outcomes()), "NOT_ASSESSED")
    return outcome, outcome.map(codes.severity_of_outcomes()).astype("Int64")

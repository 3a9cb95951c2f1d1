"""What nobody knows about a business: the sentences of the box "intelligence gaps"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from codes.spans import full_months

SILENT_MONTHS = 24
LOOKED = ("PROACTIVE", "ENFORCEMENT")
OPENS_THE_DOOR = {
    "FIRE": ("FIRE", "fire audit"),
    "EH": ("FOOD_HYGIENE", "food hygiene inspection"),
    "TS": ("TRADING_STANDARDS", "trading standards visit"),
}
"""For each partner that visits premises of every kind, its field and what its visit is called."""
FOOD = ("TAKEAWAY", "RESTAURANT", "PUB", "CONVENIENCE", "FOOD_PROCESSING")


def gaps(
    business: Mapping[str, object], touch_points: pd.DataFrame, loaded: tuple[str, ...], *, as_of: dt.date
) -> list[str]:
    """Each gap as a sentence, most telling first.

    Args:
        business: sector, is_listed, longitude, company_number, coordinate_precision.
        touch_points: every contact: event_date, touch_point_class, function.
        loaded: partners of whom any file is loaded.
        as_of: the last day any partner's contacts reach.
    """
    said = [*_silence(touch_points, as_of), *_visits(business, touch_points, loaded, as_of)]
    if not business.get("is_listed"):
        said.append("Its premises are not in the rating list.")
    if pd.isna(business.get("longitude")):
        said.append("No partner has given a position, UPRN or known postcode: it is on no map.")
    elif business.get("coordinate_precision") == "POSTCODE":
        said.append("Its position is only that of its postcode.")
    if pd.isna(business.get("company_number")) or not business.get("company_number"):
        said.append("No partner has recorded a company number: who owns it is not known.")
    if business.get("sector") == "UNKNOWN":
        said.append("No record says what kind of business it is.")
    return said


def _silence(touch_points: pd.DataFrame, as_of: dt.date) -> list[str]:
    if touch_points.empty:
        return ["No partner has recorded any contact: verify that it exists."]
    last = pd.Timestamp(touch_points["event_date"].max())
    months = full_months(last, pd.Timestamp(as_of))
    return [f"No contact by anybody for {months} months, since {last:%-d %B %Y}."] if months >= SILENT_MONTHS else []


def _visits(
    business: Mapping[str, object], touch_points: pd.DataFrame, loaded: tuple[str, ...], as_of: dt.date
) -> list[str]:
    said = []
    for partner, (function, visit) in OPENS_THE_DOOR.items():
        if partner not in loaded or (function == "FOOD_HYGIENE" and business.get("sector") not in FOOD):
            continue
        looked = touch_points[(touch_points["function"] == function) & touch_points["touch_point_class"].isin(LOOKED)]
        if looked.empty:
            said.append(f"No {visit} on record.")
            continue
        last = pd.Timestamp(looked["event_date"].max())
        if pd.Timestamp(as_of) - last > pd.Timedelta(days=3 * 365):
            said.append(f"No {visit} since {last:%B %Y}.")
    return said

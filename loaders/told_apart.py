"""Two columns that may stand for each other, told apart by what their values do: names and companies, a contact's number and a business's."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from loaders.assign import Suggestion
from loaders.headings import plain
from loaders.profile import Profile
from loaders.spec import ADDRESS_FIELDS

CLEARLY = 0.3


def names_told_apart(
    columns: dict[str, Suggestion], said: pd.DataFrame, profiles: dict[str, Profile]
) -> dict[str, Suggestion]:
    """Of two columns of names, the one with the companies is the legal name, where no heading says surely otherwise."""
    of = {one.field: name for name, one in columns.items() if one.field in ("name", "legal_name")}
    if len(of) < 2:
        return {}
    trading, legal = of["name"], of["legal_name"]
    is_sure = {"trading", "known"} & set(plain(trading).split()) or {"legal", "company", "limited"} & set(
        plain(legal).split()
    )
    if is_sure or profiles[trading].share("firm") < profiles[legal].share("firm") + CLEARLY:
        return {}
    why = f"{profiles[trading].share('firm'):.0%} of the values are companies; of '{legal}' only {profiles[legal].share('firm'):.0%}"
    return {
        trading: Suggestion("legal_name", min(columns[trading].confidence, 0.8), why),
        legal: Suggestion("name", min(columns[trading].confidence, 0.8), f"the companies stand under '{trading}'"),
    }


def references_told_apart(columns: dict[str, Suggestion], sample: pd.DataFrame) -> dict[str, Suggestion]:
    """Of what is the only reference, whose it is, told by businesses that come more than once: a number that is another each time is
    the contact's, one that stays is the business's own."""
    of = {one.field: name for name, one in columns.items() if one.field}
    if "event_date" not in of or ("record_ref" in of) == ("touch_point_ref" in of):
        return {}
    field = "record_ref" if "record_ref" in of else "touch_point_ref"
    who = [of[name] for name in ("name", "legal_name", *ADDRESS_FIELDS[:1], "postcode") if name in of]
    if not who:
        return {}
    once = sample.drop_duplicates([*who, of["event_date"], of[field]])  # a row sent twice says nothing
    again = once[once[of[field]].fillna("") != ""].groupby(who)[of[field]].agg(["size", "nunique"])
    again = again[again["size"] > 1]
    if again.empty:
        return {}
    why = "{} that come more than once have {} number each time: it is {}"
    if field == "record_ref" and (again["size"] == again["nunique"]).all():
        said = why.format("businesses", "another", "the contact's")
        return {of[field]: replace(columns[of[field]], field="touch_point_ref", why=said)}
    if field == "touch_point_ref" and (again["nunique"] == 1).all():
        said = why.format("businesses", "the same", "the business's own")
        return {of[field]: replace(columns[of[field]], field="record_ref", why=said)}
    return {}

"""What the page on match quality asks. Figures about the register as a whole: no row of a file leaves by them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from store import matches
from store.access import Scope
from store.db import cursor
from store.home import Home


def strata(scope: Scope, register: Path) -> pd.DataFrame:
    """STRATA; for people who see some partners or districts only, those of these."""
    frame = cursor(register).execute("select * from review_strata order by stratum, dimension, value").df()
    for dimension, allowed in (("partner", scope.partners), ("district", scope.districts)):
        if allowed is not None:
            frame = frame[(frame["dimension"] != dimension) | frame["value"].isin(allowed)]
    return frame.reset_index(drop=True)


def thresholds(scope: Scope, register: Path) -> pd.DataFrame:
    """THRESHOLDS."""
    _ = scope
    return cursor(register).execute("select * from review_thresholds order by threshold").df()


def sampled_answers(place: Home, register: Path) -> pd.DataFrame:
    """Answers to the fair sample: `stratum`, `is_same` and the partners, sectors and districts of both records.

    Where people disagreed, the pair is left out; of several who agree one counts.
    """
    said = matches.standing(place)
    said = said[said["stratum"].notna() & (said["answer"] != "unsure")]
    said = said.assign(is_same=said["answer"] == "same")
    agreed = said.groupby("case_id")["is_same"].transform("nunique") == 1
    said = said[agreed].drop_duplicates("case_id", keep="last")
    sql = """select r.record_id, r.partner, b.sector, b.district
        from records r join links l using (record_id) join businesses b using (business_id) where r.record_id in (select unnest(?::varchar[]))"""
    ids = [*said["record_id_l"], *said["record_id_r"]]
    about = cursor(register).execute(sql, [ids]).df()
    out = said[["case_id", "stratum", "is_same", "record_id_l", "record_id_r"]]
    for side in ("l", "r"):
        out = out.merge(about.add_suffix(f"_{side}"), on=f"record_id_{side}", how="left")
    return out


def by_value(answers: pd.DataFrame, dimension: str) -> pd.DataFrame:
    """A row for each answer and each partner, sector or district it is about."""
    both = [answers.assign(value=answers[f"{dimension}_{side}"]) for side in ("l", "r")]
    return pd.concat(both).dropna(subset=["value"]).drop_duplicates(["case_id", "value"])


def unmatched(scope: Scope, register: Path) -> pd.DataFrame:
    """Records that share a business with no other organisation's record, by organisation: `partner_org`, `records`, `unmatched`,
    and of these `placeless`, which give neither postcode, UPRN nor position and hardly can be matched."""
    allowed, values = scope.sql(partner="r.partner", district="r.district")
    sql = f"""with orgs as (select l.business_id, count(distinct r.partner_org) as orgs from links l join records r using (record_id) group by 1)
        select r.partner_org, count(*) as records, count(*) filter (o.orgs = 1) as unmatched,
            count(*) filter (o.orgs = 1 and r.postcode is null and r.uprn is null and r.longitude is null) as placeless
        from records r join links l using (record_id) join orgs o using (business_id) where {allowed} group by 1 order by 2 desc, 1"""
    return cursor(register).execute(sql, values).df()


def conflicts(scope: Scope, place: Home, register: Path) -> pd.DataFrame:
    """Decisions that contradict each other, with their number, who said what of which records, and the act to withdraw."""
    states = cursor(register).execute("select * from decision_states where state in ('conflict', 'waiting')").df()
    said = matches.standing(place).merge(states, on="decision_id")
    if scope.partners is not None:
        said = said.iloc[:0]
    return said.sort_values(["state", "conflict", "decision_id"]).reset_index(drop=True)

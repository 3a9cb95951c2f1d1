"""What a search looks through: the words businesses are known by, and the numbers they can be looked up by."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

import codes
from store.access import Scope
from store.db import cursor, once

OUTWARD = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?")
POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?([0-9][A-Z]{0,2})?")
WHOLE = re.compile(r"[A-Z]{1,2}[0-9][0-9A-Z]?[0-9][A-Z]{2}")
EVERYBODY = "VOA"
"""The rating list is public: what it says may be found by everybody."""


def bits(partners: tuple[str, ...] | None) -> int:
    """One bit for each partner code; -1, which is every bit, where all may be seen."""
    if partners is None:
        return -1
    order = list(codes.labels("partners"))
    return sum(1 << order.index(partner) for partner in {*partners, EVERYBODY} if partner in order)


def texts(register: Path) -> pd.DataFrame:
    """Names and addresses of every business with the partners who say so: `business_id`, `kind`, `text`, `known_to`, `weight`.

    It is no answer for a person but what `linkage.search` makes its index of; what a person may find is decided by the bits
    in `known_to` and by `in_scope` when they ask.
    """
    return texts_of(cursor(register))


def texts_of(register: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The same of a register that is being built."""
    flags = " ".join(f"when '{code}' then {1 << number}" for number, code in enumerate(codes.labels("partners")))
    found = register.execute(_TEXTS.format(flags=flags)).df()
    present = found["kind"].eq("other") & found["is_present"].astype(bool)
    return found.assign(kind=found["kind"].mask(present, "name")).drop(columns="is_present")


def keep(register: duckdb.DuckDBPyConnection, texts: pd.DataFrame, pieces: tuple[np.ndarray, np.ndarray]) -> None:
    """Put what the index of words is made of into a register that is being built.

    Args:
        texts: as `linkage.search_index.prepared` hands them back.
        pieces: the pieces of their words, and the rows that hold them.
    """
    holders = pd.DataFrame({"piece": pieces[0].astype(np.int32), "holder": pieces[1]})
    for name, frame in (("search_texts", texts), ("search_pieces", holders)):
        register.register("given", frame)
        register.execute(f"create table {name} as select * from given")
        register.unregister("given")


def kept(register: Path) -> tuple[pd.DataFrame, tuple[np.ndarray, np.ndarray]] | None:
    """What `keep` put there; None in a register it is not in, such as one with a person's own corrections."""
    there = (
        cursor(register).execute("select count(*) from duckdb_tables() where table_name = 'search_pieces'").fetchone()
    )
    if not there or not there[0]:
        return None
    with once(register) as reader:
        texts = reader.execute("select * from search_texts").df()
        pieces = reader.execute("select piece, holder from search_pieces").fetchnumpy()
    return texts, (np.asarray(pieces["piece"]), np.asarray(pieces["holder"]))


_TEXTS = """
with bit as (select partner, case partner {flags} else 0 end as flag from (select distinct partner from records)
    union select p, case p {flags} else 0 end from (select distinct partner::varchar as p from touch_points)),
contact as (select record_id, bit_or(flag) as flag from touch_points t join bit on bit.partner = t.partner::varchar group by 1),
known as (
    select l.business_id, r.*, bit.flag | coalesce(c.flag, 0) as flag
    from records r join links l using (record_id) join bit on bit.partner = r.partner left join contact c using (record_id)
),
said as (
    select business_id, 'other' as kind, name as text, flag from known where name is not null
    union all select business_id, 'other', legal_name, flag from known where legal_name is not null
    union all select k.business_id, 'other', e.previous_name, flag from known k join legal_entities e using (company_number)
        where e.previous_name is not null
    union all select k.business_id, 'other', e.name, flag from known k join legal_entities e using (company_number)
    union all select business_id, 'address', concat_ws(' ', address, case when contains(address, postcode) then null else postcode end), flag
        from known where address is not null or postcode is not null
)
select s.business_id, kind, any_value(left(text, 300) order by text = upper(text), text) as text, bit_or(flag)::bigint as known_to,
    count(*)::integer as weight, bool_or(upper(text) = upper(b.name)) as is_present
from said s join businesses b using (business_id)
where b.name is not null
group by s.business_id, kind, upper(text) order by 1, 2, 3
"""


def by_number(scope: Scope, typed: str, register: Path, *, most: int = 50) -> pd.DataFrame:
    """Businesses that a UPRN, telephone, company number, partner's reference or postcode belongs to.

    Returns:
        `business_id`, `matched` (uprn, phone, company, reference or postcode) and `text` (the number and who has it).
    """
    squeezed = "".join(typed.split()).upper()
    ways = _ways(squeezed, typed.strip())
    if not ways:
        return pd.DataFrame({"business_id": [], "matched": [], "text": []})
    public = Scope(scope.user, None if scope.partners is None else (*scope.partners, EVERYBODY), scope.districts)
    allowed, values = public.sql(partner="r.partner", district="b.district")
    seen, seen_values = scope.sql(partner="t.partner", district="t.district")
    parts, asked = [], []
    for way, (column, spelt) in ways.items():
        hit = f"starts_with({column}, ?)" if way == "postcode" else f"{column} in ({', '.join('?' * len(spelt))})"
        parts.append(_IN_RECORDS.format(way=way, column=column, hit=hit, allowed=allowed))
        asked += [*spelt, *values]
    if "reference" in ways:
        spelt = ways["reference"][1]
        parts.append(_IN_CONTACTS.format(marks=", ".join("?" * len(spelt)), seen=seen))
        asked += [*spelt, *seen_values]
    sql = _FOUND.format(found=" union all ".join(parts), order=_ORDER)
    return cursor(register).execute(sql, [*asked, most]).df()


def _ways(squeezed: str, typed: str) -> dict[str, tuple[str, tuple[str, ...]]]:
    """What a text could be: for each way its column and the spellings to look for; nothing without a figure in it."""
    if not 2 <= len(squeezed) <= 60 or not any(letter.isdigit() for letter in squeezed):
        return {}
    if POSTCODE.fullmatch(squeezed):
        whole = f"{squeezed[:-3]} {squeezed[-3:]}"
        spelt = whole if WHOLE.fullmatch(squeezed) else f"{squeezed} " if OUTWARD.fullmatch(squeezed) else squeezed
        return {"postcode": ("r.postcode", (spelt,))}
    digits = "".join(letter for letter in squeezed if letter.isdigit())
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    if squeezed.isdigit() and len(squeezed) <= 12:
        found["uprn"] = ("r.uprn", (squeezed.lstrip("0") or squeezed, squeezed))
    if len(digits) >= 9 and not any(letter.isalpha() for letter in squeezed):
        found["phone"] = ("r.phone", (_phone(squeezed),))
    if len(squeezed) <= 8:
        found["company"] = ("r.company_number", (squeezed.zfill(8) if squeezed.isdigit() else squeezed,))
    found["reference"] = ("r.record_ref", tuple(dict.fromkeys((typed, typed.upper(), squeezed))))
    return found


def _phone(squeezed: str) -> str:
    """As records hold it: `"01632960123"` and `"+44(0)1632 960123"` -> `"+441632960123"`."""
    digits = "".join(letter for letter in squeezed if letter.isdigit())
    if digits.startswith("44"):
        digits = digits[2:]
    return "+44" + digits.lstrip("0") if len(digits) >= 9 else "-"


_ORDER = "list_position(['uprn', 'phone', 'company', 'reference', 'postcode'], way)"
_IN_RECORDS = """select l.business_id, r.partner_org, '{way}' as way, {column} as said
    from records r join links l using (record_id) join businesses b on b.business_id = l.business_id where {hit} and b.name is not null and {allowed}"""
_IN_CONTACTS = """select t.business_id, t.partner_org::varchar, 'reference', t.touch_point_ref from touch_points t
    where t.touch_point_ref in ({marks}) and {seen}"""
_FOUND = """select business_id, min_by(way, {order}) as matched,
    any_value(said order by {order}, said) || ' (' || string_agg(distinct partner_org, ', ' order by partner_org) || ')' as text
from ({found}) group by business_id order by min({order}), count(*) desc, 1 limit ?"""

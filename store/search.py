"""What a search looks through: the words businesses are known by, and the numbers they can be looked up by."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

import codes
from store.access import Scope
from store.db import cursor

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
    flags = " ".join(f"when '{code}' then {1 << number}" for number, code in enumerate(codes.labels("partners")))
    found = cursor(register).execute(_TEXTS.format(flags=flags)).df()
    present = found["kind"].eq("other") & found["is_present"].astype(bool)
    return found.assign(kind=found["kind"].mask(present, "name")).drop(columns="is_present")


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
    if not 2 <= len(squeezed) <= 60 or not any(letter.isdigit() for letter in squeezed):
        return pd.DataFrame({"business_id": [], "matched": [], "text": []})
    public = Scope(scope.user, None if scope.partners is None else (*scope.partners, EVERYBODY), scope.districts)
    allowed, values = public.sql(partner="r.partner", district="b.district")
    seen, seen_values = scope.sql(partner="t.partner", district="t.district")
    spelt = [typed.strip(), typed.strip().upper(), squeezed]
    phone, company = _phone(squeezed), squeezed.zfill(8) if squeezed.isdigit() else squeezed
    postcode = f"{squeezed[:-3]} {squeezed[-3:]}" if len(squeezed) >= 5 else f"{squeezed} "
    sql = _NUMBERS.format(allowed=allowed, seen=seen, order=_ORDER)
    asked = [squeezed.lstrip("0") or squeezed, squeezed, phone, company, *spelt, postcode, squeezed]
    return cursor(register).execute(sql, [*asked, *values, *spelt, *seen_values, most]).df()


def _phone(squeezed: str) -> str:
    """As records hold it: `"01632960123"` and `"+44(0)1632 960123"` -> `"+441632960123"`."""
    digits = "".join(letter for letter in squeezed if letter.isdigit())
    if digits.startswith("44"):
        digits = digits[2:]
    return "+44" + digits.lstrip("0") if len(digits) >= 9 else "-"


_ORDER = "list_position(['uprn', 'phone', 'company', 'reference', 'postcode'], way)"
_NUMBERS = """
with asked as (select ? as uprn, ? as padded, ? as phone, ? as company, ? as a, ? as b, ? as c, ? as postcode, ? as squeezed),
found as (
    select l.business_id, r.partner_org, r.first_seen as seen,
        case when r.uprn in (asked.uprn, asked.padded) then 'uprn' when r.phone = asked.phone then 'phone'
            when r.company_number = asked.company then 'company' when r.record_ref in (a, b, c) then 'reference' else 'postcode' end as way,
        case way when 'uprn' then r.uprn when 'phone' then r.phone when 'company' then r.company_number
            when 'reference' then r.record_ref else r.postcode end as said
    from asked, records r join links l using (record_id) join businesses b on b.business_id = l.business_id
    where b.name is not null and (r.uprn in (asked.uprn, asked.padded) or r.phone = asked.phone or r.company_number = asked.company
        or r.record_ref in (a, b, c) or starts_with(r.postcode, asked.postcode)) and {allowed}
    union all
    select t.business_id, t.partner_org::varchar, t.event_date, 'reference', t.touch_point_ref
    from touch_points t where t.touch_point_ref in (?, ?, ?) and {seen}
)
select business_id, min_by(way, {order}) as matched,
    any_value(said order by said) || ' (' || string_agg(distinct partner_org, ', ' order by partner_org) || ')' as text
from found group by business_id order by min({order}), count(*) desc, 1 limit ?
"""

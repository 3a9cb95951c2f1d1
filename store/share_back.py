"""What a partner could put right in their own system, found by comparing with the others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from store.access import Scope
from store.db import cursor

KINDS = {
    "postcode": "Postcode differs from what the others at this place give",
    "uprn": "UPRN missing; others give it for the same business at the same postcode",
    "closed": "Followed by another business at the same premises",
}


def sources(scope: Scope, register: Path) -> list[tuple[str, str]]:
    """Organisations and their sources in scope."""
    allowed, values = scope.sql(partner="partner", district="district")
    sql = f"select distinct partner_org, source from records where {allowed} order by 1, 2"
    return [(str(a), str(b)) for a, b in cursor(register).execute(sql, values).fetchall()]


def suggestions(scope: Scope, register: Path, organisation: str, source: str) -> pd.DataFrame:
    """Suggested corrections for one source of one organisation, in the order of its file and row.

    Returns:
        `file_name`, `source_row`, `record_ref`, `own_ref` (their reference of the contact, where the row is one), `name`, `field` (postcode, uprn or status), `is_now`, `suggested`, `kind`, `why`.
        What another partner says is told as a count of organisations, never as their row.
    """
    allowed, values = scope.sql(partner="r.partner", district="r.district")
    return cursor(register).execute(_SUGGESTIONS.format(allowed=allowed), [source, organisation, source, *values]).df()


_SUGGESTIONS = """
with refs as (
    select record_id, any_value(touch_point_ref order by source_row) as own_ref from touch_points where source = ? and touch_point_ref is not null group by 1
), mine as (
    select r.*, l.business_id, l.premises_id, s.file_name, refs.own_ref from records r join links l using (record_id)
        left join sources s using (source_file) left join refs using (record_id) where r.partner_org = ? and r.source = ? and {allowed}
), others as (
    select m.record_id, r.postcode, r.uprn, r.partner_org
    from mine m join links l on l.business_id = m.business_id and l.premises_id = m.premises_id join records r on r.record_id = l.record_id
    where r.partner_org <> m.partner_org
), codes as (
    select record_id, postcode, count(distinct partner_org) as orgs from others where postcode is not null group by 1, 2
    qualify row_number() over (partition by record_id order by count(distinct partner_org) desc, postcode) = 1
), numbers as (
    select record_id, any_value(uprn) as uprn, count(distinct uprn) as values, count(distinct partner_org) as orgs
    from others where uprn is not null group by 1
)
select file_name, source_row, record_ref, own_ref, coalesce(name, legal_name) as name, 'postcode' as field, m.postcode as is_now,
    c.postcode as suggested, 'postcode' as kind, c.orgs || ' other organisations give it; yours differs by a slip' as why
from mine m join codes c using (record_id)
where c.orgs >= 2 and m.postcode is not null and levenshtein(replace(m.postcode, ' ', ''), replace(c.postcode, ' ', '')) between 1 and 2
union all
select file_name, source_row, record_ref, own_ref, coalesce(name, legal_name), 'uprn', null, n.uprn, 'uprn', n.orgs || ' other organisations give it'
from mine m join numbers n using (record_id) where m.uprn is null and n.values = 1
union all
select file_name, source_row, record_ref, own_ref, coalesce(name, legal_name), 'status', null, 'closed', 'closed',
    coalesce('another business seen there since ' || strftime(t.tenure_from, '%d/%m/%Y'), 'a list names another business there now') || ' (' || t.evidence || ')'
from mine m join tenures t on t.predecessor_business_id = m.business_id
where t.match_probability >= 0.9
order by file_name, source_row, field
"""

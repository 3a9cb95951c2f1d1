"""What successive snapshots of a register say happened: businesses opened, closed, changed their name or licence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb


def add_register_events(connection: duckdb.DuckDBPyConnection, snapshots: Sequence[tuple[str, Path]]) -> None:
    """Make the table `register_events` in a register that has `links`, `records` and `terms`.

    A row that a later file about the same part of the register lacks has closed; one that an earlier file about the same part
    lacked has opened. Coordinates are no part of what a row says, so that a point that comes or goes is no event. Of sources
    that may only be counted, what a row said is left out.

    Args:
        connection: the register being built.
        snapshots: for each loaded file of a register, by the day it was extracted: that day and its rows.parquet.
    """
    connection.execute(
        "create temp table seen (file integer, extracted date, source varchar, part varchar, row_key ubigint, record_id varchar, said varchar)"
    )
    for number, (extracted, path) in enumerate(snapshots):
        connection.execute(
            """insert into seen select ?, ?::date, source, coalesce(part, ''), row_key, any_value(record_id order by row), any_value(said order by row)
            from read_parquet(?) where not is_quarantined and row_key is not null group by all""",
            [number, extracted, str(path)],
        )
    connection.execute(_EVENTS)
    connection.execute("drop table seen")


_EVENTS = """
create table register_events as
with files as (
    select source, part, file, extracted, row_number() over (partition by source, part order by file) as nth,
        lead(file) over (partition by source, part order by file) as next_file,
        lead(extracted) over (partition by source, part order by file) as next_extracted
    from (select distinct source, part, file, extracted from seen)
), steps as (
    select s.*, f.nth, f.next_file, f.next_extracted,
        lag(s.file) over w as file_before, lag(s.record_id) over w as record_before, lag(s.said) over w as said_before,
        lead(s.file) over w as file_after
    from seen s join files f using (source, part, file)
    window w as (partition by s.source, s.part, s.row_key order by s.file)
), events as (
    select source, part, record_id, 'OPENED' as event, extracted as event_date, null as was, said as is_now
    from steps where file_before is null and nth > 1
    union all
    select source, part, record_id, 'CLOSED', next_extracted, said, null
    from steps where next_file is not null and (file_after is null or file_after > next_file)
    union all
    select source, part, record_id, 'OPENED', extracted, said_before, said
    from steps s where file_before is not null and exists (
        select 1 from files f where f.source = s.source and f.part = s.part and f.file > s.file_before and f.file < s.file)
    union all
    select s.source, part, s.record_id, 'RENAMED', extracted, b.name, r.name
    from steps s join records b on b.record_id = s.record_before join records r on r.record_id = s.record_id
    where record_before <> s.record_id and coalesce(b.name, '') <> coalesce(r.name, '')
    union all
    select s.source, part, s.record_id, 'MOVED', extracted, b.address, r.address
    from steps s join records b on b.record_id = s.record_before join records r on r.record_id = s.record_id
    where record_before <> s.record_id and coalesce(b.address, '') <> coalesce(r.address, '')
    union all
    select source, part, record_id, 'RERATED', extracted, said_before, said
    from steps where file_before is not null and coalesce(said_before, '') <> coalesce(said, '')
)
select e.source, r.partner, r.partner_org, e.record_id, l.business_id, e.event, e.event_date,
    case when k.is_count_only then null else e.was end as was, case when k.is_count_only then null else e.is_now end as is_now
from events e join links l using (record_id) join records r using (record_id) left join terms k on k.source = e.source
where not (e.event = 'RERATED' and coalesce(k.is_count_only, false))
order by event_date, source, record_id, event
"""

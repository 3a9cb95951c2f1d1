"""What successive snapshots of a register say happened: businesses opened, closed, changed their name or licence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from codes import COUNCIL_UNKNOWN


def add_register_events(connection: duckdb.DuckDBPyConnection, snapshots: Sequence[tuple[str, Path]]) -> None:
    """Make the table `register_events` in a register that has `links`, `records` and `terms`.

    A row that a later file about the same part of the same organisation's register lacks has closed; one that an earlier such
    file lacked has opened. Files that do not say whose they are count as one register only where they share most of their rows
    (decision 0134). Coordinates are no part of what a row says, so that a point that comes or goes is no event. Of sources that
    may only be counted, what a row said is left out.

    Args:
        connection: the register being built.
        snapshots: for each loaded file of a register, by the day it was extracted: that day and its rows.parquet.
    """
    connection.execute(
        "create temp table seen (file integer, extracted date, source varchar, part varchar, row_key ubigint, record_id varchar, "
        "said varchar, whose varchar)"
    )
    for number, (extracted, path) in enumerate(snapshots):
        connection.execute(
            """insert into seen by name
            select ? as file, ?::date as extracted, rows.source, coalesce(part, '') as part, row_key,
                any_value(record_id order by row) as record_id, any_value(said order by row) as said,
                coalesce(any_value(partner_org), '') as whose
            from read_parquet(?) rows left join records using (record_id)
            where not is_quarantined and row_key is not null group by rows.source, coalesce(part, ''), row_key""",
            [number, extracted, str(path)],
        )
    _tell_apart(connection)
    connection.execute(_EVENTS)
    connection.execute("drop table seen")


SAME_REGISTER = 0.5
"""Of the rows of the shorter of two files that do not say whose they are, how many the other must have too to be of one register."""


def _tell_apart(connection: duckdb.DuckDBPyConnection) -> None:
    """Files that do not say whose they are: each is of the register of which the latest file shares most rows with it, or of a new
    one; `whose` then names the register by its first file."""
    latest: dict[tuple[str, str], dict[int, int]] = {}
    files = connection.execute(
        "select distinct source, part, file from seen where whose = ? order by all", [COUNCIL_UNKNOWN]
    )
    for source, part, file in files.fetchall():
        registers = latest.setdefault((source, part), {})
        shares = {first: _share(connection, source, part, last, file) for first, last in registers.items()}
        likest = max(shares, key=lambda one: shares[one], default=file)
        first = likest if shares.get(likest, 0) >= SAME_REGISTER else file
        registers[first] = file
        connection.execute(
            "update seen set whose = ? where source = ? and part = ? and file = ? and whose = ?",
            [f"{COUNCIL_UNKNOWN} {first}", source, part, file, COUNCIL_UNKNOWN],
        )


def _share(connection: duckdb.DuckDBPyConnection, source: str, part: str, one: int, other: int) -> float:
    """How many of the rows of the shorter of two files, both without an organisation, are in the other too."""
    [(share,)] = connection.execute(
        """with asked as (select file, row_key from seen where source = $1 and part = $2 and file in ($3, $4) and starts_with(whose, $5)),
        both_of as (select row_key from asked group by row_key having count(*) = 2)
        select (select count(*) from both_of) / (select min(n) from (select count(*) as n from asked group by file))""",
        [source, part, one, other, COUNCIL_UNKNOWN],
    ).fetchall()
    return float(share)


_EVENTS = """
create table register_events as
with files as (
    select source, part, whose, file, extracted, row_number() over (partition by source, part, whose order by file) as nth,
        lead(file) over (partition by source, part, whose order by file) as next_file,
        lead(extracted) over (partition by source, part, whose order by file) as next_extracted
    from (select distinct source, part, whose, file, extracted from seen)
), steps as (
    select s.*, f.nth, f.next_file, f.next_extracted,
        lag(s.file) over w as file_before, lag(s.record_id) over w as record_before, lag(s.said) over w as said_before,
        lead(s.file) over w as file_after
    from seen s join files f using (source, part, whose, file)
    window w as (partition by s.source, s.part, s.whose, s.row_key order by s.file)
), events as (
    select source, part, record_id, 'OPENED' as event, extracted as event_date, null as was, said as is_now
    from steps where file_before is null and nth > 1
    union all
    select source, part, record_id, 'CLOSED', next_extracted, said, null
    from steps where next_file is not null and (file_after is null or file_after > next_file)
    union all
    select source, part, record_id, 'OPENED', extracted, said_before, said
    from steps s where file_before is not null and exists (
        select 1 from files f where f.source = s.source and f.part = s.part and f.whose = s.whose and f.file > s.file_before and f.file < s.file)
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

"""The tables that maps are handed."""

from __future__ import annotations

from tables.columns import Column, Table

MAP_CELLS = Table(
    "MAP_CELLS",
    (
        Column("cell", "text", "Cell", required=True, note="code of a ward or district, or number of a hexagon"),
        Column("count", "integer", "Touch-points", required=True, note="or severity points, as asked"),
        Column("premises", "integer", "Premises in the rating list"),
        Column("before", "integer", "In the period compared with"),
        Column("rate", "number", "Rate", "per 1,000 premises"),
        Column("low", "number", "Rate, low end", "per 1,000 premises", note="95 % interval, Byar"),
        Column("high", "number", "Rate, high end", "per 1,000 premises", note="95 % interval, Byar"),
        Column("smoothed", "number", "Rate, smoothed", "per 1,000 premises", note="empirical Bayes, Marshall 1991"),
        Column("ratio", "number", "Ratio to the county"),
        Column("z", "number", "Getis-Ord Gi*", "standard deviations"),
        Column("finding", "text", "Finding", note="hot, hot_sure, cold, cold_sure, up, down, few or missing"),
    ),
    key=("cell",),
    note="A map's areas with what is counted in each, how sure it is, and what of it is more than chance.",
)

DOTS = Table(
    "DOTS",
    (
        Column("longitude", "number", "Longitude", "degrees", required=True),
        Column("latitude", "number", "Latitude", "degrees", required=True),
        Column("touch_points", "integer", "Touch-points", required=True),
        Column("group", "text", "Group", required=True),
        Column("business_id", "text", "Business", note="the first of those there; missing where there are many"),
        Column("name", "text", "Name", personal=True),
    ),
    note="Places with contacts, one dot each.",
)

FOR_MAPS = (MAP_CELLS, DOTS)

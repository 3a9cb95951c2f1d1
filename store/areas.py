"""A part of the county somebody chose: a code short enough for a link, and a condition every read understands.

`w:E05000001,E05000002` wards · `d:E07000066` districts · `h1000:12.-45` hexagons · `pc:CM1 1AA` a postcode or its beginning ·
`s:HIGH STREET@CM12` a street within an outward code · `c:0.4612,51.5703,500` within so many metres · `p:4612,515703_…` inside a
line drawn (ten-thousandths of a degree).
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from store import grid

MOST_PARTS = 80
MOST_CORNERS = 60
MOST_RADIUS_M = 50_000
_POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)(?: ?(\d)([A-Z]{2})?)?")
_CODE = re.compile(r"[A-Za-z0-9]{1,12}")
_STREET = re.compile(r"[A-Z0-9'’&.\- ]{2,60}@[A-Z]{1,2}\d[A-Z\d]?")
STREET_SQL = (
    r"nullif(trim(regexp_extract(regexp_replace(upper({address}), '[^A-Z0-9&'' ]+', ' , ', 'g'), "
    r"'(?:^|[0-9][A-Z]? |, )\s*((?:[A-Z''&]+ ){{1,4}}?(?:STREET|ROAD|LANE|AVENUE|DRIVE|PARADE|WAY|CLOSE|SQUARE|HILL|"
    r"BROADWAY|PLACE|COURT|CRESCENT|GREEN|ROW|TERRACE|WALK|QUAY|MEWS|GARDENS|APPROACH|ARCADE|CHASE|GATE|COMMON|RD|ST|ESTATE|PARK|CENTRE|PRECINCT))\b', 1)), '')"
)
"""The street of an address as partners write it; null where none can be told."""
OUTWARD_SQL = "split_part({postcode}, ' ', 1)"


class AreaError(ValueError):
    """A text is no area; the message says why and what would be one."""


@dataclass(frozen=True)
class Area:
    """One chosen area.

    Attributes:
        kind: w, d, h, pc, s, c or p.
        parts: codes of wards, districts or hexagons, one text, three numbers, or corners.
        size_m: of hexagons.
    """

    kind: str
    parts: tuple
    size_m: int = 0

    @property
    def code(self) -> str:
        """As it stands in a link; reading it back gives the same area."""
        if self.kind == "h":
            return f"h{self.size_m}:" + ",".join(f"{q}.{r}" for q, r in self.parts)
        if self.kind == "c":
            longitude, latitude, radius = self.parts
            return f"c:{round(longitude, 5)},{round(latitude, 5)},{radius:.0f}"
        if self.kind == "p":
            return "p:" + "_".join(f"{round(x * 1e4)},{round(y * 1e4)}" for x, y in self.parts)
        return f"{self.kind}:" + ",".join(self.parts)

    @property
    def is_crossed(self) -> bool:
        """Whether a line drawn crosses itself; what lies inside an odd number of loops counts as inside."""
        if self.kind != "p":
            return False
        sides = list(zip(self.parts, (*self.parts[1:], self.parts[0]), strict=True))
        return any(_cross(a, b) for a, b in itertools.combinations(sides, 2))

    def sql(self) -> tuple[str, list[object]]:
        """A condition over `touch_points` or `businesses`, and its parameters; both have a business_id."""
        inside, values = _CONDITIONS[self.kind](self)
        return f"business_id in (select business_id from businesses where {inside})", values


def read(text: str | None) -> Area | None:
    """The area of a link or of what a person typed; None for nothing.

    Raises:
        AreaError: it is neither a code nor a postcode.
    """
    given = (text or "").strip()
    if not given:
        return None
    kind, _, rest = given.partition(":")
    if match := re.fullmatch(r"h(\d{3,4})", kind):
        return _hexagons(int(match[1]), rest)
    readers = {"w": _codes, "d": _codes, "pc": _postcode, "s": _street, "c": _circle, "p": _line}
    if rest and kind in readers:
        return readers[kind](kind, rest)
    if _POSTCODE.fullmatch(given.upper()):
        return _postcode("pc", given)
    raise AreaError(f"'{given[:40]}' is no area. Type a postcode (CM1 1AA, CM1), or choose one on the map of Hotspots.")


def circle(longitude: float, latitude: float, radius_m: float) -> Area:
    """Everything within a distance; numbers as a link holds them.

    Raises:
        AreaError: as for `read`.
    """
    return _circle("c", f"{round(longitude, 5)},{round(latitude, 5)},{radius_m:.0f}")


def _codes(kind: str, text: str) -> Area:
    parts = tuple(dict.fromkeys(text.split(",")))
    if len(parts) > MOST_PARTS or not all(_CODE.fullmatch(part) for part in parts):
        raise AreaError(f"An area may name at most {MOST_PARTS} wards or districts by their codes.")
    return Area(kind, parts)


def _hexagons(size_m: int, text: str) -> Area:
    parts = tuple(dict.fromkeys(text.split(",")))
    found = [re.fullmatch(r"(-?\d{1,4})\.(-?\d{1,4})", part) for part in parts]
    if size_m not in grid.HEX_SIZES_M or len(parts) > MOST_PARTS or not all(found):
        raise AreaError(f"An area may name at most {MOST_PARTS} hexagons of {grid.HEX_SIZES_M} metres.")
    return Area("h", tuple((int(match[1]), int(match[2])) for match in found if match), size_m)


def _postcode(kind: str, text: str) -> Area:
    match = _POSTCODE.fullmatch(text.strip().upper())
    if match is None:
        raise AreaError(f"'{text[:20]}' is no postcode. Type it as CM1 1AA, or its beginning as CM1 or CM1 1.")
    return Area(kind, (match[1] + (f" {match[2]}{match[3] or ''}" if match[2] else ""),))


def _street(kind: str, text: str) -> Area:
    if not _STREET.fullmatch(text.upper()):
        raise AreaError("A street is named with its outward code: HIGH STREET@CM12.")
    return Area(kind, (text.upper(),))


def _circle(kind: str, text: str) -> Area:
    numbers = _numbers(text.split(","))
    if len(numbers) != 3 or not (1 <= numbers[2] <= MOST_RADIUS_M):
        raise AreaError(f"A circle is longitude, latitude and a radius of 1 to {MOST_RADIUS_M:,} metres.")
    _on_earth([(numbers[0], numbers[1])])
    return Area(kind, tuple(numbers))


def _line(kind: str, text: str) -> Area:
    corners = [_numbers(pair.split(",")) for pair in text.split("_")]
    if not 3 <= len(corners) <= MOST_CORNERS or any(len(corner) != 2 for corner in corners):
        raise AreaError(f"An area drawn has 3 to {MOST_CORNERS} corners. Draw it with fewer.")
    points = [(x / 1e4, y / 1e4) for x, y in corners]
    _on_earth(points)
    return Area(kind, tuple(points))


def _numbers(parts: list[str]) -> list[float]:
    if not all(re.fullmatch(r"-?\d{1,7}(\.\d{1,8})?", part) for part in parts):
        raise AreaError("An area's numbers cannot be read.")
    return [float(part) for part in parts]


def _on_earth(points: list[tuple[float, float]]) -> None:
    west, south, east, north = grid.WITHIN
    if any(west <= y <= east and south <= x <= north for x, y in points):
        raise AreaError("Longitude and latitude are exchanged: longitude comes first, as 0.47,51.73.")
    if not all(west <= x <= east and south <= y <= north for x, y in points):
        raise AreaError("The area lies outside the county and its surroundings.")


def _cross(one: tuple, other: tuple) -> bool:
    def side(a: tuple, b: tuple, c: tuple) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    (a, b), (c, d) = one, other
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def _marks(values: tuple) -> str:
    return ", ".join("?" * len(values))


def _in_wards(area: Area) -> tuple[str, list[object]]:
    return f"{'ward' if area.kind == 'w' else 'district'}::varchar in ({_marks(area.parts)})", list(area.parts)


def _in_hexagons(area: Area) -> tuple[str, list[object]]:
    number = grid.hex_sql(area.size_m, longitude="longitude::float", latitude="latitude::float")
    return f"{number} in ({_marks(area.parts)})", [grid.pack(q, r) for q, r in area.parts]


def _at_postcode(area: Area) -> tuple[str, list[object]]:
    text = area.parts[0]
    if len(text.partition(" ")[2]) == 3:
        return "postcode = ?", [text]
    return "postcode like ?", [text + ("%" if " " in text else " %")]


def _in_street(area: Area) -> tuple[str, list[object]]:
    street, _, outward = area.parts[0].partition("@")
    return f"postcode like ? and {STREET_SQL.format(address='address')} = ?", [outward + " %", street]


def _within(area: Area) -> tuple[str, list[object]]:
    longitude, latitude, radius = area.parts
    east, north = grid.METRES_PER_DEGREE
    return (
        f"pow((longitude - ?) * {east}, 2) + pow((latitude - ?) * {north}, 2) <= pow(?, 2)",
        [longitude, latitude, radius],
    )


def _inside_line(area: Area) -> tuple[str, list[object]]:
    """How often a ray to the east crosses the line: an odd number of times from inside."""
    crossings = []
    for (x1, y1), (x2, y2) in zip(area.parts, (*area.parts[1:], area.parts[0]), strict=True):
        if y1 != y2:
            at = f"{x1!r} + (latitude - {y1!r}) * {(x2 - x1) / (y2 - y1)!r}"
            crossings.append(f"(({y1!r} > latitude) <> ({y2!r} > latitude) and longitude < {at})::integer")
    xs, ys = [x for x, _ in area.parts], [y for _, y in area.parts]
    inside = f"({' + '.join(crossings) or '0'}) % 2 = 1"
    return f"longitude between ? and ? and latitude between ? and ? and {inside}", [min(xs), max(xs), min(ys), max(ys)]


_CONDITIONS = {
    "w": _in_wards, "d": _in_wards, "h": _in_hexagons, "pc": _at_postcode, "s": _in_street, "c": _within, "p": _inside_line,
}  # fmt: skip

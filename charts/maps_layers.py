"""What a map is sent when something changes: only numbers, packed, with the words and colours of its legend.

The browser has the base map and every outline already; static/map/ unpacks and paints what these functions return.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import folium
import numpy as np
import pandas as pd

from charts import theme
from charts.maps import Script
from charts.maps_classes import HEAT_RAMP, UNITS, classified, legend_of, looks_of
from charts.one_line import one_line
from tables import DOTS, check

CRIME = "#7F5AA8"
MOST_KINDS = 254
"""Kinds of dots that have a name of their own; a byte holds no more."""
MOST_LETTERS = 80
FEWEST_SHARE = 0.02
"""Of the busiest month's: what a month must have to be the first that is played."""
MOST_COLOURED = 12
"""Kinds of dots that have a colour of their own: the most frequent, as many as a key names."""


def packed(*columns: tuple[str, Any]) -> str:
    """Columns of numbers as deflated bytes in base64: `packed(("u2", [1, 2]))`.

    Of each column all lowest bytes come first, then all second ones and so on: small numbers in wide columns then deflate to little.
    """
    planes = []
    for kind, values in columns:
        column = np.ascontiguousarray(values, dtype=f"<{kind}")
        planes.append(column.view(np.uint8).reshape(len(column), column.dtype.itemsize).T.tobytes())
    return base64.b64encode(zlib.compress(b"".join(planes), 6)).decode("ascii")


def layer(**parts: object) -> folium.FeatureGroup:
    """The one layer of a map that ever changes: everything there is to show, as one script."""
    group = folium.FeatureGroup("picture")
    Script("TP.show(%s);", {name: part for name, part in parts.items() if part}).add_to(group)
    return group


def cells_part(
    cells: pd.DataFrame, *, level: str, view: str, measure: str, url: str = "", mode: str = "light"
) -> tuple[dict[str, Any], dict[str, Any]]:
    """A layer of hexagons, wards or districts and its part of the legend.

    Args:
        cells: MAP_CELLS.
        level: district, ward, or hex_ and metres.
        view: a key of VIEWS.
        measure: a key of UNITS.
        url: address of the outlines; hexagons need none.
        mode: `light` or `dark`, the ground it is drawn on.
    """
    size = int(level.removeprefix("hex_")) if level.startswith("hex_") else 0
    if size:
        cells = cells.iloc[np.argsort(cells["cell"].astype("int64").to_numpy(), kind="stable")]
    classes, parts = classified(cells, view, mode)
    kept = cells[classes != 255] if size else cells
    numbers = classes[classes != 255] if size else classes
    columns = [("u1", numbers), ("u4", kept["count"].fillna(0)), ("u4", kept["premises"].fillna(0))]
    extra = {"surprise": "z", "change": "before"}.get(view)
    if extra:
        columns.append(("f4", kept[extra].astype("float64").fillna(0).round(1)))
    if size:
        columns.insert(0, ("u4", np.diff(kept["cell"].astype("int64").to_numpy(), prepend=0)))
    known = cells[cells["premises"].fillna(0) > 0]
    part = {
        "grid": level, "size": size, "url": url, "count": len(kept), "z": packed(*columns), "view": view, "unit": UNITS[measure],
        "colours": [colour for colour, _, _ in parts], "marks": [mark for _, _, mark in parts], "extra": bool(extra),
        "county": float(known["count"].sum() / known["premises"].sum()) if len(known) else 0,
        "few": {"at": len(parts) - 1, "text": parts[-1][1]} if parts and parts[-1][2] == "few" else None,
    }  # fmt: skip
    if not size:
        part["codes"] = kept["cell"].tolist()
    return part, legend_of(cells, classes, parts, level, view, measure)


def order_of(cells: pd.DataFrame, *, level: str, view: str) -> tuple[str, ...]:
    """The codes of a layer's cells in the order they are sent, for what is played over them."""
    if not level.startswith("hex_"):
        return tuple(cells["cell"])
    cells = cells.iloc[np.argsort(cells["cell"].astype("int64").to_numpy(), kind="stable")]
    classes, _ = classified(cells, view)
    return tuple(cells["cell"][classes != 255])


def heat_part(heat: pd.DataFrame, *, measure: str) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """A layer of density and its part of the legend; the browser says the scale, which depends on how near one looks.

    Args:
        heat: `longitude`, `latitude`, `weight`.
        measure: a key of UNITS.
    """
    total = float(heat["weight"].sum()) if len(heat) else 0.0
    legend = {"title": f"Density of {UNITS[measure]}", "heat": True, "note": f"n = {total:,.0f} {UNITS[measure]}"}
    if heat.empty:
        return None, {**legend, "heat": False}
    ordered = heat if heat["longitude"].is_monotonic_increasing else heat.sort_values(["longitude", "latitude"])
    box, x, y = _placed(ordered)
    z = packed(("u2", x), ("u2", y), ("f4", ordered["weight"]))
    return {"count": len(ordered), "box": box, "z": z, "ramp": HEAT_RAMP, "unit": UNITS[measure]}, legend


def dots_part(
    dots: pd.DataFrame, *, colour_by: str, clusters: bool = True
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """A layer of businesses and its part of the legend.

    Args:
        dots: DOTS.
        colour_by: severity (worst outcome), sector or partner (the one with most contacts).
        clusters: counted rings instead of dots while the map is far out.
    """
    check(dots, DOTS)
    titles = {"severity": "worst outcome", "sector": "sector", "partner": "partner seen most"}
    legend: dict[str, Any] = {
        "title": f"Businesses by {titles[colour_by]}",
        "rows": [],
        "note": f"n = {len(dots):,} place{'' if len(dots) == 1 else 's'}",
    }
    if dots.empty:
        return None, legend
    ordered = dots if dots["longitude"].is_monotonic_increasing else dots.sort_values("longitude", kind="stable")
    codes, words = pd.factorize(ordered["group"].to_numpy(object), sort=True)
    counts = dict(zip(map(str, words), np.bincount(codes).tolist(), strict=True))
    looks = dot_looks(counts, colour_by)
    place = {code: min(number, MOST_KINDS - 1) for number, code in enumerate(looks)}
    groups = np.array([place[str(word)] for word in words])[codes]
    box, x, y = _placed(ordered)
    size = np.minimum(ordered["touch_points"].to_numpy("int64"), 65_535)
    sent = list(looks.values())[:MOST_KINDS]
    if len(looks) > MOST_KINDS:
        sent[-1] = (theme.MUTED, f"One of {len(looks) - MOST_KINDS + 1:,} kinds with fewest places")
    part: dict[str, Any] = {
        "count": len(ordered), "box": box, "z": packed(("u2", x), ("u2", y), ("u2", size), ("u1", groups)), "clusters": clusters,
        "colours": [colour for colour, _ in sent], "labels": [label for _, label in sent],
    }  # fmt: skip
    if ordered["business_id"].notna().any():
        part["names"] = [_short(name) for name in ordered["name"].fillna("(name not shown)")]
        part["ids"] = ordered["business_id"].fillna("").tolist()
    own = list(looks)[: MOST_COLOURED if len(looks) > MOST_COLOURED else None]
    legend["rows"] = [(looks[code][0], f"{looks[code][1]} ({counts[code]:,})", "dot") for code in own]
    if others := list(looks)[len(own) :]:
        rest = sum(counts[code] for code in others)
        legend["rows"].append((theme.MUTED, f"{len(others):,} other kinds ({rest:,})", "dot"))
        legend["note"] += "; which of the others a dot is, it tells when pointed at"
    return part, legend


def dot_looks(counts: Mapping[str, int], colour_by: str) -> dict[str, tuple[str, str]]:
    """Code to colour and label, in the order of the key: outcomes as they are graded, all else the most frequent first.

    Beyond `MOST_COLOURED` kinds the rest is grey: more colours than a key can name tell nobody anything.
    """
    named, colours = theme.labels_of(colour_by), theme.colours_of(colour_by)
    order = [code for code in named if code in counts] + sorted(code for code in counts if code not in named)
    if colour_by != "severity":
        order.sort(key=lambda code: (code == "none", -counts[code]))
    coloured = set(order if len(order) <= MOST_COLOURED else order[:MOST_COLOURED])
    spare = iter(theme.other_colours(colours.values()))
    return {
        code: ((colours.get(code) or next(spare)) if code in coloured else theme.MUTED, _short(one_line(named.get(code, code))))
        for code in order
    }  # fmt: skip


def _short(text: str) -> str:
    """A text of any length in a line of a key."""
    return text if len(text) <= MOST_LETTERS else text[: MOST_LETTERS - 1].rstrip() + "…"


def rings_part(crime: pd.DataFrame) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """Recorded crime around: rings by square kilometre, since its points were moved on purpose."""
    legend = {
        "title": "Recorded crime (data.police.uk)", "rows": [(CRIME, "the larger, the more in that hexagon of 1 km", "ring")],
        "note": f"n = {int(crime['count'].sum()) if len(crime) else 0:,}; positions are approximate: about areas, not addresses",
    }  # fmt: skip
    if crime.empty:
        return None, {**legend, "rows": [], "note": "No crime file is loaded for these months."}
    ordered = crime.sort_values(["longitude", "latitude"])
    box, x, y = _placed(ordered)
    z = packed(("u2", x), ("u2", y), ("u4", ordered["count"]))
    return {"count": len(ordered), "box": box, "z": z, "colour": CRIME}, legend


def _placed(frame: pd.DataFrame) -> tuple[list[float], np.ndarray, np.ndarray]:
    """The box around places, and each place in it in 65,536ths; the first column holds steps, so that it packs well."""
    box = [
        float(value)
        for value in (
            frame["longitude"].min(),
            frame["latitude"].min(),
            frame["longitude"].max(),
            frame["latitude"].max(),
        )
    ]
    sides = [
        (frame[name].to_numpy() - low) / max(high - low, 1e-9) * 65_535
        for name, low, high in (("longitude", box[0], box[2]), ("latitude", box[1], box[3]))
    ]
    x, y = (np.clip(np.rint(side), 0, 65_535).astype("int64") for side in sides)
    return box, np.diff(x, prepend=0), y


def frames_part(
    frames: pd.DataFrame, cells: Iterable[str], *, level: str, breaks: Sequence[float]
) -> dict[str, Any] | None:
    """What is played month by month over a layer of cells, or of heat where `cells` is empty.

    Args:
        frames: `month`, `cell`, `count`.
        cells: codes in the order of the layer they are played over.
        level: of the cells.
        breaks: upper ends of the classes of a month.
    """
    if frames.empty:
        return None
    month = (frames["month"].dt.year * 12 + frames["month"].dt.month - 1).to_numpy("int64")
    start = month.min()
    totals = np.bincount(month - start, weights=frames["count"])
    begin = int(
        np.argmax(totals >= totals.max() * FEWEST_SHARE)
    )  # a few contacts of decades ago are not worth minutes of waiting
    month -= start + begin
    months = [f"{number // 12}-{number % 12 + 1:02d}" for number in range(start + begin, start + len(totals))]
    part: dict[str, Any] = {
        "months": months, "breaks": list(breaks), "colours": [c for c, _ in looks_of(breaks)], "earlier": int(totals[:begin].sum()),
    }  # fmt: skip
    order = {code: number for number, code in enumerate(cells)}
    if not order:
        codes = np.unique(frames["cell"].astype("int64").to_numpy())
        order = {str(code): number for number, code in enumerate(codes)}
        part |= {
            "hexes": np.diff(codes, prepend=0).tolist(),
            "size": int(level.removeprefix("hex_")),
            "ramp": HEAT_RAMP,
        }
    place = frames["cell"].map(order)
    known = place.notna().to_numpy() & (month >= 0)
    z = packed(("u2", month[known]), ("u2", place[known]), ("u4", frames["count"][known]))
    return {**part, "count": int(known.sum()), "z": z}


def month_legend(frames: dict[str, Any], measure: str) -> dict[str, Any]:
    """The legend of what is played: the same classes for every month, so that months can be compared."""
    title = f"{UNITS[measure].capitalize()} in one month"
    earlier = f"; {frames['earlier']:,} of earlier months are not played" if frames["earlier"] else ""
    if "hexes" in frames:
        note = f"the same scale for every month{earlier}"
        return {"title": f"{title}, density", "rows": [(HEAT_RAMP[0], "few", "box"), (HEAT_RAMP[-1], "many", "box")], "note": note}  # fmt: skip
    rows = [(colour, label, "box") for colour, label in looks_of(frames["breaks"])]
    return {"title": title, "rows": rows, "note": f"the same colours for every month{earlier}"}

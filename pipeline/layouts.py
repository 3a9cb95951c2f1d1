"""The layouts an installation knows: those that come with the product, and those its people made on the page Load."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from loaders import SPECS, LoadError, Spec
from loaders.spec import Headerless
from pipeline.version import CORRECTIONS, loaders_version
from store import decisions
from store.home import Home

_MAPPINGS = (
    "rename",
    "types",
    "functions",
    "roles",
    "outcome_types",
    "partners",
    "escalations",
    "categories",
    "outcomes",
)


UNKNOWABLE = (
    "A file without headings is known again by its values, and none of the columns mapped has values of a form of their own. "
    "Nothing was kept. Map a date, a postcode, a UPRN, a telephone or a position, or have the file sent with headings."
)


def known(place: Home) -> tuple[Spec, ...]:
    """Every layout; one made here comes before one that came with the product under the same name."""
    own = {spec.name: spec for spec in _own(place)}
    return (*own.values(), *(spec for spec in SPECS if spec.name not in own))


def _own(place: Home) -> list[Spec]:
    return [_from_json(json.loads(path.read_text("utf8"))) for path in sorted(place.layouts.glob("[!.]*.json"))]


def made_here(place: Home) -> tuple[str, ...]:
    """Names of the layouts that people of this installation made."""
    return tuple(spec.name for spec in _own(place))


def mark(place: Home) -> str:
    """Changes whenever somebody makes a layout or another version of one."""
    return " ".join(f"{path.name}:{path.stat().st_mtime_ns}" for path in sorted(place.layouts.glob("[!.]*.json")))


def save(place: Home, spec: Spec) -> None:
    """Keep a layout made by a person; from now on it recognises its files by itself.

    Raises:
        LoadError: its name is not usable, or it maps nothing.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{2,40}", spec.name):
        raise LoadError(
            f"'{spec.name}' cannot name a layout. Use small letters, digits and _, beginning with a letter."
        )
    if not spec.rename or not (spec.signature or spec.headerless):
        raise LoadError("The layout maps no column. Nothing was kept. Map at least a name or an address.")
    if spec.headerless is not None and not spec.headerless.probe:
        raise LoadError(UNKNOWABLE)
    place.layouts.mkdir(parents=True, exist_ok=True)
    part = place.layouts / f".{spec.name}.json"
    part.write_text(json.dumps(_to_json(spec), indent=1, ensure_ascii=False), "utf8")
    part.replace(place.layouts / f"{spec.name}.json")


def _to_json(spec: Spec) -> dict[str, Any]:
    values = {field.name: getattr(spec, field.name) for field in dataclasses.fields(spec)}
    if spec.headerless is not None:
        values["headerless"] = {**vars(spec.headerless), "probe": dict(spec.headerless.probe)}
    return {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}


def _from_json(values: Mapping[str, Any]) -> Spec:
    fields = {field.name for field in dataclasses.fields(Spec)}
    lists = ("signature", "date_formats", "escalated_outcomes", "footers", "ignore")
    chosen: dict[str, Any] = {
        name: tuple(value) if name in lists else value for name, value in values.items() if name in fields
    }
    bare: Any = chosen.get("headerless")
    if bare:
        chosen["headerless"] = Headerless(bare["delimiter"], tuple(bare["columns"]), bare["probe"])
    return Spec(**chosen)


def corrections(place: Home, sha256: str) -> pd.DataFrame:
    """Corrections for one file: those in loaders/corrections, then those made on the page; `row` is missing for a whole column."""
    return _for_file(every_correction(place), sha256)


def every_correction(place: Home) -> pd.DataFrame:
    """Corrections for all files: source, column, from_value, to_value, row, sha256."""
    shipped = [pd.read_csv(path, dtype="str", keep_default_na=False) for path in sorted(CORRECTIONS.glob("*.csv"))]
    given = [frame.rename(columns={"from": "from_value", "to": "to_value"}) for frame in shipped]
    every = pd.concat([*given, decisions.corrections(place)], ignore_index=True)
    return every.reindex(columns=["source", "column", "from_value", "to_value", "row", "sha256"])


def _for_file(every: pd.DataFrame, sha256: str) -> pd.DataFrame:
    if every.empty:
        return every.drop(columns="sha256")
    mine = every["sha256"].isna() | (every["sha256"] == sha256)
    return every[mine].drop(columns="sha256").reset_index(drop=True)


def version(place: Home, sha256: str, spec_names: Iterable[str]) -> str:
    """Fingerprint of all that decides what a file loads to: our code, its layouts, its corrections."""
    return versions(place, [(sha256, tuple(spec_names))])[0]


def versions(place: Home, files: Iterable[tuple[str, tuple[str, ...]]]) -> list[str]:
    """The fingerprints of several files, each with the names of its layouts."""
    own, every = {spec.name: _to_json(spec) for spec in _own(place)}, every_correction(place)
    found = []
    for sha256, names in files:
        fixes = _for_file(every, sha256)
        fixes = fixes[fixes["source"].isin(names)]
        parts = [
            loaders_version(),
            json.dumps([values for name, values in own.items() if name in names], sort_keys=True),
            fixes.to_csv(index=False) if len(fixes) else "",
        ]
        found.append(hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24])
    return found

"""Map layers (GeoPackage, Shapefile) through GDAL: their properties, and one point in each shape."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError

from loaders.readers import points, values
from loaders.readers.apart.output import Found, Refusal, write

BATCH_ROWS = 65_536
FILES = {"geopackage": "input", "shapefile": "layer.shp"}


def tables(kind: str, folder: Path) -> list[dict[str, object]]:
    """Every layer as a table."""
    path = folder / FILES[kind]
    warnings.simplefilter("ignore")  # of GDAL, about what it mends; what it cannot read is an error
    try:
        found = [
            _layer(path, folder / f"{number}.arrow", str(name))
            for number, (name, _) in enumerate(pyogrio.list_layers(path))
        ]
    except (
        DataLayerError,
        DataSourceError,
        FeatureError,
        GeometryError,
        pa.ArrowException,
        UnicodeDecodeError,
    ) as error:
        what = str(error).split("\n")[0].rpartition("/")[2]
        raise Refusal(f"The map layer is cut off or damaged ({what}).", "Ask the partner to send it again.") from error
    if not found:
        raise Refusal("The database has no layers: it is not a GeoPackage.", "Export its tables as CSV.")
    return found


def _layer(path: Path, out: Path, layer: str) -> dict[str, object]:
    info = pyogrio.read_info(path, layer=layer)
    crs, has_shapes = info["crs"] or "", bool(info["geometry_type"])
    names = [*map(str, info["fields"])]
    plain = [str(number) for number in range(len(names) + 2 * has_shapes)]

    def parts() -> Iterator[pa.Table]:
        with pyogrio.open_arrow(path, layer=layer, batch_size=BATCH_ROWS, use_pyarrow=True) as (meta, batches):
            place = meta["geometry_name"] or "wkb_geometry"
            for batch in batches:
                columns = [values.column(batch.column(name)) for name in batch.schema.names if name != place]
                if has_shapes:
                    columns += points.of_wkb(batch.column(place), crs)
                yield pa.table(columns, names=plain)

    write(out, plain, parts())
    facts = {"crs": crs} if has_shapes else {}
    return asdict(Found(layer, out.name, len(plain), [*names, *(points.POINT if has_shapes else ())], facts))

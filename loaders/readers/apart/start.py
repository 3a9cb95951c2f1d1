"""Reads one file and leaves its tables behind, as Arrow files of text and `tables.json`; or dies, and only this process dies.

Run: python -P start.py KIND FOLDER BYTES, with the file as FOLDER/input and the memory it may take.
"""

import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

KINDS = {"workbook": "sheets", "spss": "spss", "geopackage": "layers", "shapefile": "layers"}
UNNEEDED = {
    "workbook": ("pandas",),
    "spss": (),
    "geopackage": ("pandas", "geopandas"),
    "shapefile": ("pandas", "geopandas"),
}
"""What the libraries load though reading goes without it: more than half of the time a small file takes.

Arrow asks pandas only whether a list of text is one of its columns; GDAL's reader looks only whether the others are there.
"""


def main(kind: str, folder: Path, most_bytes: int) -> None:
    """Write `tables.json`: a list of tables, or `{"refused": [problem, advice]}`."""
    _limit_memory(most_bytes)
    _without_the_rest()
    sys.meta_path.insert(0, _Without(UNNEEDED[kind]))
    reader = import_module(f"loaders.readers.apart.{KINDS[kind]}")
    output = import_module("loaders.readers.apart.output")
    try:
        found = reader.tables(kind, folder)
    except output.Refusal as refusal:
        found = {"refused": list(refusal.args)}
    (folder / "tables.json").write_text(json.dumps(found), encoding="utf-8")


def _limit_memory(most_bytes: int) -> None:
    """A request for more than this fails here, instead of bringing down what else runs on the machine."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))


def _without_the_rest() -> None:
    """Let `loaders.readers.apart` be imported without `loaders` and its layouts, which take longer than the reading."""
    readers = Path(__file__).resolve().parent.parent
    for name, place in (("loaders", readers.parent), ("loaders.readers", readers)):
        package = ModuleType(name)
        package.__path__ = [str(place)]
        sys.modules[name] = package


class _Without:
    """These packages are not to be found."""

    def __init__(self, packages: tuple[str, ...]) -> None:
        self.packages = packages

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
        if fullname in self.packages:
            raise ModuleNotFoundError(fullname)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))

"""A verb waits for what it needs, and for nothing else."""

import subprocess
import sys

from pipeline.export_options import FORMATS
from store import export_files


def test_linking_a_table_imports_neither_the_loaders_nor_what_only_maps_or_exports_need():
    heavy = "{'loaders', 'store.audit', 'sqlalchemy', 'geopandas', 'sklearn'}"
    code = f"import sys, pipeline.__main__, pipeline.show, pipeline.link_table; print({heavy} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "set()"


def test_every_format_there_is_can_be_asked_for():
    assert set(FORMATS) == {*export_files.FORMATS, "powerbi"}

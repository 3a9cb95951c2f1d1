"""Guards STYLE 1, 2, 4, 8 and 9 and the table "who may import whom" of ARCHITECTURE: the rules a reviewer cannot keep in mind.

Every test lists all offenders at once, so that one run says everything there is to mend.
"""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("app", "charts", "codes", "linkage", "loaders", "pages", "pipeline", "risk", "sample_data", "store", "tables")
PURE = ("loaders", "linkage", "risk", "charts")
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)
MAY_IMPORT = {
    "tables": set(),
    "codes": set(),
    "loaders": {"tables", "codes"},
    "linkage": {"tables", "codes"},
    "risk": {"tables", "codes"},
    "charts": {"tables", "codes"},
    "store": {"tables", "codes"},
    "sample_data": set(),
    "pipeline": {"tables", "codes", "loaders", "linkage", "risk", "store", "sample_data"},
    "pages": {"tables", "codes", "loaders", "linkage", "risk", "charts", "store", "pipeline"},
    "app": {"tables", "codes", "loaders", "linkage", "risk", "charts", "store", "pipeline", "pages"},
}
OUTSIDE = ("streamlit", "streamlit_folium")
DATABASES = ("duckdb", "sqlalchemy", "sqlite3", "splink")
NETWORK = ("aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "urllib3")
CLOCK = {
    ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("Timestamp", "now"),
    ("Timestamp", "today"), ("Timestamp", "utcnow"), ("time", "time"), ("time", "time_ns"), ("time", "localtime"),
    ("time", "gmtime"),
}  # fmt: skip
KNOWN_ADDRESSES = {
    "charts/place.py": {"http://www.w3.org/2000/svg"},  # the name of a format, which nobody opens
    "charts/spark.py": {"http://www.w3.org/2000/svg"},
    "pages/shared/offline.py": {"https://cdn.jsdelivr.net/npm/leaflet@1.9.3/dist/leaflet.css"},
    "charts/maps_time.py": {"http://www.w3.org/2000/svg"},
    "pipeline/arguments.py": {"http://localhost:8501"},
    "sample_data/files/fhrs.py": {"http://www.w3.org/2001/XMLSchema-instance", "http://www."},
}
"""A key of the manifest of files we serve ourselves; our own address; a name of an XML namespace and invented `.example`
addresses in invented files. None of them is ever asked."""
MOST_LINES = 300
MOST_LINES_OF_A_PAGE = 120
MOST_LINES_OF_A_FAMILY = 120
MOST_LINES_OF_A_FUNCTION = 40


def files_of(*layers: str) -> list[Path]:
    found = []
    for layer in layers:
        found += sorted((ROOT / layer).rglob("*.py")) if (ROOT / layer).is_dir() else [ROOT / f"{layer}.py"]
    return found


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text("utf8"))


@cache
def nodes_of(file: Path) -> tuple[ast.AST, ...]:
    """Everything in a file, walked through once for all tests."""
    return tuple(ast.walk(tree_of(file)))


def layer_of(file: Path) -> str:
    return file.relative_to(ROOT).parts[0].removesuffix(".py")


@cache
def imports_of(file: Path) -> set[str]:
    """Every module a file imports, wherever in the file, `a.b` for `import a.b` and `from a import b` alike."""
    found = set()
    for node in nodes_of(file):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}: relative imports hide who imports whom"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def offenders(layers: tuple[str, ...], forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{name_of(file)} imports {name}"
        for file in files_of(*layers)
        for name in sorted(imports_of(file))
        if name.split(".")[0] in forbidden
    ]


def dotted(node: ast.expr) -> tuple[str, ...]:
    """`a.b.c` -> `("a", "b", "c")`; empty where it is anything else."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return (*before, node.attr)
    return ()


def docstrings_of(tree: ast.Module) -> set[int]:
    """Ids of the string nodes that document something: first in a body, or right after an assignment."""
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, (ast.Module, ast.ClassDef, *FUNCTION))]
    lone = [line.value for body in bodies for line in body if isinstance(line, ast.Expr)]
    return {id(value) for value in lone if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def strings_of(file: Path) -> list[ast.Constant]:
    """Every string but docstrings and values given to `source=`."""
    tree = tree_of(file)
    left_out = docstrings_of(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "source":
            left_out |= {id(inner) for inner in ast.walk(node.value)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in left_out]
    return [node for node in constants if isinstance(node.value, str)]


def lines_of(file: Path) -> int:
    return len(file.read_text("utf8").splitlines())


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


# who may import whom


@pytest.mark.parametrize("layer", MAY_IMPORT)
def test_a_layer_imports_only_the_layers_it_may(layer):
    forbidden = set(LAYERS) - MAY_IMPORT[layer] - {layer}
    assert offenders((layer,), tuple(forbidden)) == []


def test_every_folder_with_product_code_is_a_layer_with_a_rule():
    beside = {path.parent.name for path in ROOT.glob("*/*.py")} | {path.parts[-3] for path in ROOT.glob("*/*/*.py")}
    folders = {name for name in beside if name not in ("tests", ".venv") and (ROOT / name).is_dir()}
    alone = {path.stem for path in ROOT.glob("*.py")}
    assert (folders | alone) - set(MAY_IMPORT) == set()


def test_only_pages_and_app_import_streamlit():
    assert offenders(tuple(layer for layer in LAYERS if layer not in ("pages", "app")), OUTSIDE) == []


def test_only_store_linkage_and_the_keys_of_loaders_open_a_database():
    layers = tuple(layer for layer in LAYERS if layer not in ("store", "linkage"))
    assert [found for found in offenders(layers, DATABASES) if not found.startswith("loaders/keys.py")] == []


def test_loaders_and_linkage_open_no_database_but_a_private_one_in_memory():
    calls = [
        (name_of(file), ast.unparse(node))
        for layer in ("linkage", "loaders")
        for file in files_of(layer)
        for node in nodes_of(file)
        if isinstance(node, ast.Call) and dotted(node.func) == ("duckdb", "connect")
    ]
    named = [call for call in calls if ast.parse(call[1], mode="eval").body.args]
    assert [call for call in named if "':memory:'" not in call[1]] == []


def test_pure_layers_ask_no_clock():
    asked = [
        f"{name_of(file)}:{node.lineno} {'.'.join(dotted(node.func))}"
        for file in files_of(*PURE)
        for node in nodes_of(file)
        if isinstance(node, ast.Call) and dotted(node.func)[-2:] in CLOCK
    ]
    assert asked == []


def test_pure_layers_import_no_clock():
    assert offenders(PURE, ("time",)) == []


def test_no_layer_imports_a_network_client():
    assert offenders(LAYERS, NETWORK) == []


def test_nothing_is_unpickled_or_evaluated():
    called = [
        f"{name_of(file)}:{node.lineno} {dotted(node.func)[0]}"
        for file in files_of(*LAYERS)
        for node in nodes_of(file)
        if isinstance(node, ast.Call) and dotted(node.func) in (("eval",), ("exec",), ("pd", "read_pickle"))
    ]
    assert called + offenders(LAYERS, ("pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal")) == []


# pages


def test_no_page_lies_directly_in_pages():
    assert [name_of(file) for file in (ROOT / "pages").glob("*.py")] == []


def test_pages_have_at_most_120_lines():
    pages = [file for file in files_of("pages") if "shared" not in file.parts]
    assert pages
    assert {name_of(file): lines_of(file) for file in pages if lines_of(file) > MOST_LINES_OF_A_PAGE} == {}


def test_pages_begin_with_the_question_they_answer():
    pages = [file for file in files_of("pages") if "shared" not in file.parts]
    assert [name_of(file) for file in pages if "?" not in (ast.get_docstring(tree_of(file)) or "")] == []


def test_pages_speak_no_sql():
    sql = re.compile(
        r"\bselect\b.*\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\b.*\bset\b|\border\s+by\b", re.I | re.S
    )
    spoken = [
        f"{name_of(file)}:{node.lineno}"
        for file in files_of("pages", "app")
        for node in strings_of(file)
        if sql.search(node.value)
    ]
    assert spoken == []


def test_session_state_is_touched_in_one_module_only():
    told = [
        name_of(file)
        for file in files_of(*LAYERS)
        for node in nodes_of(file)
        if "session_state" in (getattr(node, "attr", ""), getattr(node, "id", ""), getattr(node, "value", ""))
    ]
    assert set(told) == {"pages/shared/state.py"}


def test_streamlit_caches_are_used_in_the_modules_of_remembered_reads_only():
    told = [
        name_of(file)
        for file in files_of(*LAYERS)
        for node in nodes_of(file)
        if isinstance(node, ast.Attribute) and node.attr.startswith(("cache_", "experimental_memo"))
    ]
    assert set(told) == {name_of(file) for file in CACHED}


# what is remembered for everybody

CACHED = sorted((ROOT / "pages" / "shared").glob("cached*.py"))
"""cached.py, and beside it one cached_<topic>.py for each topic that has many reads of its own."""


def remembered() -> list[ast.FunctionDef]:
    return [node for file in CACHED for node in tree_of(file).body if isinstance(node, FUNCTION)]


def nodes_of_cached() -> list[ast.AST]:
    return [node for file in CACHED for node in nodes_of(file)]


def test_every_function_of_cached_is_remembered():
    assert len(remembered()) > 10
    assert [function.name for function in remembered() if not function.decorator_list] == []


def test_every_cache_forgets_after_a_time_and_has_a_limit():
    calls = [node for node in nodes_of_cached() if isinstance(node, ast.Call)]
    caches = [node for node in calls if dotted(node.func)[:1] == ("st",) and dotted(node.func)[-1].startswith("cache_")]
    assert len(caches) == sum(
        isinstance(node, ast.Attribute) and node.attr.startswith("cache_") for node in nodes_of_cached()
    )
    assert [
        ast.unparse(call) for call in caches if not {"ttl", "max_entries"} <= {word.arg for word in call.keywords}
    ] == []


def test_no_cached_answer_depends_on_something_that_is_not_its_key():
    hidden = [
        f"{function.name}({argument.arg})"
        for function in remembered()
        for argument in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        if argument.arg.startswith("_")
    ]
    assert hidden == []
    assert [function.name for function in remembered() if function.args.vararg or function.args.kwarg] == []


def test_a_cached_answer_for_a_person_is_keyed_by_scope_and_register():
    reads = [
        function for function in remembered() if re.search(r"\bread\.|\bprofile\.|\bscope\b", ast.unparse(function))
    ]
    assert len(reads) > 10
    wrong = [f.name for f in reads if [argument.arg for argument in f.args.args[:2]] != ["scope", "register"]]
    assert wrong == []


# loaders


def test_layouts_are_data_without_functions():
    files = files_of("loaders/families", "loaders/specs")
    made = [
        f"{name_of(file)}:{node.lineno}"
        for file in files
        for node in nodes_of(file)
        if isinstance(node, (*FUNCTION, ast.Lambda, ast.ClassDef))
    ]
    assert made == []


def test_a_layout_says_no_word_twice():
    """In a dictionary the second silently wins over the first."""
    twice = [
        f"{name_of(file)}:{key.lineno} {key.value!r}"
        for file in files_of("loaders/families", "loaders/specs")
        for node in nodes_of(file)
        if isinstance(node, ast.Dict)
        for number, key in enumerate(node.keys)
        if isinstance(key, ast.Constant)
        and key.value in {k.value for k in node.keys[:number] if isinstance(k, ast.Constant)}
    ]
    assert twice == []


def test_a_layout_is_short_enough_to_be_read_by_the_partner():
    files = files_of("loaders/families", "loaders/specs")
    assert {name_of(file): lines_of(file) for file in files if lines_of(file) > MOST_LINES_OF_A_FAMILY} == {}


# size and errors


def test_modules_have_at_most_300_lines():
    assert {name_of(file): lines_of(file) for file in files_of(*LAYERS) if lines_of(file) > MOST_LINES} == {}


def test_functions_have_at_most_40_lines_of_body():
    long = {
        f"{name_of(file)}::{node.name}": body_lines(node)
        for file in files_of(*LAYERS)
        for node in nodes_of(file)
        if isinstance(node, FUNCTION) and body_lines(node) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_nobody_catches_everything():
    caught = [
        f"{name_of(file)}:{node.lineno}"
        for file in files_of(*LAYERS)
        for node in nodes_of(file)
        if isinstance(node, ast.ExceptHandler)
        and (
            node.type is None
            or {"Exception", "BaseException"} & {dotted(part)[-1:][0] for part in ast.walk(node.type) if dotted(part)}
        )
    ]
    assert caught == []


# nothing leaves the network


def test_no_outside_address_is_written_into_the_product():
    found = {}
    for file in files_of(*LAYERS):
        addresses = {part for node in strings_of(file) for part in re.findall(r"https?://[^\s'\"<>]*", node.value)}
        if addresses - KNOWN_ADDRESSES.get(name_of(file), set()):
            found[name_of(file)] = addresses
    assert found == {}


def test_the_server_listens_on_this_machine_only_and_tells_nobody_anything():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf8"))
    assert settings["server"]["address"] == "127.0.0.1"
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"]["showErrorDetails"] == "none"
    assert settings["client"]["showSidebarNavigation"] is False
    assert not re.search(r"https?://", (ROOT / ".streamlit" / "config.toml").read_text("utf8"))

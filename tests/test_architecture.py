"""The house stands as designed: who may import whom, how large a file may grow, and that everything says what it is."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOWS = Path(__file__).parent.parent / "flows"
MODULES = sorted(FLOWS.rglob("*.py"))
# What imports Prefect, or, the first of them, makes ready for it.
FLOW = ("surroundings", "tasks", "cluster", "conductors", "daily", "serving")
LAYERS = ("base", "formats", "stages", "store", "pipeline", *FLOW, "desk")
STAGES = (
    "articles",
    "numbers",
    "dates",
    "names",
    "quotes",
    "speakers",
    "claims",
    "fingerprints",
    "matches",
    "families",
    "utterances",
    "actors",
    "groups",
)
PURE = ("base", "formats", "stages")
IMPURE_IMPORTS = {"prefect", "duckdb", "os", "time", "random", "pathlib", "socket", "subprocess"}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Every module imported anywhere in the file, and whether at its top level."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names = [node.module or ""]
            names += [f"{node.module}.{alias.name}" for alias in node.names]
        yield from ((name, node in tree.body) for name in names)


def layer(path: Path) -> str:
    return path.relative_to(FLOWS).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_a_module_imports_only_its_own_and_lower_layers(path: Path) -> None:
    if path == FLOWS / "__init__.py":
        assert not list(imports(path))
        return
    own = LAYERS.index(layer(path))
    for name, _ in imports(path):
        parts = name.split(".")
        if parts[0] == "flows" and len(parts) > 1 and parts[1] in LAYERS:
            assert LAYERS.index(parts[1]) <= own, f"{path} imports {name}"


@pytest.mark.parametrize("path", sorted((FLOWS / "stages").rglob("*.py")), ids=lambda path: path.stem)
def test_a_stage_imports_only_stages_before_it(path: Path) -> None:
    own_name = path.relative_to(FLOWS / "stages").parts[0].removesuffix(".py")
    if own_name == "__init__":
        return
    own = STAGES.index(own_name)
    for name, _ in imports(path):
        parts = name.split(".")
        if parts[:2] == ["flows", "stages"] and len(parts) > 2:
            assert STAGES.index(parts[2]) <= own, f"{path} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_the_core_is_pure_and_engines_stay_where_they_belong(path: Path) -> None:
    roots = {name.split(".")[0] for name, _ in imports(path)}
    place = path.relative_to(FLOWS).as_posix()
    if layer(path) in PURE:
        assert not roots & IMPURE_IMPORTS
    if place not in ("store/engine.py", "store/publish.py"):
        assert "duckdb" not in roots
    if place not in {f"{name}.py" for name in FLOW[1:]}:
        assert "prefect" not in roots
    if place != "cluster.py":
        assert not roots & {"dask", "distributed", "prefect_dask"}


def test_reading_the_warehouse_does_not_pay_for_prefect() -> None:
    for path in MODULES:
        for name, is_top in imports(path):
            imports_flow = name.startswith(tuple(f"flows.{module}" for module in FLOW))
            assert not (is_top and imports_flow and layer(path) not in FLOW), (
                f"{path} imports the flow at its top level"
            )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(FLOWS)))
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 400
    assert ast.get_docstring(ast.parse(text)), f"{path} has no docstring"
    assert path.stem not in {"utils", "helpers", "manager", "processor", "misc", "common"}


def test_functions_are_short() -> None:
    lengths = {
        f"{path.relative_to(FLOWS)}:{node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: length for name, length in lengths.items() if length > 50} == {}


def test_stages_are_listed_in_data_order() -> None:
    found = {path.stem for path in (FLOWS / "stages").iterdir() if path.stem not in ("__init__", "__pycache__")}
    assert found == set(STAGES)

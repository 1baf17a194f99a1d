"""Imports and "app.Model" strings run one way: portal ← directives ← training ← reports."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ["portal", "directives", "training", "reports"]
# The composition root puts the house together and may name every floor.
ROOT_OF_COMPOSITION = ["portal/settings.py", "portal/urls.py", "portal/demo/"]
WITHOUT_DJANGO = ["portal/vietnamese", "directives/intake"]
MODEL = re.compile(r"^(directives|training|reports)\.[A-Z]\w+$")


def sources(folder: str) -> list[Path]:
    return sorted(path for path in (ROOT / folder).rglob("*.py"))


def named(path: Path) -> set[str]:
    """Every layer a file imports from or names in a model string."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
        elif isinstance(node, ast.Constant) and MODEL.match(str(node.value)):
            found.add(str(node.value).split(".")[0])
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_no_layer_names_one_above_it(layer: str):
    above = set(LAYERS[LAYERS.index(layer) + 1 :])
    upward = {
        str(path.relative_to(ROOT)): sorted(named(path) & above)
        for path in sources(layer)
        if named(path) & above
        and not str(path.relative_to(ROOT)).startswith(tuple(ROOT_OF_COMPOSITION))
    }
    assert upward == {}


@pytest.mark.parametrize("folder", WITHOUT_DJANGO)
def test_pure_modules_know_nothing_of_django(folder: str):
    assert {str(p) for p in sources(folder) if "django" in named(p)} == set()


def test_the_reader_of_this_test_sees_an_upward_import(tmp_path: Path):
    file = tmp_path / "x.py"
    file.write_text('from training.models import Task\nx = "reports.Report"\n', encoding="utf-8")
    assert named(file) >= {"training", "reports"}

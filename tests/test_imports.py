import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mood_recommender.settings import ROOT

PACKAGE = ROOT / "mood_recommender"
MODULES = sorted(PACKAGE.rglob("*.py"))

FOUNDATIONS = {"errors", "moods"}
ALLOWED = {
    "errors": set(),
    "moods": set(),
    "settings": {"errors"},
    "extensions": set(),
    "vision": {"vision", *FOUNDATIONS},
    "catalog": {"catalog", "extensions", *FOUNDATIONS},
    "recommenders": {"recommenders", "catalog", *FOUNDATIONS},
    "web": {
        *("web", "recommenders", "catalog", "vision", "settings", "extensions"),
        *FOUNDATIONS,
    },
    "cli": {
        *("web", "recommenders", "catalog", "vision", "settings", "extensions"),
        *FOUNDATIONS,
    },
}
"""What each room may import; `__init__` wires all of them together."""

TRAINING_ONLY = {"training", "tensorflow", "keras", "torch"}
TRAINING_MAY_IMPORT = {"vision", *FOUNDATIONS}
WEB_FREE = {"vision", "recommenders", "moods", "errors", "settings"}


def imports(file: Path) -> Iterator[str]:
    """Yield the full name of every module that `file` imports, wherever in it."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: write the import out in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name(file: Path) -> str:
    return str(file.relative_to(PACKAGE))


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_imports_point_down(file: Path) -> None:
    rooms = {
        module.split(".")[1] for module in imports(file) if module.startswith("mood_recommender.")
    }
    if room(file) != "__init__":
        assert rooms <= ALLOWED[room(file)]


@pytest.mark.parametrize("file", sorted((ROOT / "training").glob("*.py")), ids=lambda f: f.name)
def test_training_stands_on_vision_and_the_vocabulary(file: Path) -> None:
    ours = {module for module in imports(file) if module.startswith("mood_recommender")}
    assert {module.split(".")[1] for module in ours} <= TRAINING_MAY_IMPORT


@pytest.mark.parametrize("file", MODULES, ids=name)
def test_nothing_that_serves_imports_what_trains(file: Path) -> None:
    assert not TRAINING_ONLY & {module.split(".")[0] for module in imports(file)}


@pytest.mark.parametrize("file", [file for file in MODULES if room(file) in WEB_FREE], ids=name)
def test_rooms_below_the_web_know_no_flask(file: Path) -> None:
    assert not [module for module in imports(file) if module.startswith("flask")]


def test_the_running_application_has_loaded_nothing_that_trains() -> None:
    script = "import app, json, sys; print(json.dumps(sorted(sys.modules)))"
    loaded = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    assert '"onnxruntime"' in loaded
    assert not [module for module in TRAINING_ONLY if f'"{module}"' in loaded]

"""Commands stand beside each other: none imports another, and none is slow to explain itself."""

import json
import subprocess
import sys

import pytest

from mood_recommender.settings import ROOT
from tests.test_imports import imports

COMMANDS = sorted(path.stem for path in (ROOT / "training").glob("[a-z]*.py"))
HEAVY = {"keras", "tensorflow", "torch", "mood_recommender", "pandas", "sklearn", "matplotlib"}

ROOMS = ("faces", "figures", "tasks", "networks", "views", "runs")
"""From the bottom up."""

HELP = """
import json, runpy, sys
command = sys.argv.pop(1)
try:
    runpy.run_module(f"training.{command}", run_name="__main__")
except SystemExit as end:
    print("\\n" + json.dumps([end.code, sorted(sys.modules)]))
"""


@pytest.mark.parametrize("command", COMMANDS)
def test_help_loads_nothing_heavy(command):
    given = [sys.executable, "-c", HELP, command, "--help"]
    done = subprocess.run(given, cwd=ROOT, check=True, capture_output=True, text=True)
    code, modules = json.loads(done.stdout.splitlines()[-1])
    assert code == 0
    assert "usage" in done.stdout
    assert not HEAVY & set(modules)


def rooms_used(file):
    return {module.split(".")[1] for module in imports(file) if module.startswith("training.")}


@pytest.mark.parametrize("file", sorted((ROOT / "training").rglob("*.py")), ids=lambda f: f.stem)
def test_nothing_imports_a_command(file):
    assert not rooms_used(file) & set(COMMANDS)


@pytest.mark.parametrize("room", ROOMS)
def test_rooms_import_only_rooms_below(room):
    below = set(ROOMS[: ROOMS.index(room) + 1])
    for file in (ROOT / "training" / room).rglob("*.py"):
        assert rooms_used(file) <= below, file

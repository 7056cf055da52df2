"""No command is slow to explain itself: what takes seconds is loaded when the flags are read."""

import json
import subprocess
import sys

import pytest

from mood_recommender.settings import ROOT

COMMANDS = sorted(path.stem for path in (ROOT / "training").glob("[a-z]*.py"))
HEAVY = {"keras", "tensorflow", "torch", "mood_recommender", "pandas", "sklearn", "matplotlib"}

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

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


def test_bad_input_ends_in_one_sentence_without_lines_of_tensorflow(tmp_path):
    given = ["-m", "training.train", "--data", "lost.npz", "--out", str(tmp_path / "run")]
    done = subprocess.run([sys.executable, *given], cwd=ROOT, capture_output=True, text=True)
    sentence = "There is no lost.npz; give an .npz, a .csv or a folder of pictures."
    assert done.stderr == f"The data cannot be read: {sentence}\n"
    assert done.returncode == 1

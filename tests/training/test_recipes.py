"""Every command of every recipe has flags that its own parser knows."""

import os
import runpy
import subprocess
from pathlib import Path

import pytest

from mood_recommender.settings import ROOT
from training.runs import flags

RECIPES = sorted((ROOT / "training" / "recipes").glob("*.sh"))

PYTHON = """#!/bin/sh
for argument; do printf '%s\\n' "$argument"; done >> "$GIVEN"
printf '\\n' >> "$GIVEN"
"""


def given(recipe: Path, folder: Path) -> list[list[str]]:
    """Run a recipe with a python that only writes down what it is given."""
    (folder / "python").write_text(PYTHON)
    (folder / "python").chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "GIVEN": str(folder / "given")}
    subprocess.run(["sh", recipe, "faces.npz"], check=True, env=environment, cwd=folder)
    calls = (folder / "given").read_text().removesuffix("\n\n").split("\n\n")
    return [call.split("\n") for call in calls]


def settings_of(module, monkeypatch):
    """Return the class of settings that a command hands to `run`."""
    handed = []
    with monkeypatch.context() as patch:
        patch.setattr(flags, "run", lambda settings, command, **_: handed.append(settings))
        runpy.run_path(str(ROOT / f"{module.replace('.', '/')}.py"), run_name="__main__")
    return handed[0]


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.stem)
def test_every_line_of_a_recipe_is_understood_by_its_command(recipe, tmp_path, monkeypatch):
    calls = given(recipe, tmp_path)
    assert len(calls) == recipe.read_text().count("\npython -m") + sum(
        recipe.read_text().count(f"\n${name} ") for name in ("TRAIN", "TEACH", "READ")
    )
    for option, module, *arguments in calls:
        assert option == "-m"
        flags.parse(settings_of(module, monkeypatch), arguments, None)


def test_an_unknown_flag_in_a_recipe_would_be_found(tmp_path, monkeypatch):
    recipe = tmp_path / "recipe.sh"
    recipe.write_text("python -m training.train --data $1 --out run --speed 9\n")
    ((_, module, *arguments),) = given(recipe, tmp_path)
    with pytest.raises(SystemExit):
        flags.parse(settings_of(module, monkeypatch), arguments, None)

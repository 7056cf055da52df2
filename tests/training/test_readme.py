"""What training/README.md shows works: its architecture, its call from Python, its commands."""

import re
from pathlib import Path

import numpy as np
import pytest

from mood_recommender.settings import ROOT
from tests.training.networks import build
from tests.training.test_recipes import settings_of
from training.networks import architectures
from training.runs import flags
from training.runs.settings import TrainConfig

README = (ROOT / "training" / "README.md").read_text()
COMMANDS = re.findall(r"^python -m (training\.\w+) (.*)$", README, re.MULTILINE)


def block(beginning):
    """Return the lines of Python that begin so."""
    found = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    (text,) = (text for text in found if text.strip().startswith(beginning))
    return re.sub(r"^  (?=\S)", "", text, flags=re.MULTILINE)


def test_the_architecture_that_is_worked_through_is_a_network(monkeypatch):
    monkeypatch.setattr(architectures, "ARCHITECTURES", dict(architectures.ARCHITECTURES))
    exec(block("def three_modules"), vars(architectures))
    answers = build("three_modules")(np.zeros((2, 48, 48, 1), np.float32))["fer2013"]
    assert answers.shape == (2, 7)


def test_the_call_from_python_takes_these_settings(monkeypatch):
    given = []
    monkeypatch.setattr("training.train.train", given.append)
    exec(block("from pathlib import Path"), {})
    assert given == [TrainConfig(Path("fer2013.csv"), Path("runs/second"), epochs=12, seed=1)]


@pytest.mark.parametrize(("module", "arguments"), COMMANDS)
def test_every_command_has_flags_that_it_knows(module, arguments, monkeypatch):
    flags.parse(settings_of(module, monkeypatch), arguments.split(), None)


def test_the_first_network_is_made_as_its_recipe_makes_it():
    recipe = (ROOT / "training" / "recipes" / "first_network.sh").read_text()
    for module, arguments in COMMANDS[:4]:
        assert f"python -m {module} {arguments}".replace("fer2013.csv", '"$D"') in recipe

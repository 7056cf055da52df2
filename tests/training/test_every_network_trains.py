"""A step of training of every network, each in a process of its own: TensorFlow may end it."""

import subprocess
import sys

import pytest

from mood_recommender.settings import ROOT
from training.networks.architectures import ARCHITECTURES

STEP = """
import sys
import numpy as np
from training.networks.heads import build
from training.tasks.emotions import TASK

network = build(sys.argv[1], TASK.heads, TASK.crop)
network.compile("sgd", loss={head.name: head.rules.loss for head in TASK.heads})
faces = np.random.default_rng(0).uniform(0, 255, (32, 48, 48, 1)).astype(np.float32)
before = network.get_weights()
network.train_on_batch(faces, {head.name: np.eye(7)[np.arange(32) % 7] for head in TASK.heads})
assert any((a != b).any() for a, b in zip(before, network.get_weights()))
"""


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_every_registered_network_takes_a_step_of_training(name):
    done = subprocess.run(
        [sys.executable, "-c", STEP, name], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr

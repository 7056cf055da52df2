"""The weights in the repository are those that their card describes."""

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import skimage.data
from PIL import Image

from mood_recommender.moods import EMOTIONS
from mood_recommender.vision.networks import read_card
from training.networks.readings import read_weights

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
CARDS = sorted(WEIGHTS.rglob("*.json"))


@pytest.fixture(scope="module")
def faces():
    astronaut = Image.fromarray(skimage.data.astronaut()).convert("L").crop((170, 60, 280, 170))
    random = np.random.default_rng(0).integers(0, 256, (30, 48, 48), np.uint8)
    blank = np.zeros((1, 48, 48), np.uint8)
    return np.concatenate([np.asarray(astronaut.resize((48, 48)))[np.newaxis], blank, random])


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_onnx_and_keras_agree(path, faces):
    served = read_weights(path.with_suffix(".onnx"), faces)["probabilities"]
    trained = read_weights(path.with_suffix(".keras"), faces)["probabilities"]
    assert np.abs(served - trained).max() <= 1e-5


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_card_describes_the_weights(path):
    card = json.loads(path.read_text())
    content = path.with_suffix(".onnx").read_bytes()
    assert card["sha256"] == hashlib.sha256(content).hexdigest()
    card = read_card(path.with_suffix(".onnx"))
    assert card.outputs["probabilities"].labels == EMOTIONS
    assert card.crop.shape == (48, 48)
    assert 0 < card.certain_threshold < 1


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_the_networks_stay_small(path):
    assert read_card(path.with_suffix(".onnx")).parameters <= 60_000


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_the_astronaut_smiles(path, faces):
    path = path.with_suffix(".onnx")
    assert EMOTIONS[read_weights(path, faces)["probabilities"][0].argmax()] == "happy"


def test_both_networks_have_one_architecture():
    assert len({read_card(path.with_suffix(".onnx")).architecture for path in CARDS}) == 1

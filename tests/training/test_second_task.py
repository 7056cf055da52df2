"""A task of its own goes from data to serving without any file of the emotions."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import skimage.data

import training.tasks
from mood_recommender.settings import ROOT
from mood_recommender.vision import reader
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.haar import HaarFaceDetector
from mood_recommender.vision.networks import Network
from training.distill import DistillConfig, read_views
from training.evaluate import EvaluateConfig, evaluate
from training.export import ExportConfig, export
from training.networks.architectures import ARCHITECTURES, Architecture
from training.networks.blocks import convolution, standardize
from training.networks.readings import read_weights
from training.runs.settings import TrainConfig
from training.tasks.registry import UnknownTask, find_task, task_names
from training.train import train

FACES = 48
MARKS = ("red", "green")

# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@dataclass
class Shape:
    """What the answers for one face mean."""

    star: float

    def as_dict(self) -> dict[str, Any]:
        return {"shape": {"star": self.star}}


class ShapeReader:
    def __init__(self, network: Network) -> None:
        self.network = network

    def read(self, image: np.ndarray, boxes: list[Box]) -> list[Shape]:
        crops = np.stack([self.network.card.crop.cut(image, box) for box in boxes])
        return [Shape(float(star)) for star in self.network.answers(crops)["shape"][:, 2]]


@pytest.fixture(autouse=True)
def chance(monkeypatch):
    folder = str(Path(__file__).with_name("tasks"))
    monkeypatch.setattr(training.tasks, "__path__", [*training.tasks.__path__, folder])
    yield
    sys.modules.pop("training.tasks.chance", None)


@pytest.fixture
def data(tmp_path):
    random = np.random.default_rng(0)
    marks = random.integers(0, 2, (FACES, 2))
    marks[-1, 0] = -1
    path = tmp_path / "shapes.npz"
    np.savez(
        path,
        images=random.integers(0, 256, (FACES, 32, 32, 3), np.uint8),
        shape=random.integers(0, 3, FACES),
        marks=marks,
        split=np.repeat([0, 1, 2], FACES // 3),
    )
    return path


def tiny(faces):
    return convolution(standardize(faces), 4, "stem", strides=2)


@pytest.fixture
def trained(data, tmp_path, monkeypatch):
    monkeypatch.setitem(ARCHITECTURES, "tiny", Architecture(tiny))
    run = TrainConfig(
        data, tmp_path / "run", task="chance", architecture="tiny", epochs=1, batch_size=8
    )
    train(run)
    return run.out / "model.keras"


def test_a_task_is_found_by_the_name_of_its_file():
    assert task_names() == ["emotions", "chance"]
    assert [find_task(name).name for name in task_names()] == task_names()
    with pytest.raises(UnknownTask, match="no task 'wine'; choose one of emotions, chance"):
        find_task("wine")


def test_a_second_task_is_taught_trained_exported_evaluated_and_served(
    trained, data, tmp_path, monkeypatch
):
    views = DistillConfig((trained,), data, tmp_path / "views", task="chance", views=1)
    read_views(views)
    settings = {"task": "chance", "architecture": "tiny", "epochs": 1, "batch_size": 8}
    student = TrainConfig(data, tmp_path / "student", views=views.out, **settings)
    train(student)
    weights = tmp_path / "chance.onnx"
    export(ExportConfig(student.out / "model.keras", data, weights, task="chance"))
    evaluate(EvaluateConfig(weights, data, "private", tmp_path / "scores.json"))
    scores = json.loads((tmp_path / "scores.json").read_text())
    assert scores["n"] == FACES // 3
    assert set(scores["shape"]) == set(scores["marks"]) == {"accuracy", "threshold"}
    network = Network(weights)
    assert network.card.task == "chance"
    assert network.card.crop.shape == (32, 32, 3)
    assert network.card.outputs["marks"].labels == MARKS
    answers = network.answers(np.load(data)["images"])
    assert answers["shape"].sum(axis=1) == pytest.approx(1)
    assert answers["marks"].shape == (FACES, 2)
    theirs = read_weights(weights.with_suffix(".keras"), np.load(data)["images"])
    for name, answer in answers.items():
        assert np.abs(answer - theirs[name]).max() < 1e-5
    monkeypatch.setitem(reader.READERS, "chance", ShapeReader)
    faces = reader.FaceReader(HaarFaceDetector(), ROOT / "weights" / "emotions.onnx", weights)
    (face,) = faces.read(skimage.data.astronaut()).as_dict()["faces"]
    assert face["mood"] == "happy"
    assert 0 < face["shape"]["star"] < 1

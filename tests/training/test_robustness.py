import json
from pathlib import Path

import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS, MOODS
from training import robustness
from training.faces.arrays import DataError
from training.faces.fer2013 import Faces
from training.figures.intervals import intervals
from training.robustness import RobustnessConfig, table
from training.runs.robustness import box_jitter, faces_with_moods, measure
from training.views.conditions import CONDITIONS

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "weights" / "emotions.onnx"
HAPPY, NEUTRAL, ANGRY = (MOODS.index(mood) for mood in ("happy", "neutral", "angry"))


def answer(emotions):
    return np.eye(len(EMOTIONS), dtype=np.float32)[[EMOTIONS.index(name) for name in emotions]]


def read_light(images):
    """Bright faces are happy, the others neutral."""
    return answer(["happy" if face.mean() > 100 else "neutral" for face in images])


def read_rims(images):
    """Says angry where something is over the eyebrows, else happy."""
    return answer(["angry" if np.ptp(face[12:14].astype(int)) else "happy" for face in images])


@pytest.fixture
def grey():
    return np.full((4, 48, 48), 120, np.uint8)


def test_a_condition_costs_the_moods_that_it_changes(grey):
    figures = measure(read_light, grey, np.array([HAPPY, HAPPY, HAPPY, NEUTRAL]))
    assert figures["accuracy"]["value"] == 0.75
    dim, bright = (figures["conditions"][f"brightness x {x}"] for x in (0.4, 1.8))
    assert (dim["accuracy"]["value"], dim["cost"]["value"]) == (0.25, 0.5)
    assert (bright["accuracy"]["value"], bright["cost"]["value"]) == (0.75, 0)
    assert list(figures["conditions"]) == list(CONDITIONS)


def test_angry_is_counted_with_and_without_glasses(grey):
    angry = measure(read_rims, grey, np.full(4, HAPPY))["angry"]
    assert angry["without glasses"]["value"] == 0
    assert angry["glasses, dark rims"]["added"] == {"value": 1, "interval": [1, 1]}


def test_a_shaky_box_flips_the_mood_of_what_lies_at_its_edge():
    def read_edge(images):
        return answer(["happy" if face[24, 0] > 127 else "sad" for face in images])

    flat, half = np.zeros((1, 48, 48), np.uint8), np.zeros((1, 48, 48), np.uint8)
    half[:, :, :1] = 255  # a box that moves right or shrinks loses this column
    jitter = box_jitter(read_edge, np.repeat(half, 40, axis=0), np.full(40, HAPPY))
    assert 0.3 < jitter["flips"]["value"] < 0.7
    assert box_jitter(read_edge, flat, np.array([MOODS.index("sad")]))["flips"]["value"] == 0


def test_only_faces_in_which_most_saw_an_emotion_are_measured():
    votes = np.zeros((3, 10), int)
    votes[[0, 1, 2], [4, 7, 1]] = 10  # anger, contempt, happiness
    images = np.arange(3, dtype=np.uint8).repeat(48 * 48).reshape(3, 48, 48)
    kept, moods = faces_with_moods(Faces(images, np.zeros(3, int), votes))
    assert kept[:, 0, 0].tolist() == [0, 2]
    assert moods.tolist() == [ANGRY, HAPPY]


def test_faces_without_votes_are_refused():
    with pytest.raises(DataError, match=r"has no FER\+ votes; put fer2013new\.csv"):
        faces_with_moods(Faces(np.zeros((1, 48, 48), np.uint8), np.zeros(1, int)))


def test_an_interval_holds_the_mean_and_shrinks_with_more_faces():
    def half_right(count):
        right = np.arange(count) % 2
        return intervals(lambda rows: {"mean": right[rows].mean()}, count)["mean"]

    assert half_right(100) == pytest.approx([0.4, 0.6], abs=0.021)
    assert half_right(10_000) == pytest.approx([0.49, 0.51], abs=0.0021)
    assert half_right(100) == half_right(100)


def test_the_served_network_is_measured_and_written(write_npz, tmp_path, capsys):
    out = tmp_path / "robustness.json"
    robustness.robustness(RobustnessConfig(WEIGHTS, write_npz(), out))
    figures = json.loads(out.read_text())
    assert figures["n"] == 7
    assert table(figures) + "\n" == capsys.readouterr().out
    for name in CONDITIONS:
        assert name in table(figures)

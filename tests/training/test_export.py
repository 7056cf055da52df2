from pathlib import Path

import keras
import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS, mood_probabilities
from tests.training.networks import HEADS
from training.export import ExportConfig, export
from training.faces.arrays import DataError
from training.faces.fer2013 import Faces
from training.figures.kinds import KINDS, best_temperature
from training.networks.heads import divide_scores
from training.networks.onnx_file import ExportError, require_agreement, to_onnx, with_heads
from training.networks.saved import NetworkError
from training.runs.exporting import certain_threshold
from training.tasks.emotions import TASK, right_answers

FACES = np.random.default_rng(0).integers(0, 256, (20, 48, 48), np.uint8)

# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def build_network(*heads):
    """Seven maps of a face, one step of 8 pixels apart, averaged to the scores of each head."""
    keras.utils.set_random_seed(0)
    faces = keras.Input((48, 48, 1))
    light = keras.layers.Rescaling(1 / 50)(faces)
    outputs = {}
    for head in heads:
        scores = keras.layers.Conv2D(7, 8, 8, name=f"{head}_scores")(light)
        average = keras.layers.GlobalAveragePooling2D()(scores)
        outputs[head] = keras.layers.Softmax(name=head)(average)
    return keras.Model(faces, outputs)


def one_head(*heads, head):
    return with_heads(build_network(*heads), [TASK.head(head)])


@pytest.fixture
def trained(tmp_path):
    path = tmp_path / "run" / "model.keras"
    path.parent.mkdir()
    build_network(*HEADS).save(path)
    return path


def softmax(scores):
    shares = np.exp(scores)
    return shares / shares.sum(axis=1, keepdims=True)


def answers_of(network):
    return network(FACES[..., np.newaxis].astype(np.float32)).numpy()


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("name", ["model.keras", "model.json", "model"])
def test_only_an_onnx_can_be_written(name):
    with pytest.raises(ExportError, match=rf"{name} does not end in \.onnx; name"):
        export(ExportConfig(Path("lost.keras"), Path("lost.npz"), Path(name)))


def test_the_trained_network_is_not_overwritten(trained):
    out = trained.parent / ".." / "run" / "model.onnx"
    with pytest.raises(ExportError, match=r"would overwrite .*model\.keras; name another --out"):
        export(ExportConfig(trained, Path("lost.npz"), out))


def test_what_is_exported_already_is_refused(tmp_path):
    network = one_head(*HEADS, head="ferplus")
    network.save(tmp_path / "ferplus.keras")
    config = ExportConfig(tmp_path / "ferplus.keras", Path("lost.npz"), tmp_path / "again.onnx")
    with pytest.raises(NetworkError, match=r"give the model\.keras that training\.train wrote"):
        export(config)


def test_a_failed_write_leaves_all_three_old_files(trained, write_npz, tmp_path, monkeypatch):
    folder = tmp_path / "weights"
    config = ExportConfig(trained, write_npz(), folder / "emotion.onnx")
    export(config)
    before = contents(folder)

    def fail(*_, **__):
        raise OSError("disk full")

    build_network(*HEADS[::-1]).save(trained)
    monkeypatch.setattr("training.runs.exporting.json.dumps", fail)  # the card is written last
    with pytest.raises(OSError, match="disk full"):
        export(config)
    assert contents(folder) == before
    assert sorted(before) == ["emotion.json", "emotion.keras", "emotion.onnx"]


@pytest.mark.parametrize("temperature", [0.5, 1, 3])
def test_the_temperature_undoes_too_much_or_too_little_confidence(temperature):
    truth = np.random.default_rng(0).dirichlet(np.ones(7), 100)
    said = softmax(temperature * np.log(truth))
    assert best_temperature(KINDS["softmax"], said, truth) == pytest.approx(temperature, rel=0.01)


def test_a_cooled_network_answers_as_if_its_scores_were_divided_by_the_temperature():
    network = one_head(*HEADS, head="ferplus")
    before = answers_of(network)
    divide_scores(network, "ferplus", 2.5)
    assert np.abs(answers_of(network) - before).max() > 0.01
    assert np.allclose(answers_of(network), softmax(np.log(before) / 2.5), atol=1e-6)


def test_four_readings_in_five_reach_the_threshold():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(len(EMOTIONS)), 1000)
    confidence = mood_probabilities(probabilities).max(axis=1)
    certain = confidence >= certain_threshold(TASK.heads[0], probabilities)
    assert certain.mean() == pytest.approx(0.8, abs=0.002)


def test_an_onnx_that_answers_otherwise_is_refused():
    network = one_head("fer2013", head="fer2013")
    converted = to_onnx(network, ["probabilities"])
    require_agreement(network, converted, ["probabilities"], FACES)
    divide_scores(network, "fer2013", 1.01)
    with pytest.raises(ExportError, match=r"ONNX and Keras differ by .*, over 1e-05"):
        require_agreement(network, converted, ["probabilities"], FACES)


def test_without_votes_only_the_labels_can_be_answered(trained, write_npz, tmp_path):
    faces = Faces(FACES, np.arange(20) % 7)
    assert right_answers(faces, "fer2013") is faces.labels
    config = ExportConfig(trained, write_npz(votes=None), tmp_path / "ferplus.onnx")
    with pytest.raises(DataError, match=r"has no FER\+ votes"):
        export(config)


def test_of_two_truths_of_one_question_only_one_can_serve(trained, write_npz, tmp_path):
    config = ExportConfig(trained, write_npz(), tmp_path / "both.onnx", head=HEADS)
    with pytest.raises(ExportError, match="Of the heads fer2013, ferplus only one can serve"):
        export(config)


def test_a_head_that_the_network_did_not_learn_is_named(trained, write_npz, tmp_path):
    build_network("fer2013").save(trained)
    with pytest.raises(ExportError, match="has no head 'ferplus', only fer2013; choose --head"):
        export(ExportConfig(trained, write_npz(), tmp_path / "ferplus.onnx"))

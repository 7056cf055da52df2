from pathlib import Path

import keras
import pytest

from training.architectures import HEADS
from training.export import ExportConfig, ExportError, export

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


@pytest.fixture
def trained(tmp_path):
    path = tmp_path / "run" / "model.keras"
    path.parent.mkdir()
    build_network(*HEADS).save(path)
    return path


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


def test_a_failed_write_leaves_all_three_old_files(trained, write_npz, tmp_path, monkeypatch):
    folder = tmp_path / "weights"
    config = ExportConfig(trained, write_npz(), folder / "emotion.onnx")
    export(config)
    before = contents(folder)

    def fail(*_, **__):
        raise OSError("disk full")

    build_network(*HEADS[::-1]).save(trained)
    monkeypatch.setattr("training.export.json.dumps", fail)  # the card is written last
    with pytest.raises(OSError, match="disk full"):
        export(config)
    assert contents(folder) == before
    assert sorted(before) == ["emotion.json", "emotion.keras", "emotion.onnx"]

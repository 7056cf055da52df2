"""Files that are damaged, or not what their name says, are named in a sentence."""

import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest

from training.faces.arrays import DataError
from training.networks.saved import NetworkError, load_network
from training.views.stored import load_views

HEADS = ("fer2013", "ferplus")
REFERENCE = Path(__file__).resolve().parents[2] / "weights" / "reference"

# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("lost.keras", None, "There is no .*lost.keras"),
        ("text.keras", b"no network", "text.keras is no .keras file"),
        (
            "half.keras",
            (REFERENCE / "fer2013.keras").read_bytes()[:50_000],
            "not all of it",
        ),
        (
            "emotion.onnx",
            (REFERENCE / "fer2013.onnx").read_bytes(),
            "emotion.onnx is no .keras file",
        ),
    ],
)
def test_a_file_that_holds_no_network_is_named(name, content, sentence, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(NetworkError, match=sentence):
        load_network(tmp_path / name)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_a_network_with_damaged_bytes_is_named(part, tmp_path):
    content = bytearray((REFERENCE / "fer2013.keras").read_bytes())
    start = int(part * len(content))
    content[start : start + 50] = b"\xaa" * 50
    (tmp_path / "damaged.keras").write_bytes(content)
    with pytest.raises(NetworkError, match=r"damaged\.keras is no \.keras file, not all of it"):
        load_network(tmp_path / "damaged.keras")


def test_an_archive_of_something_else_is_no_network(tmp_path):
    with zipfile.ZipFile(tmp_path / "other.keras", "w") as archive:
        archive.writestr("name", "content")
    with pytest.raises(NetworkError, match=r"other\.keras is no \.keras file"):
        load_network(tmp_path / "other.keras")


def test_a_file_of_an_older_format_is_no_network(tmp_path):
    (tmp_path / "model.h5").write_bytes(b"no network")
    with pytest.raises(NetworkError, match=r"model\.h5 is no \.keras file"):
        load_network(tmp_path / "model.h5")


def test_a_network_of_unknown_layers_is_named(tmp_path):
    class Unknown(keras.layers.Layer):
        def call(self, x):
            return x

    faces = keras.Input((48, 48, 1))
    keras.Model(faces, Unknown()(faces)).save(tmp_path / "unknown.keras")
    with pytest.raises(NetworkError, match="of layers that Keras does not know"):
        load_network(tmp_path / "unknown.keras")


@pytest.fixture
def write_view(tmp_path):
    def write(name, faces=28, heads=HEADS, size=48):
        readings = {head: np.zeros((faces, 7), np.float16) for head in heads}
        np.savez(tmp_path / name, images=np.zeros((faces, size, size), np.uint8), **readings)
        return tmp_path / name

    return write


def test_a_folder_without_views_is_named(tmp_path):
    with pytest.raises(DataError, match="holds no views"):
        load_views(tmp_path, (28, 48, 48), HEADS)


def test_views_are_stacked_in_the_order_of_their_names(write_view, tmp_path):
    write_view("01.npz")
    write_view("00.npz")
    images, readings = load_views(tmp_path, (28, 48, 48), HEADS)
    assert images.shape == (2, 28, 48, 48)
    assert list(readings) == list(HEADS)
    assert all(reading.shape == (2, 28, 7) for reading in readings.values())


@pytest.mark.parametrize("length", [0, 3000])
def test_a_truncated_view_is_named(write_view, tmp_path, length):
    write_view("00.npz")
    path = write_view("01.npz")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(DataError, match=r"01\.npz is not a readable \.npz file"):
        load_views(tmp_path, (28, 48, 48), HEADS)


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        ({"faces": 5}, r"01\.npz shows 5 faces, the data has 28 usable"),
        ({"size": 64}, r"01\.npz is no view"),
        ({"heads": HEADS[:1]}, r"01\.npz holds no readings of ferplus: not every teacher"),
    ],
)
def test_every_view_must_be_of_the_same_faces_and_heads(write_view, tmp_path, view, sentence):
    write_view("00.npz")
    write_view("01.npz", **view)
    with pytest.raises(DataError, match=sentence):
        load_views(tmp_path, (28, 48, 48), HEADS)

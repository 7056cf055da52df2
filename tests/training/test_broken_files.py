"""Files that are damaged, or not what their name says, are named in a sentence."""

import zipfile
from pathlib import Path

import keras
import pytest

from training.architectures import NetworkError, load_network

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"

# Keras 3.15 on TensorFlow asks NumPy 2 for arrays in the way of NumPy 1.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_a_network_with_damaged_bytes_is_named(part, tmp_path):
    content = bytearray((WEIGHTS / "emotion.keras").read_bytes())
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

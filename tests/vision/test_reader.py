import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from mood_recommender.images import decode_image
from mood_recommender.vision import reader as reader_module
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.networks import Network, WeightsMismatch
from mood_recommender.vision.reader import FaceReader
from mood_recommender.vision.reading import FaceReading
from tests.vision.conftest import ASTRONAUT_FACE, WEIGHTS, overlap
from tests.vision.test_networks import two_outputs


@pytest.fixture(scope="module")
def reading(astronaut, reader) -> FaceReading:
    (face,) = reader.read(astronaut).faces
    return face


@dataclass
class Colours:
    """What the network of two outputs says, in words."""

    red: float

    def as_dict(self) -> dict[str, Any]:
        return {"skin": {"red": self.red}}


class ColourReader:
    """What a reading besides emotions has to bring."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def read(self, image: np.ndarray, boxes: list[Box]) -> list[Colours]:
        crops = np.stack([self.network.card.crop.cut(image, box) for box in boxes])
        return [Colours(float(red)) for red in self.network.answers(crops)["red"][:, 0]]


def test_the_astronaut_smiles(reading):
    assert overlap(reading.box, ASTRONAUT_FACE) > 0.6
    assert reading.emotions.mood == "happy"


def test_a_photo_has_its_size(astronaut, reader):
    photo = reader.read(astronaut[:400])
    assert (photo.width, photo.height) == (512, 400)


def test_no_face_is_an_empty_list(reader):
    assert reader.read(np.zeros((200, 200, 3), np.uint8)).faces == []


def test_five_faces_are_five_readings(astronaut, reader):
    face = astronaut[20:220, 120:320]
    photo = np.concatenate([face, face[:, ::-1], face, face[:, ::-1], face], axis=1)
    boxes = [face.box for face in reader.read(photo).faces]
    assert sorted(box.left // 200 for box in boxes) == [0, 1, 2, 3, 4]
    assert boxes == sorted(boxes, key=lambda box: box.area, reverse=True)


def test_eight_threads_read_the_same(astronaut_jpeg, reader):
    def read(_: int) -> bytes:
        (face,) = reader.read(decode_image(astronaut_jpeg)).faces
        return face.emotions.probabilities.tobytes() + repr(face.box).encode()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(read, range(160)))) == 1


def test_a_reader_that_was_sent_elsewhere_reads_the_same(astronaut, reader):
    sent = pickle.loads(pickle.dumps(reader))
    assert sent.read(astronaut).as_dict() == reader.read(astronaut).as_dict()


def test_another_network_adds_its_field(astronaut, detector, tmp_path, monkeypatch):
    monkeypatch.setitem(reader_module.READERS, "colours", ColourReader)
    colours = two_outputs(tmp_path / "colours.onnx")
    (face,) = FaceReader(detector, WEIGHTS, colours).read(astronaut).as_dict()["faces"]
    assert list(face)[-1] == "skin"
    assert 100 < face["skin"]["red"] < 255


def test_a_task_that_nobody_reads_is_named(detector, tmp_path):
    colours = two_outputs(tmp_path / "colours.onnx")
    with pytest.raises(WeightsMismatch, match=r"colours\.onnx is of the task colours"):
        FaceReader(detector, WEIGHTS, colours)


def test_another_network_does_not_stand_for_that_of_emotions(detector, tmp_path):
    colours = two_outputs(tmp_path / "colours.onnx")
    with pytest.raises(WeightsMismatch, match=r"colours\.onnx has no output probabilities"):
        FaceReader(detector, colours)

from pathlib import Path

import numpy as np

from mood_recommender.moods import EMOTIONS, MOODS
from mood_recommender.vision import reader as reader_module
from mood_recommender.vision.folders import PhotoResult
from mood_recommender.vision.reader import FaceReader
from mood_recommender.vision.tables import csv_columns, csv_rows
from tests.vision.conftest import WEIGHTS
from tests.vision.test_networks import two_outputs
from tests.vision.test_reader import ColourReader

COLUMNS = [
    *("path", "width", "height", "face", "left", "top", "right", "bottom", *EMOTIONS),
    *(*(f"mood_{mood}" for mood in MOODS), "mood", "confidence", "certain", "error", "detail"),
]


def test_the_columns_are_the_fields_of_a_reading(reader):
    assert csv_columns(reader) == COLUMNS


def test_every_face_is_a_row_of_these_columns(astronaut, reader):
    result = PhotoResult(Path("a.jpg"), reader.read(np.hstack([astronaut, astronaut])))
    first, second = csv_rows(result.as_dict())
    assert [*first, "error", "detail"] == COLUMNS
    assert (first["width"], first["face"], second["face"]) == (1024, 1, 2)
    assert first["mood_happy"] == first["confidence"]


def test_a_photo_without_a_face_is_a_row_of_its_own(reader):
    result = PhotoResult(Path("a.jpg"), reader.read(np.zeros((50, 60, 3), np.uint8)))
    assert csv_rows(result.as_dict()) == [{"path": "a.jpg", "width": 60, "height": 50}]


def test_another_network_adds_its_columns(detector, tmp_path, monkeypatch):
    monkeypatch.setitem(reader_module.READERS, "colours", ColourReader)
    reader = FaceReader(detector, WEIGHTS, two_outputs(tmp_path / "colours.onnx"))
    assert csv_columns(reader) == [*COLUMNS[:-2], "skin_red", "error", "detail"]

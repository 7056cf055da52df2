import json
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from mood_recommender.images import decode_image
from mood_recommender.moods import EMOTIONS, MOOD_OF_EMOTION, MOODS
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.reading import FaceReading, read_faces, steady_emotions
from tests.vision.conftest import ASTRONAUT_FACE, overlap


@pytest.fixture(scope="module")
def reading(astronaut, detector, classifier) -> FaceReading:
    (reading,) = read_faces(astronaut, detector, classifier)
    return reading


def test_the_astronaut_smiles(reading):
    assert overlap(reading.box, ASTRONAUT_FACE) > 0.6
    assert reading.mood == "happy"
    assert reading.confidence == pytest.approx(reading.moods[MOODS.index("happy")])


def test_probabilities_add_up(reading):
    assert reading.emotions.sum() == pytest.approx(1, abs=1e-5)
    assert reading.moods.sum() == pytest.approx(1, abs=1e-5)


def test_as_dict_is_the_json_of_the_api(reading):
    answer = json.loads(json.dumps(reading.as_dict()))
    assert list(answer) == ["box", "emotions", "moods", "mood", "confidence", "certain"]
    assert list(answer["box"]) == ["left", "top", "right", "bottom"]
    assert tuple(answer["emotions"]) == EMOTIONS
    assert tuple(answer["moods"]) == MOODS
    assert sum(answer["emotions"].values()) == pytest.approx(1, abs=1e-3)
    assert sum(answer["moods"].values()) == pytest.approx(1, abs=1e-3)
    assert answer["certain"] is reading.certain


def test_a_mood_is_the_sum_of_its_emotions(reading):
    for mood, probability in zip(MOODS, reading.moods, strict=True):
        parts = [
            p for e, p in zip(EMOTIONS, reading.emotions, strict=True) if MOOD_OF_EMOTION[e] == mood
        ]
        assert probability == pytest.approx(sum(parts), abs=1e-6)


@pytest.mark.parametrize(("threshold", "certain"), [(0.0, True), (1.1, False)])
def test_certain_means_at_or_over_the_threshold(
    astronaut, detector, classifier, monkeypatch, threshold, certain
):
    monkeypatch.setattr(classifier, "certain_threshold", threshold)
    (reading,) = read_faces(astronaut, detector, classifier)
    assert reading.certain is certain


def test_a_mirror_shows_the_same_emotions(astronaut, reading, classifier):
    class SameBox:
        def detect(self, image: np.ndarray) -> list[Box]:
            return [
                Box(
                    512 - reading.box.right,
                    reading.box.top,
                    512 - reading.box.left,
                    reading.box.bottom,
                )
            ]

    mirrored = np.ascontiguousarray(astronaut[:, ::-1])
    (of_mirror,) = read_faces(mirrored, SameBox(), classifier)
    np.testing.assert_allclose(of_mirror.emotions, reading.emotions, atol=0.01)


def test_the_mood_stays_when_the_box_moves_a_little(astronaut, reading, classifier):
    box = reading.box
    boxes = [
        Box(box.left + across, box.top + down, box.right + across, box.bottom + down)
        for across in (-5, 0, 5)
        for down in (-5, 0, 5)
    ]
    happy = steady_emotions(astronaut, boxes, classifier)[:, EMOTIONS.index("happy")]
    assert happy.shape == (9,)
    assert np.ptp(happy) < 0.1


def test_faces_are_read_each_for_itself(astronaut, reading, classifier):
    other = Box(0, 0, 100, 100)
    both = steady_emotions(astronaut, [other, reading.box], classifier)
    np.testing.assert_allclose(both[1], reading.emotions, atol=1e-5)
    assert np.abs(both[0] - both[1]).max() > 0.1


def test_no_face_is_an_empty_list(detector, classifier):
    assert read_faces(np.zeros((200, 200, 3), np.uint8), detector, classifier) == []


def test_five_faces_are_five_readings(astronaut, detector, classifier):
    face = astronaut[20:220, 120:320]
    photo = np.concatenate([face, face[:, ::-1], face, face[:, ::-1], face], axis=1)
    readings = read_faces(photo, detector, classifier)
    assert sorted(reading.box.left // 200 for reading in readings) == [0, 1, 2, 3, 4]
    areas = [reading.box.area for reading in readings]
    assert areas == sorted(areas, reverse=True)


def test_eight_threads_read_the_same(astronaut_jpeg, detector, classifier):
    def read(_: int) -> bytes:
        (reading,) = read_faces(decode_image(astronaut_jpeg), detector, classifier)
        return reading.emotions.tobytes() + repr(reading.box).encode()

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(read, range(160)))) == 1

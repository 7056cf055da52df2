import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mood_recommender.moods import EMOTIONS, MOODS
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.emotions import Emotions
from mood_recommender.vision.reading import (
    FaceReading,
    NoFaceFound,
    PhotoReading,
    mean_emotions,
)

MEANS = json.loads((Path(__file__).parents[1] / "means.json").read_text())
"""Faces and what they feel together; static/js/face/mean.js is held to the same."""


def emotions(mood: str, certain: bool = True) -> Emotions:
    moods = np.array([0.7 if each == mood else 0.1 for each in MOODS], np.float32)
    return Emotions(np.full(7, 1 / 7, np.float32), moods, certain)


def face(mood: str = "happy") -> FaceReading:
    return FaceReading(Box(1, 2, 30, 40), emotions(mood))


class Age:
    """What another network might say."""

    def as_dict(self) -> dict[str, Any]:
        return {"age": {"young": 0.25, "old": 0.75}}


def test_the_mood_is_the_likeliest_and_its_probability_the_confidence():
    sad = emotions("sad")
    assert (sad.mood, round(sad.confidence, 4)) == ("sad", 0.7)


def test_as_dict_is_the_json_of_the_api():
    written = json.loads(json.dumps(PhotoReading(640, 480, [face(), face("sad")]).as_dict()))
    assert list(written) == ["image", "faces"]
    assert written["image"] == {"width": 640, "height": 480}
    assert [each["mood"] for each in written["faces"]] == ["happy", "sad"]
    assert written["faces"][0] == {
        "box": {"left": 1, "top": 2, "right": 30, "bottom": 40},
        "emotions": dict.fromkeys(EMOTIONS, 0.1429),
        "moods": {"happy": 0.7, "sad": 0.1, "neutral": 0.1, "angry": 0.1},
        "mood": "happy",
        "confidence": 0.7,
        "certain": True,
    }


def test_what_another_network_says_is_a_field_more():
    read = FaceReading(Box(1, 2, 30, 40), emotions("happy"), {"ages": Age()})
    assert read.as_dict() == face().as_dict() | {"age": {"young": 0.25, "old": 0.75}}


def test_a_face_that_is_not_there_is_named():
    reading = PhotoReading(640, 480, [face(), face("sad")])
    assert reading.face(1).emotions.mood == "sad"
    with pytest.raises(NoFaceFound, match="The photo has 2 faces; there is no face 2"):
        reading.face(2)


@pytest.mark.parametrize("case", MEANS, ids=lambda case: case["rule"])
def test_several_faces_have_one_mood(case):
    mean = mean_emotions([as_emotions(face) for face in case["faces"]])
    assert mean.as_dict() == case["mean"]


def as_emotions(face: dict[str, Any]) -> Emotions:
    probabilities = np.array([face["emotions"][name] for name in EMOTIONS])
    return Emotions(probabilities, np.array([face["moods"][m] for m in MOODS]), face["certain"])

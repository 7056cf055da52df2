"""What a photo says and what of it may leave the house: `PhotoReading.as_dict` alone writes it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.emotions import Emotions


class NoFaceFound(MoodRecommenderError):
    """No face in a photo from which a mood was wanted."""

    status = 422
    title = "No face found"


class Answer(Protocol):
    """What one network says of a face."""

    def as_dict(self) -> dict[str, Any]:
        """Return its fields of the face's reading: plain Python, ready for JSON."""


@dataclass(frozen=True, eq=False)
class FaceReading:
    """What one face says."""

    box: Box
    """Where the face is, in pixels of the upright photo."""
    emotions: Emotions
    others: Mapping[str, Answer] = field(default_factory=dict)
    """What further networks say, by their task."""

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python, ready for JSON: the box, then the fields of every answer."""
        fields = {"box": asdict(self.box)}
        for answer in (self.emotions, *self.others.values()):
            fields |= answer.as_dict()
        return fields


@dataclass(frozen=True, eq=False)
class PhotoReading:
    """What a photo says."""

    width: int
    """Of the upright photo, in pixels, as is `height`."""
    height: int
    faces: list[FaceReading]
    """Largest first; empty when there is none."""

    def face(self, number: int) -> FaceReading:
        """Return the face of this number, from 0. Raises NoFaceFound when there is none."""
        if number < len(self.faces):
            return self.faces[number]
        raise NoFaceFound(f"The photo has {len(self.faces)} faces; there is no face {number}.")

    def enlarged(self, size: tuple[int, int]) -> "PhotoReading":
        """Return what a reduced copy says in pixels of its photo, of this width and height."""
        if size == (self.width, self.height):
            return self
        across, down = size[0] / self.width, size[1] / self.height
        faces = [replace(face, box=face.box.scaled(across, down)) for face in self.faces]
        return PhotoReading(*size, faces)

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python, ready for JSON: the photo's size and its faces."""
        return {
            "image": {"width": self.width, "height": self.height},
            "faces": [face.as_dict() for face in self.faces],
        }


def mean_emotions(faces: Sequence[Emotions]) -> Emotions:
    """Return what at least one face feels on average.

    Certain when more than half of them are certain of the mood that comes out.
    static/js/face/mean.js does the same in the browser; tests/means.json holds both to it.
    """
    moods = np.mean([face.moods for face in faces], axis=0)
    probabilities = np.mean([face.probabilities for face in faces], axis=0)
    together = Emotions(probabilities, moods, certain=False)
    agreeing = [face for face in faces if face.certain and face.mood == together.mood]
    return Emotions(probabilities, moods, certain=2 * len(agreeing) > len(faces))

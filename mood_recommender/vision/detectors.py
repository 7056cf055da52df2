"""Where the faces are: an image goes in, boxes come out, largest first."""

from typing import Protocol

import numpy as np

from mood_recommender.vision.boxes import Box
from mood_recommender.vision.haar import HaarFaceDetector
from mood_recommender.vision.mtcnn import MtcnnFaceDetector


class FaceDetector(Protocol):
    """Anything that finds faces; safe to call from several threads."""

    def detect(self, image: np.ndarray) -> list[Box]:
        """Find the faces of an (h, w, 3) uint8 RGB image: boxes inside it, largest first."""


def face_detector(name: str) -> FaceDetector:
    """Return the detector called `name`: "haar", or "mtcnn" when that extra is installed.

    Raises ValueError for any other name, DetectorMissing when the extra is not installed.
    """
    if name == "haar":
        return HaarFaceDetector()
    if name == "mtcnn":
        return MtcnnFaceDetector()
    raise ValueError(f"there is no face detector {name!r}; choose haar or mtcnn")

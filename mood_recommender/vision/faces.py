"""Where the faces are: an image goes in, boxes come out, largest first."""

import threading
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

DETECTION_WIDTH = 320
"""Width in pixels of the grey copy that is searched."""


@dataclass(frozen=True)
class Box:
    """Pixel box: left and top inclusive, right and bottom exclusive, never empty.

    Raises ValueError when right <= left or bottom <= top.
    """

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.left >= self.right or self.top >= self.bottom:
            raise ValueError(f"{self} is empty: left < right and top < bottom are needed")

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Pixels inside."""
        return self.width * self.height


class FaceDetector(Protocol):
    """Anything that finds faces; safe to call from several threads."""

    def detect(self, image: np.ndarray) -> list[Box]:
        """Find the faces of an (h, w, 3) uint8 RGB image: boxes inside it, largest first."""


class HaarFaceDetector:
    """OpenCV's frontal-face cascade on a small grey copy.

    Source: Viola and Jones 2001; the trained cascade ships with OpenCV.
    """

    def __init__(self) -> None:
        self._local = threading.local()

    def detect(self, image: np.ndarray) -> list[Box]:
        """Find the faces of an (h, w, 3) uint8 RGB image: boxes inside it, largest first."""
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        scale = min(1.0, DETECTION_WIDTH / max(grey.shape))
        small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        smallest = max(24, round(0.12 * min(small.shape)))
        found = self._cascade().detectMultiScale(small, 1.2, 4, minSize=(smallest, smallest))
        boxes = [
            Box(int(x / scale), int(y / scale), int((x + w) / scale), int((y + h) / scale))
            for x, y, w, h in found
        ]
        return sorted(boxes, key=lambda box: box.area, reverse=True)

    def _cascade(self) -> cv2.CascadeClassifier:
        """Return this thread's cascade: one cascade must not be used by two threads at once."""
        if not hasattr(self._local, "cascade"):
            path = cv2.data.haarcascades + "haarcascade_frontalface_default.xml"
            self._local.cascade = cv2.CascadeClassifier(path)
        return self._local.cascade


def face_detector(name: str) -> FaceDetector:
    """Return the detector called `name`: "haar". Raises ValueError for any other name."""
    if name == "haar":
        return HaarFaceDetector()
    raise ValueError(f"FACE_DETECTOR is {name!r}; choose haar")

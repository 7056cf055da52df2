"""Where the faces are, by OpenCV's cascades."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from mood_recommender.vision.boxes import Box
from mood_recommender.vision.squares import Square, as_boxes, choose_faces


@dataclass(frozen=True)
class _Search:
    """One way to look for faces on a reduced grey copy."""

    cascade: str
    floor: float  # what scores less, as OpenCV's last-stage weight, is no face
    smallest: int  # side of the smallest face, in pixels of the copy
    pixels: int = 48_000  # size of the copy, about 253 x 190
    step: float = 1.25  # from one size of faces to the next
    neighbours: int = 3  # how many overlapping hits make a face
    angles: tuple[int, ...] = (0,)  # by how many degrees the copy is turned
    equalize: bool = False  # whether local contrast is raised first


# Tried in this order until one finds a face; chosen with benchmarks/detection.py.
_SEARCHES = (
    _Search("default", floor=2.5, smallest=26),
    _Search("default", floor=1.0, smallest=36, angles=(-20, 20)),
    _Search("default", floor=3.0, smallest=26, pixels=120_000, neighbours=4),
    _Search("alt2", floor=1.0, smallest=36, step=1.2),
    _Search("default", floor=2.0, smallest=36, step=1.2, equalize=True),
)

_OTHERS_FLOOR = 3.0  # what those beside the strongest face must score

# A face that is small in the photo, or one of several, speaks of a group: worth a closer look.
# Sides are over the square root of the photo's pixels.
_SMALL_SIDE = 0.2
_GROUP_SIDE = 0.35
_COMPANION_FLOOR = 2.0
_COMPANION_SIDE = 0.45  # over the strongest face's
_COMPANION_PIXELS = 250_000  # largest copy for the closer look
_STRONGEST_PIXELS = 50  # side of the strongest face on that copy

_CASCADES = Path(cv2.__file__).with_name("data")


class HaarFaceDetector:
    """OpenCV's frontal-face cascades on a small grey copy: a cheap search, then harder ones.

    Source: Viola and Jones 2001; the trained cascades ship with OpenCV.
    """

    def __init__(self) -> None:
        self._local = threading.local()

    def __reduce__(self) -> tuple[type["HaarFaceDetector"], tuple[()]]:
        return type(self), ()  # another process loads the cascades anew

    def detect(self, image: np.ndarray) -> list[Box]:
        """Find the faces of an (h, w, 3) uint8 RGB image: boxes inside it, largest first."""
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        for search in _SEARCHES:
            found = self._look(grey, search)
            if faces := choose_faces(found, search.floor, _OTHERS_FLOOR):
                if _may_be_a_group(found, faces[0].side / grey.size**0.5):
                    faces = max(faces, self._look_closer(grey, faces[0].side), key=len)
                return as_boxes(faces, image)
        return []

    def _look_closer(self, grey: np.ndarray, side: float) -> list[Square]:
        """Search for the companions of a face of `side` pixels, on a copy that shows them well."""
        wanted = grey.size * (_STRONGEST_PIXELS / side) ** 2
        pixels = int(min(max(wanted, _Search.pixels), _COMPANION_PIXELS))
        smallest = _COMPANION_SIDE * side * min(1.0, (pixels / grey.size) ** 0.5)
        closer = _Search(
            "default",
            floor=_COMPANION_FLOOR,
            smallest=max(24, round(smallest)),
            pixels=pixels,
            step=1.1,
            neighbours=4,
        )
        return choose_faces(self._look(grey, closer), closer.floor, closer.floor, _COMPANION_SIDE)

    def _look(self, grey: np.ndarray, search: _Search) -> list[Square]:
        """Return everything that one search takes for a face, in pixels of `grey`."""
        scale = min(1.0, (search.pixels / grey.size) ** 0.5)
        copy = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if search.equalize:
            copy = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(4, 4)).apply(copy)
        return [
            Square(hit.x / scale, hit.y / scale, hit.side / scale, hit.score)
            for angle in search.angles
            for hit in self._squares(copy, search, angle)
        ]

    def _squares(self, copy: np.ndarray, search: _Search, angle: int) -> Iterator[Square]:
        """Turn `copy` by `angle` degrees, search it, and turn the hits back."""
        height, width = copy.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1)
        turned = cv2.warpAffine(copy, turn, (width, height), borderMode=cv2.BORDER_REPLICATE)
        hits, _, scores = self._cascade(search.cascade).detectMultiScale3(
            turned if angle else copy,
            search.step,
            search.neighbours,
            minSize=(search.smallest, search.smallest),
            outputRejectLevels=True,
        )
        back = cv2.invertAffineTransform(turn)
        for (left, top, side, _), score in zip(hits, np.ravel(scores), strict=True):
            x, y = back @ (left + side / 2, top + side / 2, 1)
            yield Square(x, y, side, float(score))

    def _cascade(self, name: str) -> cv2.CascadeClassifier:
        """Return this thread's cascade: one cascade must not be used by two threads at once."""
        if not hasattr(self._local, name):
            path = _CASCADES / f"haarcascade_frontalface_{name}.xml"
            setattr(self._local, name, cv2.CascadeClassifier(str(path)))
        cascade: cv2.CascadeClassifier = getattr(self._local, name)
        return cascade


def _may_be_a_group(found: list[Square], side: float) -> bool:
    return side < (_GROUP_SIDE if len(found) > 1 else _SMALL_SIDE)

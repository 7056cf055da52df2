"""Random views of a face: tilted, shifted, scaled, mirrored, darker or lighter, partly covered.

Only geometry, gamma and covering: the network standardizes brightness and contrast itself.
"""

import cv2
import numpy as np

from training.data import FACE_SIZE

CENTRE = (FACE_SIZE - 1) / 2


def augment(images: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Return a random view of each of (n, 48, 48) uint8 images, in new memory.

    `strength` scales every range: 0 only mirrors, 1 is right for a network that would overfit.
    """
    return np.stack(
        [
            _cover(_shade(_warp(i, random, strength), random, strength), random, strength)
            for i in images
        ]
    )


def _warp(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Mirror every other face; rotate by 12 degrees, scale by 12 %, shift by 5 pixels at most."""
    angle, scale, stretch, shear = random.uniform(-1, 1, 4) * strength
    angle, scale = np.deg2rad(12) * angle, 1 + 0.12 * scale
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    matrix = np.array([[cos, 0.08 * shear - sin], [sin, cos]]) * [[1], [1 + 0.05 * stretch]]
    matrix[:, 0] *= random.choice((-1, 1))
    centre = CENTRE + 4.8 * strength * random.uniform(-1, 1, 2)
    affine = np.column_stack([matrix, centre - matrix @ (CENTRE, CENTRE)])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, affine, image.shape, flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _shade(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Raise to a gamma between 0.6 and 1.65."""
    gamma = np.exp(0.5 * strength * random.uniform(-1, 1))
    table = 255 * (np.arange(256) / 255) ** gamma
    return cv2.LUT(image, table.round().astype(np.uint8))


def _cover(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Cover three faces in ten with a grey box of 6 to 18 pixels a side."""
    if random.random() < 0.3 * strength:
        left, top = random.integers(-6, FACE_SIZE, 2)
        width, height = random.integers(6, 19, 2)
        box = slice(max(top, 0), top + height), slice(max(left, 0), left + width)
        image[box] = random.integers(256)
    return image

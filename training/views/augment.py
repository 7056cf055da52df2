"""Random views of a face: tilted, shifted, mirrored, darker, partly covered, spoilt by a webcam.

Brightness and contrast change only where they end in white: the network standardizes both itself.
What `training.views.conditions` does to measure a network is drawn here with random strengths, so
that it costs the network little.
"""

import cv2
import numpy as np

from training.views.conditions import brighten, compress, darken_half, wear_glasses


def augment(images: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Return a random view of each of n square uint8 images, grey or RGB, in new memory.

    `strength` scales every range: 0 only mirrors, 1 is right for a network that would overfit.
    """
    return np.stack([_view(image, random, strength) for image in images])


def _view(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    for change in (_dress, _warp, _shade, _cover, _spoil):
        image = change(image, random, strength)
    return image


def _dress(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Put glasses on three faces in twenty, with rims of any grey and 1 to 2 pixels thick."""
    if random.random() < 0.15 * strength:
        thickness = float(random.choice((1.0, 1.5, 2.0)))
        image = wear_glasses(image[np.newaxis], int(random.integers(256)), thickness)[0]
    return image


def _warp(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Mirror every other face; rotate by 12 degrees, scale by 12 %, shift by a tenth at most."""
    angle, scale, stretch, shear = random.uniform(-1, 1, 4) * strength
    angle, scale = np.deg2rad(12) * angle, 1 + 0.12 * scale
    cos, sin = scale * np.cos(angle), scale * np.sin(angle)
    matrix = np.array([[cos, 0.08 * shear - sin], [sin, cos]]) * [[1], [1 + 0.05 * stretch]]
    matrix[:, 0] *= random.choice((-1, 1))
    side = len(image)
    middle = (side - 1) / 2
    centre = middle + side / 10 * strength * random.uniform(-1, 1, 2)
    affine = np.column_stack([matrix, centre - matrix @ (middle, middle)])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(image, affine, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _shade(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Raise to a gamma between 0.6 and 1.65."""
    gamma = np.exp(0.5 * strength * random.uniform(-1, 1))
    table = 255 * (np.arange(256) / 255) ** gamma
    return cv2.LUT(image, table.round().astype(np.uint8))


def _cover(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Cover three faces in ten with a grey box of an eighth to three eighths of their side."""
    if random.random() < 0.3 * strength:
        side = len(image)
        least, most = side // 8, 3 * side // 8
        left, top = random.integers(-least, side, 2)
        width, height = random.integers(least, most + 1, 2)
        box = slice(max(top, 0), top + height), slice(max(left, 0), left + width)
        image[box] = random.integers(256)
    return image


def _spoil(image: np.ndarray, random: np.random.Generator, strength: float) -> np.ndarray:
    """Blur, add noise, compress, half darken or overexpose: each happens to one face in twelve."""
    fate = random.random() * 12 / strength if strength else 5
    if fate < 1:
        return cv2.GaussianBlur(image, (0, 0), random.uniform(0.4, 1.3))
    if fate < 2:
        noise = random.normal(0, random.uniform(3, 20), image.shape)
        return (image + noise).clip(0, 255).astype(np.uint8)
    if fate < 3:
        return compress(image[np.newaxis], int(random.integers(10, 50)))[0]
    if fate < 4:
        return darken_half(image[np.newaxis], left=random.random() < 0.5)[0]
    if fate < 5:
        return brighten(image, random.uniform(1.2, 2.2))
    return image

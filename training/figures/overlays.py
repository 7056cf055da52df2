"""Lay over a face what speaks for an answer."""

import cv2
import numpy as np

SIDE = 384
"""Width and height of a picture of a face, in pixels."""


def overlay(face: np.ndarray, evidence: np.ndarray) -> np.ndarray:
    """Lay (48, 48) evidence in [0, 1] over a (48, 48) uint8 face as glowing colours.

    Returns (384, 384, 3) uint8 RGB; where there is no evidence the face shows through.
    """
    glow = np.clip(cv2.resize(evidence, (SIDE, SIDE), interpolation=cv2.INTER_LINEAR), 0, 1)
    grey = cv2.resize(face, (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    colours = cv2.applyColorMap((255 * glow).astype(np.uint8), cv2.COLORMAP_TURBO)[..., ::-1]
    opacity = 0.7 * np.sqrt(glow)[..., np.newaxis]
    mixed: np.ndarray = (1 - opacity) * grey[..., np.newaxis] + opacity * colours
    return mixed.astype(np.uint8)

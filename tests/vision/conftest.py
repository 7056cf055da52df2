"""Real photos in memory, the real cascades and the real weights."""

import io
from typing import Any

import cv2
import numpy as np
import pytest
import skimage.data
from PIL import Image

from mood_recommender.settings import ROOT
from mood_recommender.vision.boxes import Box
from mood_recommender.vision.haar import HaarFaceDetector
from mood_recommender.vision.reader import FaceReader

WEIGHTS = ROOT / "weights" / "emotions.onnx"
ASTRONAUT_FACE = Box(175, 65, 275, 165)
"""Where a person sees the face of the astronaut, give or take ten pixels."""


@pytest.fixture(scope="session")
def astronaut() -> np.ndarray:
    return skimage.data.astronaut()


@pytest.fixture(scope="session")
def detector() -> HaarFaceDetector:
    return HaarFaceDetector()


@pytest.fixture(scope="session")
def reader(detector: HaarFaceDetector) -> FaceReader:
    return FaceReader(detector, WEIGHTS)


def encode(image: Image.Image, layout: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    image.save(stream, layout, **options)
    return stream.getvalue()


def overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(one.right, other.right) - max(one.left, other.left)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    shared = max(width, 0) * max(height, 0)
    return shared / (one.area + other.area - shared)


def turned(image: np.ndarray, degrees: float) -> np.ndarray:
    height, width = image.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(image, turn, (width, height))

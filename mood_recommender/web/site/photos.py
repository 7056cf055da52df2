"""A photo that was sent to us: read in memory, timed and forgotten. Pages and API both ask here."""

import numpy as np
from flask import current_app
from werkzeug.datastructures import FileStorage

from mood_recommender.extensions import limiter
from mood_recommender.images import decode_image
from mood_recommender.vision.reader import FaceReader
from mood_recommender.vision.reading import PhotoReading
from mood_recommender.web.site.operations import READING_SECONDS


def read_upload(photo: FileStorage) -> tuple[np.ndarray, PhotoReading]:
    """Return the image, (h, w, 3) uint8 RGB, and its reading. Raises what `decode_image` raises."""
    with READING_SECONDS.time():
        image = decode_image(photo.read())
        return image, face_reader().read(image)


def face_reader() -> FaceReader:
    """Return the reader of the running application."""
    reader: FaceReader = current_app.extensions["face_reader"]
    return reader


def _rate_limit() -> str:
    return str(current_app.config["READINGS_RATE_LIMIT"])


limit_readings = limiter.shared_limit(_rate_limit, scope="readings")
"""Decorates every view that reads a photo: all of them count towards one limit."""

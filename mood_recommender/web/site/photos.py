"""A photo that was sent to us: read in memory, timed and forgotten. Pages and API both ask here."""

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import cast

from flask import current_app
from werkzeug.datastructures import FileStorage

from mood_recommender.extensions import limiter
from mood_recommender.images import Photo, opened
from mood_recommender.vision.reader import FaceReader
from mood_recommender.vision.reading import PhotoReading
from mood_recommender.web.site.operations import READING_SECONDS


@contextmanager
def read_upload(upload: FileStorage) -> Iterator[tuple[Photo, PhotoReading]]:
    """Open a photo and yield it and its reading, in its `pixels`. Raises what `opened` raises."""
    with ExitStack() as stack:
        with READING_SECONDS.time():
            photo = stack.enter_context(opened(_bytes_of(upload)))
            reading = face_reader().read(photo.pixels)
        yield photo, reading


def _bytes_of(upload: FileStorage) -> bytes:
    """Take the bytes of an upload, of which no second copy may lie in memory."""
    with cast(io.BytesIO, upload.stream) as stream:  # see security.InMemoryRequest
        return stream.getvalue()


def face_reader() -> FaceReader:
    """Return the reader of the running application."""
    reader: FaceReader = current_app.extensions["face_reader"]
    return reader


def _rate_limit() -> str:
    return str(current_app.config["READINGS_RATE_LIMIT"])


limit_readings = limiter.shared_limit(_rate_limit, scope="readings")
"""Decorates every view that reads a photo: all of them count towards one limit."""

"""The curators' own pictures of movies. A movie without one is shown with a drawn poster.

A picture is kept as a small JPEG in POSTER_FOLDER, named after its content, so that browsers may
keep it for ever and two movies may share it.
"""

import hashlib
import io
import os
import tempfile
from pathlib import Path

from flask import Blueprint, Response, current_app, send_from_directory
from PIL import Image, ImageOps

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.movies import is_poster, set_poster
from mood_recommender.images import decode_image

bp = Blueprint("posters", __name__)

SIZE = (400, 600)
"""Width and height of a kept picture, in pixels: a poster on two phones' worth of pixels."""
YEAR = 365 * 24 * 3600


@bp.get("/posters/<name>", endpoint="static")
def show(name: str) -> Response:
    """Send a picture; what has this name never changes."""
    return send_from_directory(current_app.config["POSTER_FOLDER"], name, max_age=YEAR)


def save_poster(movie: Movie, data: bytes) -> None:
    """Show a movie with the picture in `data`, cut to the shape of a poster around its middle.

    Raises what decode_image raises, and ChangedMeanwhile.
    """
    stream = io.BytesIO()
    ImageOps.fit(Image.fromarray(decode_image(data)), SIZE).save(stream, "JPEG", quality=85)
    jpeg = stream.getvalue()
    name, old = hashlib.sha256(jpeg).hexdigest()[:20] + ".jpg", movie.poster
    write_whole(current_app.config["POSTER_FOLDER"] / name, jpeg)
    set_poster(movie, name)
    delete_unused(old)


def remove_poster(movie: Movie) -> None:
    """Show a movie with its drawn poster again. Raises ChangedMeanwhile."""
    old = movie.poster
    set_poster(movie, None)
    delete_unused(old)


def delete_unused(name: str | None) -> None:
    """Delete a picture that shows no movie any more: what was taken back is not to stay public."""
    if name and not is_poster(name):
        (current_app.config["POSTER_FOLDER"] / name).unlink(missing_ok=True)


def write_whole(file: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as draft:
        draft.write(content)
    os.replace(draft.name, file)

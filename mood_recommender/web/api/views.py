"""The JSON API under /api/v1: what programs, and the scripts of our own pages, ask.

Nobody is known here and nothing is changed, so what is posted needs no CSRF token; a view that
knows or changes something does not belong here.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request
from flask_smorest import Blueprint
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import UnsupportedMediaType

from mood_recommender.catalog.mood_lists import MovieFilter, list_lengths
from mood_recommender.extensions import api, csrf
from mood_recommender.moods import INTENTS, MOODS
from mood_recommender.recommenders.mood_lists import draw_movies
from mood_recommender.web.api.schemas import (
    HeatmapQuery,
    HeatmapSchema,
    MoodsSchema,
    MoviesQuery,
    MoviesSchema,
    PhotoSchema,
    ProblemSchema,
    ReadingSchema,
)
from mood_recommender.web.site.errors import PROBLEM_TYPE
from mood_recommender.web.site.photos import face_reader, limit_readings, read_upload

bp = Blueprint(
    "api", __name__, url_prefix="/api/v1", description="Moods of faces, movies for moods"
)

FILTERS = tuple(field.name for field in dataclasses.fields(MovieFilter))
"""Parameters that say which movies are wanted."""


def init_app(app: Flask) -> None:
    """Serve the API and its OpenAPI document."""
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.update(
        API_TITLE="Mood Recommender",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
    )
    api.DEFAULT_ERROR_RESPONSE_NAME = None  # every view says itself which problems it answers
    api.init_app(app)
    api.register_blueprint(bp)


def problems(*statuses: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say in the OpenAPI document that a view answers `statuses` with problem documents."""

    def document(view: Callable[..., Any]) -> Callable[..., Any]:
        for status in (*statuses, 500):
            view = bp.alt_response(status, schema=ProblemSchema, content_type=PROBLEM_TYPE)(view)
        return view

    return document


@bp.before_request
def check_media_type() -> None:
    """Refuse a photo that does not come as a form's file."""
    if request.method == "POST" and request.mimetype != "multipart/form-data":
        raise UnsupportedMediaType("Send the photo as multipart/form-data, in the field `photo`.")


@bp.post("/readings")
@csrf.exempt
@limit_readings
@bp.arguments(PhotoSchema, location="files")
@bp.response(200, ReadingSchema)
@problems(413, 415, 422, 429)
def create_reading(files: dict[str, FileStorage]) -> Response:
    """Read the faces of a photo.

    The photo is read in memory and forgotten. A photo without a face is no error: `faces` is empty.
    """
    with read_upload(files["photo"]) as (photo, reading):
        return jsonify(reading.enlarged(photo.size).as_dict())


@bp.post("/heatmaps")
@csrf.exempt
@limit_readings
@bp.arguments(HeatmapQuery, location="query")
@bp.arguments(PhotoSchema, location="files")
@bp.response(200, HeatmapSchema)
@problems(413, 415, 422, 429)
def create_heatmap(query: dict[str, int], files: dict[str, FileStorage]) -> dict[str, Any]:
    """Show what the network looked at when it read the mood of one face.

    The photo is read in memory and forgotten.
    """
    with read_upload(files["photo"]) as (photo, reading):
        face = reading.face(query["face"])
        heat = face_reader().heatmap(photo.pixels, face).astype(float).round(3)
    box = reading.enlarged(photo.size).face(query["face"]).box
    return {"box": box, "mood": face.emotions.mood, "heatmap": heat.tolist()}


@bp.get("/movies")
@bp.arguments(MoviesQuery, location="query")
@bp.response(200, MoviesSchema)
@problems(404, 422, 503)
def draw(query: dict[str, Any]) -> dict[str, Any]:
    """Draw movies for a mood, at random and without repeats.

    Fewer than `n` come when the list has no more that are as wanted and not excluded.
    """
    wanted = MovieFilter(**{name: query.pop(name) for name in FILTERS if name in query})
    movies = draw_movies(**query, wanted=wanted)
    return {"mood": query["mood"], "intent": query["intent"], "movies": movies}


@bp.get("/moods")
@bp.response(200, MoodsSchema)
@problems(503)
def show_moods() -> dict[str, Any]:
    """Show the moods, the intents and how long each list is."""
    lists = [
        {"mood": mood, "intent": intent, "length": length}
        for (mood, intent), length in list_lengths().items()
    ]
    return {"moods": MOODS, "intents": INTENTS, "lists": lists}

"""The pages of the viewer: the live page, and the same job done by plain forms.

The scripts of the live page speak to the JSON API; these views are for visitors without scripts
and for links that are shared. A photo lives as long as its request.
"""

import base64
import io
import random
import re
from collections.abc import Container
from typing import Any
from urllib.parse import urlencode

import numpy as np
from flask import Blueprint, redirect, render_template, request, url_for
from PIL import Image
from werkzeug import Response

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import MovieFilter
from mood_recommender.extensions import csrf
from mood_recommender.images import MAX_BYTES, MIN_SIDE
from mood_recommender.moods import DEFAULT_INTENTS, MOOD_LISTS, MOODS
from mood_recommender.recommenders.mood_lists import draw_movies
from mood_recommender.vision.emotions import Emotions
from mood_recommender.vision.reading import NoFaceFound, mean_emotions
from mood_recommender.web.site import texts
from mood_recommender.web.site.photos import limit_readings, read_upload

bp = Blueprint("pages", __name__)

DECADES = range(1930, 2030, 10)
"""What movies can be filtered by; the starter catalog begins in the 1930s."""

RUNTIMES = {"-90": (None, 90), "91-120": (91, 120), "121-": (121, None)}
"""What movies can be filtered by as well: the fewest and the most minutes, both included."""

TRAILER_SEARCH = "https://www.youtube.com/results"
"""Where a link searches for the trailer of a movie that has no link of its own. Nothing is loaded
from there before the visitor follows the link."""

ID = re.compile(r"[0-9]{1,18}")
"""A movie's id as it stands in an address; longer numbers fit into no database."""

SHOWN_PHOTO_SIDE = 640
"""Longest side of the photo on the result page, in pixels."""


@bp.context_processor
def template_names() -> dict[str, object]:
    """Name what every one of these pages shows, also that of an error."""
    return {"texts": texts, "moods": MOODS}


@bp.get("/")
def index() -> str:
    """Show the live page."""
    return render_template("index.html", **_page())


@bp.post("/")
@csrf.exempt  # type: ignore[untyped-decorator]  # without effect: there is nothing to forge
@limit_readings
def read_photo() -> str:
    """Read the photo of the form and show it with its mood and movies.

    Raises what `images.opened` raises, and NoFaceFound.
    """
    with read_upload(request.files["photo"]) as (photo, reading):
        if not reading.faces:
            raise NoFaceFound(str(texts.SCRIPT_TEXTS["no_face"]))
        shown = _data_url(photo.pixels)
    emotions = [face.emotions for face in reading.faces]
    mood = emotions[0].mood
    return render_template(
        "index.html",
        faces=reading.faces,
        photo={"url": shown, "width": reading.width, "height": reading.height},
        all_faces=mean_emotions(emotions),
        **_in_words(emotions[0]),
        **_movies(mood, DEFAULT_INTENTS[mood]),
        **_page(),
    )


@bp.get("/movies")
def movies() -> str:
    """Show movies for a mood; the ids in `exclude` (joined by commas) were shown before."""
    mood = request.args.get("mood", "")
    intent = request.args.get("intent") or DEFAULT_INTENTS.get(mood, "match")
    return render_template("index.html", **_movies(mood, intent), **_page())


@bp.get("/surprise")
def surprise() -> Response:
    """Pick a mood by chance and show its movies."""
    return redirect(url_for("pages.movies", mood=random.choice(MOODS)))  # noqa: S311 - no secret


def _in_words(emotions: Emotions) -> dict[str, Any]:
    """Name the mood as a sentence, and the two likeliest moods when it is not certain."""
    likeliest = [MOODS[index] for index in emotions.moods.argsort()[::-1][:2]]
    if emotions.certain:
        return {"sentence": texts.MOOD_SENTENCES[emotions.mood], "likeliest": likeliest}
    first, second = (str(texts.MOOD_NAMES[mood]) for mood in likeliest)
    sentence = str(texts.SCRIPT_TEXTS["unsure"]) % {"first": first, "second": second}
    return {"sentence": sentence, "likeliest": likeliest}


def _movies(mood: str, intent: str) -> dict[str, Any]:
    """Draw movies and name what the template needs to offer others."""
    shown = [int(part) for part in request.args.get("exclude", "").split(",") if ID.fullmatch(part)]
    filters = _filters()
    found = draw_movies(mood, intent, exclude=shown, wanted=_wanted(**filters))
    shown += [movie.id for movie in found]
    return {"mood": mood, "intent": intent, "movies": found, "shown": shown, "filters": filters}


def _filters() -> dict[str, str]:
    """Return the filters that the address sets, without those that there are not."""
    known: dict[str, Container[str]] = {
        "runtime": RUNTIMES,
        "decade": {str(year) for year in DECADES},
    }
    asked = {name: request.args.get(name, "") for name in known}
    return {name: value for name, value in asked.items() if value in known[name]}


def _wanted(runtime: str = "", decade: str = "") -> MovieFilter:
    shortest, longest = RUNTIMES.get(runtime, (None, None))
    return MovieFilter(shortest, longest, int(decade) if decade else None)


def _page() -> dict[str, Any]:
    """Return what every rendering of the page needs."""
    return {
        "decades": DECADES,
        "default_intents": DEFAULT_INTENTS,
        "trailer": trailer,
        "trailer_search": TRAILER_SEARCH,
        "page_data": _page_data(),
    }


def trailer(movie: Movie) -> str:
    """Return the address of the movie's trailer, or of a search for it."""
    query = urlencode({"search_query": f"{movie.title} {movie.year} trailer"})
    return movie.trailer_url or f"{TRAILER_SEARCH}?{query}"


def _page_data() -> dict[str, Any]:
    """Return what the scripts need to know, ready for JSON."""
    return {
        "api": f"{request.script_root}/api/v1",
        "max_bytes": MAX_BYTES,
        "min_side": MIN_SIDE,
        "moods": _plain(texts.MOOD_NAMES),
        "sentences": _plain(texts.MOOD_SENTENCES),
        "genres": _plain(texts.GENRE_NAMES),
        "texts": _plain(texts.SCRIPT_TEXTS),
        "plurals": texts.plural_texts(),
        "lists": {
            mood: {
                intent: str(texts.LIST_NAMES[mood, intent])
                for of_mood, intent in MOOD_LISTS
                if of_mood == mood
            }
            for mood in MOODS
        },
        "default_intents": DEFAULT_INTENTS,
        "reasons": _plain(texts.INTENT_REASONS),
        "trailer_search": TRAILER_SEARCH,
        "posters": f"{request.script_root}/posters/",
    }


def _plain(names: dict[str, Any]) -> dict[str, str]:
    return {key: str(name) for key, name in names.items()}


def _data_url(image: np.ndarray) -> str:
    """Return a small JPEG of the photo as a data URL, so that it need not be kept anywhere."""
    picture = Image.fromarray(image)
    picture.thumbnail((SHOWN_PHOTO_SIDE, SHOWN_PHOTO_SIDE))
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=85)
    return "data:image/jpeg;base64," + base64.b64encode(stream.getvalue()).decode()

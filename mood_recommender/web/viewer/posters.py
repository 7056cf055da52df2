"""The pictures that curators gave to movies."""

from flask import Blueprint, Response, abort, current_app, send_from_directory

from mood_recommender.curating.pictures import NAME

bp = Blueprint("posters", __name__)


@bp.get("/posters/<name>", endpoint="static")
def show(name: str) -> Response:
    """Send a picture. A browser asks again each time: what was taken back is gone at once."""
    if not NAME.fullmatch(name):
        abort(404)
    return send_from_directory(current_app.config["POSTER_FOLDER"], name)

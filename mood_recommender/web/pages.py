"""The pages of the viewer: the live page and its ways without JavaScript."""

from flask import Blueprint, render_template

bp = Blueprint("pages", __name__)


@bp.get("/")
def index() -> str:
    """Show the live page."""
    return render_template("index.html")

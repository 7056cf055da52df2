"""The pages of the mood lists."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as Redirect

from mood_recommender.catalog import mood_lists, movies
from mood_recommender.web.admin.blueprint import MOVIE, bp, page_number
from mood_recommender.web.admin.sign_in import current_curator

ENTRIES_PER_PAGE = 50
MATCHES_PER_SEARCH = 10
"""Movies offered when a curator looks for one to add to a list."""

MOVES = ("up", "down", "to")
"""The buttons that move a movie: by one place, or to the one that is typed."""


@bp.get("/lists/<mood>/<intent>")
def show_list(mood: str, intent: str) -> str:
    """Show a list in its order, and the movies that a search offers for it."""
    mood_lists.check_list(mood, intent)
    text = request.args.get("q", "").strip()
    found = movies.search_movies(text, per_page=MATCHES_PER_SEARCH).items if text else []
    return render_template(
        "admin/list.html",
        mood=mood,
        intent=intent,
        page=mood_lists.list_entries(mood, intent, page=page_number(), per_page=ENTRIES_PER_PAGE),
        text=text,
        found=found,
        places=mood_lists.places_of_movies([movie.id for movie in found]),
    )


@bp.post(f"/lists/<mood>/<intent>/{MOVIE}/add")
def add_entry(mood: str, intent: str, movie_id: int) -> Redirect:
    """Put a movie at the end of a list; the search stays open for the next one."""
    movie = movies.get_movie(movie_id)
    mood_lists.add_to_list(movie, mood, intent, current_curator())
    flash(_("%(title)s is on the list.", title=movie.title), "success")
    return redirect(url_for(".show_list", mood=mood, intent=intent, q=request.form.get("q")))


@bp.post(f"/lists/<mood>/<intent>/{MOVIE}/remove")
def remove_entry(mood: str, intent: str, movie_id: int) -> Redirect:
    """Take a movie off a list; the movie itself stays.

    The keyboard goes on at the same place, with the movie that stands there now.
    """
    movie = movies.get_movie(movie_id)
    position = mood_lists.places_of(movie.id).get((mood, intent), 0)
    mood_lists.remove_from_list(movie, mood, intent, current_curator())
    flash(_("%(title)s is off the list.", title=movie.title), "success")
    place = min(position + 1, mood_lists.list_length(mood, intent))
    return _back_to(mood, intent, max(place, 1), "remove")


@bp.post(f"/lists/<mood>/<intent>/{MOVIE}/move")
def move_entry(mood: str, intent: str, movie_id: int) -> Redirect:
    """Move a movie to another place of its list and show it there.

    The keyboard goes on where it was: on the button that was pressed, in the movie's new row.
    """
    movie = movies.get_movie(movie_id)
    place = request.form.get("place", type=int)
    if place is None:
        flash(_("A place is a whole number."), "danger")
        return redirect(url_for(".show_list", mood=mood, intent=intent))
    mood_lists.move_in_list(movie, mood, intent, place - 1, current_curator())
    flash(_("%(title)s is at place %(place)d now.", title=movie.title, place=place), "success")
    length = mood_lists.list_length(mood, intent)
    return _back_to(mood, intent, place, _button_to_press_next(place, length))


def _button_to_press_next(place: int, length: int) -> str:
    """Return the button that was pressed, or the other one where the list ends there."""
    pressed = request.args.get("by", "")
    ends = {("up", 1): "down", ("down", length): "up"}
    return ends.get((pressed, place), pressed if pressed in MOVES else "place")


def _back_to(mood: str, intent: str, place: int, button: str) -> Redirect:
    """Show the page of a list that has this place (from 1), the keyboard on a button of its row."""
    page = (place - 1) // ENTRIES_PER_PAGE + 1
    anchor = f"{button}-{place}"
    return redirect(url_for(".show_list", mood=mood, intent=intent, page=page, _anchor=anchor))

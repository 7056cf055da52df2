"""The pages of movies: find, add, edit, show with an own picture, delete."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug import Response as Redirect

from mood_recommender.catalog import mood_lists, movies, posters
from mood_recommender.web.admin.blueprint import MOVIE, bp, page_number
from mood_recommender.web.admin.forms import MovieForm, PosterForm
from mood_recommender.web.admin.sign_in import current_curator


@bp.get("/movies")
def search() -> str:
    """List the movies that fit the search words, all without any."""
    text = request.args.get("q", "").strip()
    page = movies.search_movies(text, page=page_number())
    return render_template("admin/movies.html", page=page, text=text)


@bp.route("/movies/add", methods=["GET", "POST"])
def add_movie() -> str | Redirect:
    """Show an empty form; save what it brings."""
    form = MovieForm()
    if not form.save(lambda fields: movies.add_movie(fields, current_curator())):
        return render_template("admin/movie.html", form=form)
    flash(_("%(title)s is added.", title=form.title.data), "success")
    return redirect(url_for(".search"))


@bp.route(f"/movies/{MOVIE}", methods=["GET", "POST"])
def edit_movie(movie_id: int) -> str | Redirect:
    """Show a movie in its form; save what it brings."""
    movie = movies.get_movie(movie_id)
    form = MovieForm(obj=movie.fields())
    version = form.version.data
    if not form.save(lambda fields: movies.edit_movie(movie, fields, current_curator(), version)):
        lists = mood_lists.lists_of(movie)
        return render_template(
            "admin/movie.html", form=form, movie=movie, lists=lists, poster_form=PosterForm()
        )
    flash(_("%(title)s is saved.", title=form.title.data), "success")
    return redirect(url_for(".search"))


@bp.post(f"/movies/{MOVIE}/poster")
def save_poster(movie_id: int) -> Redirect:
    """Show a movie with a curator's own picture."""
    movie = movies.get_movie(movie_id)
    form = PosterForm()
    if form.validate_on_submit():
        posters.save_poster(movie, form.picture.data.read())
        flash(_("The picture of %(title)s is saved.", title=movie.title), "success")
    else:
        flash(form.picture.errors[0], "error")
    return redirect(url_for(".edit_movie", movie_id=movie_id))


@bp.post(f"/movies/{MOVIE}/poster/remove")
def remove_poster(movie_id: int) -> Redirect:
    """Show a movie with its drawn poster again."""
    movie = movies.get_movie(movie_id)
    posters.remove_poster(movie)
    flash(_("%(title)s has its drawn poster again.", title=movie.title), "success")
    return redirect(url_for(".edit_movie", movie_id=movie_id))


@bp.get(f"/movies/{MOVIE}/delete")
def confirm_delete(movie_id: int) -> str:
    """Ask whether a movie is really to go."""
    movie = movies.get_movie(movie_id)
    return render_template("admin/delete_movie.html", movie=movie, lists=mood_lists.lists_of(movie))


@bp.post(f"/movies/{MOVIE}/delete")
def delete_movie(movie_id: int) -> Redirect:
    """Delete a movie and take it off every list."""
    movie = movies.get_movie(movie_id)
    title, poster = movie.title, movie.poster
    movies.delete_movie(movie, current_curator())
    posters.delete_unused(poster)
    flash(_("%(title)s is deleted.", title=title), "success")
    return redirect(url_for(".search"))

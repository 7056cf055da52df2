"""The curator's pages: movies, the list of each mood, import and export, what was changed.

Every view reads its input, calls the catalog once, and shows a page or goes to one. What the
catalog refuses comes back as an error with a sentence, or beside the fields of a form.
"""

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    stream_with_context,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_security import auth_required
from werkzeug import Response as Redirect

from mood_recommender.catalog import exporters, importers, mood_lists, movies, posters
from mood_recommender.curating import history
from mood_recommender.curating.curators import check_role
from mood_recommender.web.admin.forms import MovieForm, PosterForm, UploadForm
from mood_recommender.web.admin.sign_in import current_curator
from mood_recommender.web.admin.subjects import SUBJECTS
from mood_recommender.web.site import texts

bp = Blueprint("admin", __name__)

MOVIE = "<int(max=999999999):movie_id>"
CHANGE = "<int(max=999999999):change_id>"
"""Parts of addresses; a longer number is nothing that a database could look up."""
LAST_PAGE = 1_000_000

SHORT_LIST = 20
"""A list with fewer movies is flagged: it is used up after one "show me others"."""

ENTRIES_PER_PAGE = 50
MATCHES_PER_SEARCH = 10
"""Movies offered when a curator looks for one to add to a list."""

CHANGE_NAMES = {
    ("movies", "add"): lazy("Added"),
    ("movies", "edit"): lazy("Edited"),
    ("movies", "delete"): lazy("Deleted"),
    ("mood_entries", "add"): lazy("Added to a list"),
    ("mood_entries", "move"): lazy("Moved in a list"),
    ("mood_entries", "delete"): lazy("Removed from a list"),
}
"""What a change did, by the table and the action of the history."""


@bp.before_request
@auth_required("session")
def require_curator() -> None:
    """Send strangers to the sign-in page, which brings them back here; let in only curators."""
    check_role(current_curator())


@bp.context_processor
def template_names() -> dict[str, object]:
    """Name what every one of these pages shows."""
    return {
        "list_names": texts.LIST_NAMES,
        "genre_names": texts.GENRE_NAMES,
        "change_names": CHANGE_NAMES,
        "subject_of": lambda change: history.name_of(change, SUBJECTS),
    }


@bp.get("/", strict_slashes=False)
def overview() -> str:
    """Show how long each list is and what was changed last."""
    return render_template(
        "admin/overview.html",
        lengths=mood_lists.list_lengths(),
        short_list=SHORT_LIST,
        movie_count=movies.search_movies(per_page=1).total,
        changes=history.recent_changes(page=1).items[:5],
    )


@bp.get("/movies")
def search() -> str:
    """List the movies that fit the search words, all without any."""
    text = request.args.get("q", "").strip()
    page = movies.search_movies(text, page=_page())
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
        page=mood_lists.list_entries(mood, intent, page=_page(), per_page=ENTRIES_PER_PAGE),
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
    """Take a movie off a list; the movie itself stays."""
    movie = movies.get_movie(movie_id)
    mood_lists.remove_from_list(movie, mood, intent, current_curator())
    flash(_("%(title)s is off the list.", title=movie.title), "success")
    return redirect(url_for(".show_list", mood=mood, intent=intent))


@bp.post(f"/lists/<mood>/<intent>/{MOVIE}/move")
def move_entry(mood: str, intent: str, movie_id: int) -> Redirect:
    """Move a movie to another place of its list and show it there."""
    movie = movies.get_movie(movie_id)
    place = request.form.get("place", type=int)
    if place is None:
        flash(_("A place is a whole number."), "danger")
        return redirect(url_for(".show_list", mood=mood, intent=intent))
    mood_lists.move_in_list(movie, mood, intent, place - 1, current_curator())
    page = (place - 1) // ENTRIES_PER_PAGE + 1
    return redirect(
        url_for(".show_list", mood=mood, intent=intent, page=page, _anchor=f"movie-{movie.id}")
    )


@bp.route("/import", methods=["GET", "POST"])
def preview_import() -> str:
    """Ask for a CSV file and show what it would change; nothing is written."""
    form = UploadForm()
    if not form.validate_on_submit():
        return render_template("admin/import.html", form=form)
    return render_template("admin/import_preview.html", preview=form.preview, text=form.text)


@bp.post("/import/confirm")
def confirm_import() -> Redirect:
    """Import what was previewed; it is read anew, since the catalog may have changed meanwhile."""
    preview = importers.read_movies_csv(request.form.get("text", ""))
    counts = importers.import_movies(preview, current_curator())
    flash(_("The file is imported: %(counts)s.", counts=counts), "success")
    return redirect(url_for(".overview"))


@bp.get("/export")
def export() -> Response:
    """Send the catalog and its lists as CSV, as the import takes it."""
    headers = {"Content-Disposition": "attachment; filename=movies.csv"}
    rows = stream_with_context(exporters.export_movies_csv())
    return Response(rows, mimetype="text/csv", headers=headers)


@bp.get("/changes")
def changes() -> str:
    """Show who changed what, the latest first."""
    return render_template("admin/changes.html", page=history.recent_changes(page=_page()))


@bp.post(f"/changes/{CHANGE}/undo")
def undo(change_id: int) -> Redirect:
    """Put a row back to what it was before a change."""
    history.undo(history.get_change(change_id), SUBJECTS, current_curator())
    flash(_("The change is undone."), "success")
    return redirect(url_for(".changes"))


def _page() -> int:
    return min(request.args.get("page", 1, type=int), LAST_PAGE)

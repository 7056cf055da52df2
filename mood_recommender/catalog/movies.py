"""The movies of the catalog: finding, adding, editing and deleting them."""

import dataclasses
from collections.abc import Mapping

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from mood_recommender.catalog.entries import put_in, take_out
from mood_recommender.catalog.matching import KnownMovies
from mood_recommender.catalog.models import Genre, Movie
from mood_recommender.catalog.mood_lists import places_of
from mood_recommender.catalog.movie_fields import MovieFields, fold
from mood_recommender.curating.models import Curator
from mood_recommender.curating.transactions import ChangedMeanwhile, record, transaction
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db

LONGEST_SEARCH = 200
"""Characters that a search looks for; SQLite refuses a condition of a thousand words."""


class MovieNotFound(MoodRecommenderError):
    """No movie has this id."""

    status = 404
    title = "Movie not found"


class InvalidMovie(MoodRecommenderError):
    """A field of the movie breaks a rule; `problems` has a sentence for each."""

    title = "Invalid movie"

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class DuplicateMovie(MoodRecommenderError):
    """Another movie has the same IMDb id, or the same title and year without two such ids."""

    status = 409
    title = "Duplicate movie"


class EditedMeanwhile(ChangedMeanwhile):
    """Somebody else has edited the movie since it was read in order to edit it."""


def get_movie(movie_id: int) -> Movie:
    """Return the movie with this id. Raises MovieNotFound."""
    movie = db.session.get(Movie, movie_id)
    if movie is None:
        raise MovieNotFound(f"There is no movie number {movie_id}; it may have been deleted.")
    return movie


def search_movies(text: str = "", page: int = 1, per_page: int = 50) -> Pagination:
    """Return a page of the movies with every word of `text` in their titles or directors.

    Case and accents do not count, nor does what follows LONGEST_SEARCH characters. Ordered by
    title, then year; an empty text finds every movie.
    """
    statement = sa.select(Movie).order_by(Movie.search_text, Movie.year, Movie.id)
    for word in fold(text)[:LONGEST_SEARCH].split():
        statement = statement.where(Movie.search_text.contains(word, autoescape=True))
    return db.paginate(statement, page=page, per_page=per_page, error_out=False)


def add_movie(fields: MovieFields, curator: Curator | None = None) -> Movie:
    """Add a movie and return it. Raises InvalidMovie and DuplicateMovie."""
    _check(fields)
    movie = Movie()
    with transaction(_duplicate(fields)):
        _insert(movie, fields)
        record_movie(curator, movie.id, None, fields)
    return movie


def edit_movie(
    movie: Movie, fields: MovieFields, curator: Curator | None = None, version: str | None = None
) -> None:
    """Replace every field of a movie.

    `version` is that of the fields which `fields` were made from. Raises InvalidMovie,
    DuplicateMovie and ChangedMeanwhile; with a version EditedMeanwhile when the movie has another
    one by now, and MovieNotFound when it is gone.
    """
    _check(fields)
    with transaction(_duplicate(fields)):
        if version is not None:
            _lock(movie)
        before = movie.fields()
        if fields == before:
            return
        if version not in {None, before.version}:
            raise EditedMeanwhile(
                f"Nothing is saved yet: somebody else edited {before} since this form was opened. "
                "Look at it as it is now; saving again replaces it with what stands here."
            )
        _check_name(movie, fields)
        write_fields(movie, fields, genres_by_name())
        db.session.flush()
        record_movie(curator, movie.id, before, fields)


def delete_movie(movie: Movie, curator: Curator | None = None) -> None:
    """Delete a movie and take it out of every list. Raises ChangedMeanwhile."""
    before = dataclasses.asdict(movie.fields())
    conflict = ChangedMeanwhile(f"{movie} was put into a list meanwhile; try again.")
    with transaction(conflict):
        taken = {
            f"{mood}/{intent}": take_out(movie.id, mood, intent)
            for mood, intent in places_of(movie.id)
        }
        # Somebody may have taken it off a list before that was locked; undo must not put it there.
        lists = {name: position for name, position in taken.items() if position is not None}
        record(curator, "delete", "movies", str(movie.id), before | {"lists": lists}, None)
        db.session.delete(movie)


def restore_movie(
    movie_id: int, fields: MovieFields, lists: Mapping[str, int], curator: Curator | None = None
) -> Movie:
    """Add a deleted movie again, with its old id and at its old places.

    `lists` has the position (0-based) for each `mood/intent`. Raises DuplicateMovie when a new
    movie has its title and year, or its id.
    """
    movie = Movie(id=movie_id)
    with transaction(_duplicate(fields)):
        _insert(movie, fields)
        for name, position in lists.items():
            mood, intent = name.split("/")
            put_in(movie.id, mood, intent, position)
        record_movie(curator, movie.id, None, fields)
    return movie


def genres_by_name() -> dict[str, Genre]:
    """Return the rows of the table `genres`."""
    return {genre.name: genre for genre in db.session.scalars(sa.select(Genre))}


def write_fields(movie: Movie, fields: MovieFields, genres: Mapping[str, Genre]) -> None:
    """Set every field of a movie; the caller adds it to the session and commits."""
    for field in dataclasses.fields(fields):
        if field.name != "genres":
            setattr(movie, field.name, getattr(fields, field.name))
    movie.genres = [genres[name] for name in fields.genres]
    movie.imdb_key = fields.imdb_id or ""
    movie.search_text = fields.search_text()


def record_movie(
    curator: Curator | None, movie_id: int, before: MovieFields | None, after: MovieFields
) -> None:
    """Add to the history that a movie was added, or edited when it was there `before`."""
    action, state = ("edit", dataclasses.asdict(before)) if before else ("add", None)
    record(curator, action, "movies", str(movie_id), state, dataclasses.asdict(after))


def _insert(movie: Movie, fields: MovieFields) -> None:
    _check_name(None, fields)
    write_fields(movie, fields, genres_by_name())
    db.session.add(movie)
    db.session.flush()


def _lock(movie: Movie) -> None:
    """Make others who edit the movie wait, and read it anew. Raises MovieNotFound."""
    movie_id = movie.id
    # MySQL shows a transaction what was there at its first look, so this begins another one.
    db.session.rollback()
    # Rewriting a row unchanged takes SQLite's only write lock, where FOR UPDATE does nothing.
    row = sa.update(Movie).where(Movie.id == movie_id).values(updated_at=Movie.updated_at)
    db.session.execute(row, execution_options={"synchronize_session": False})
    get_movie(movie_id)


def _check(fields: MovieFields) -> None:
    problems = fields.problems()
    if problems:
        raise InvalidMovie(problems)


def _check_name(movie: Movie | None, fields: MovieFields) -> None:
    """Raise DuplicateMovie where another movie stands in the way of a title and year."""
    with db.session.no_autoflush:
        if KnownMovies([fields.film]).rival(fields.film, movie):
            raise _duplicate(fields)


def _duplicate(fields: MovieFields) -> DuplicateMovie:
    """Return the error for a title and year, or an IMDb id, that another movie has."""
    or_id = f", or one with the IMDb id {fields.imdb_id}" if fields.imdb_id else ""
    return DuplicateMovie(
        f"There is a movie {fields} already{or_id}; edit that one instead. "
        "Two films of one title and year need an IMDb id each."
    )

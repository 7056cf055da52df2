"""The tables of the catalog: movies and their genres, and the mood lists."""

import dataclasses
import datetime
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects import mysql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.curating.models import utc_now
from mood_recommender.extensions import db


def exact_text(length: int) -> sa.String:
    """Return a text column where only equal texts are equal, as in SQLite.

    MySQL's own comparison takes `Amelie` for `Amélie`, so one file would import into one database
    and not into the other.
    """
    exact = mysql.VARCHAR(length, collation="utf8mb4_bin")
    return sa.String(length).with_variant(exact, "mysql", "mariadb")


class Names(sa.types.TypeDecorator[tuple[str, ...]]):
    """A short list of names in one text column, joined with `|`, as in a cell of the CSV file."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: sa.Dialect) -> str:
        """Join the names on the way into the database."""
        return "|".join(value or ())

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> tuple[str, ...]:
        """Split the names on the way out of the database."""
        return tuple(value.split("|")) if value else ()


movie_genres = sa.Table(
    "movie_genres",
    db.metadata,
    sa.Column("movie_id", sa.ForeignKey("movies.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("genre_id", sa.ForeignKey("genres.id"), primary_key=True),
)


# Below, mypy cannot follow `db.Model`: Flask-SQLAlchemy makes it when the program runs.
class Genre(db.Model):  # type: ignore[name-defined,misc]
    """One of GENRES."""

    __tablename__ = "genres"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(40), unique=True)


class Movie(db.Model):  # type: ignore[name-defined,misc]
    """One film of the catalog. A field that is not known is None or empty."""

    __tablename__ = "movies"
    __table_args__ = (
        sa.UniqueConstraint("title", "year", "imdb_key"),
        # SQLite would give the id of the last movie, once deleted, to the next one.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(exact_text(200))
    original_title: Mapped[str] = mapped_column(sa.String(200))
    year: Mapped[int]
    runtime_minutes: Mapped[int | None]
    directors: Mapped[tuple[str, ...]] = mapped_column(Names(500))
    countries: Mapped[tuple[str, ...]] = mapped_column(Names(500))
    languages: Mapped[tuple[str, ...]] = mapped_column(Names(500))
    synopsis: Mapped[str] = mapped_column(sa.Text, default="")
    imdb_id: Mapped[str | None] = mapped_column(sa.String(12), unique=True)
    # The IMDb id, empty where it is not known: databases take two NULLs for different.
    imdb_key: Mapped[str] = mapped_column(sa.String(12), default="")
    trailer_url: Mapped[str | None] = mapped_column(sa.String(500))
    poster: Mapped[str | None] = mapped_column(sa.String(100))
    search_text: Mapped[str] = mapped_column(sa.Text)
    created_at: Mapped[datetime.datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime.datetime] = mapped_column(default=utc_now, onupdate=utc_now)

    genres: Mapped[list[Genre]] = relationship(
        secondary=movie_genres, order_by=Genre.name, lazy="selectin"
    )

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    def fields(self) -> MovieFields:
        """Return what a curator can write of the movie."""
        values = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(MovieFields)
            if field.name != "genres"
        }
        return MovieFields(**values, genres=tuple(genre.name for genre in self.genres))


class MoodEntry(db.Model):  # type: ignore[name-defined,misc]
    """One place in the list of a mood and an intent.

    Positions of a list are dense, 0 to n-1, so that ten random movies are ten positions drawn in
    the application and one query by primary key. `catalog.mood_lists` keeps them so.
    """

    __tablename__ = "mood_entries"
    __table_args__ = (sa.UniqueConstraint("mood", "intent", "movie_id"),)

    mood: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    intent: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    movie_id: Mapped[int] = mapped_column(sa.ForeignKey("movies.id"), index=True)

    movie: Mapped[Movie] = relationship(lazy="joined", innerjoin=True)

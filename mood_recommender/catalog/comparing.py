"""The rows of an import beside the catalog: what each would change, and what stands in its way."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mood_recommender.catalog.import_rows import ImportRow, ListName
from mood_recommender.catalog.matching import KnownMovies, SeenFilms, SeveralMovies
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import Places, places_of_movies
from mood_recommender.catalog.movie_fields import FIELD_NAMES, MovieFields
from mood_recommender.errors import Sentence as _
from mood_recommender.moods import MOOD_LISTS

NEEDED = {"row", "title", "year"}
"""Without these a row does not say which film it means."""


@dataclass(frozen=True)
class ListChange:
    """What becomes of a film in one list.

    `action` is `add`, `move` or `delete`; `old` and `new` are positions (0-based), None where the
    film is not in the list; `new` is None, too, where it goes to the end.
    """

    name: ListName
    action: str
    old: int | None
    new: int | None


@dataclass(frozen=True)
class RowChange:
    """A row beside the movie that it means, None for a new one, and that movie's places."""

    row: ImportRow
    movie: Movie | None = None
    places: Places = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def before(self) -> MovieFields | None:
        """The movie as it is."""
        return self.movie.fields() if self.movie else None

    @cached_property
    def after(self) -> MovieFields:
        """The movie as the row makes it."""
        return self.row.fields(self.before) if self.before else self.row.alone

    @property
    def action(self) -> str:
        """What the row does: `add`, `update` or `unchanged`; empty where it has problems."""
        if self.problems:
            return ""
        if self.before is None:
            return "add"
        return "update" if self.after != self.before or self.list_changes() else "unchanged"

    def field_changes(self) -> list[tuple[str, Any, Any]]:
        """Return (field, old, new) for each field of a known movie that changes."""
        values = (
            (name, getattr(self.before, name), getattr(self.after, name)) for name in FIELD_NAMES
        )
        return [(name, old, new) for name, old, new in values if old != new]

    def list_changes(self) -> list[ListChange]:
        """Return what changes in each list, in the order of MOOD_LISTS."""
        if self.row.lists is None:
            return []
        return [change for name in MOOD_LISTS for change in self._list_change(name)]

    def _list_change(self, name: ListName) -> Iterator[ListChange]:
        lists = self.row.lists or {}
        old, new = self.places.get(name), lists.get(name)
        if name in lists and name not in self.places:
            yield ListChange(name, "add", None, new)
        elif name in self.places and name not in lists:
            yield ListChange(name, "delete", old, None)
        elif new is not None and new != old:
            yield ListChange(name, "move", old, new)


class Comparison:
    """Compares a file with the catalog, batch by batch, and remembers what was in it so far."""

    def __init__(self) -> None:
        self._films = SeenFilms()
        self._lines: dict[int, int] = {}
        """Line by the id of the movie that it means."""
        self._said: dict[int, int] = {}
        """Hash of what a line says, by its number."""

    def compare(self, rows: Sequence[ImportRow]) -> list[RowChange]:
        """Return what each row would change, without rows that say what an earlier one said."""
        known = KnownMovies([row.alone.film for row in rows])
        changes = [change for row in rows for change in self._change(row, known)]
        places = places_of_movies([change.movie.id for change in changes if change.movie])
        return [_with_places(change, places) for change in changes]

    def _change(self, row: ImportRow, known: KnownMovies) -> Iterator[RowChange]:
        if NEEDED & row.problems.keys():
            yield RowChange(row, problems=row.problems)
            return
        movie, problems = _find(row, known)
        line = self._line_of(row, movie)
        said = hash(repr((row.alone, row.lists)))
        self._said[row.line] = said
        if line is not None and self._said[line] == said:
            return
        if line is not None:
            problems["title"] = _repeated(row, line)
        yield RowChange(row, movie, problems={**row.problems, **problems})

    def _line_of(self, row: ImportRow, movie: Movie | None) -> int | None:
        """Return the earlier line that means the same film."""
        line = self._films.line_of(row.alone.film, row.line)
        if movie is None:
            return line
        by_movie = self._lines.setdefault(movie.id, row.line)
        return line or (by_movie if by_movie != row.line else None)


def _find(row: ImportRow, known: KnownMovies) -> tuple[Movie | None, dict[str, str]]:
    """Return the movie that a row means and what keeps it from becoming what the row says."""
    try:
        movie = known.find(row.alone.film)
    except SeveralMovies as error:
        return None, {"imdb_id": error.args[0]}
    film = row.fields(movie.fields()).film if movie else row.alone.film
    rival = known.rival(film, movie)
    if rival is None:
        return movie, {}
    return movie, {
        "title": _(
            "There is a movie %(movie)s already; two films of one title and year need an IMDb id "
            "each.",
            movie=str(rival),
        )
    }


def _repeated(row: ImportRow, line: int) -> str:
    return _(
        "%(movie)s is in line %(line)d already, by its title and year or by its IMDb id; keep one.",
        movie=str(row.alone),
        line=line,
    )


def _with_places(change: RowChange, places: Mapping[int, Places]) -> RowChange:
    if change.movie is None:
        return change
    own = places.get(change.movie.id, {})
    return RowChange(change.row, change.movie, own, change.problems)

"""What the columns of a CSV file mean: ours in every language of the pages, and other services'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mood_recommender.catalog.movie_fields import fold
from mood_recommender.catalog.spelling import spell
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.errors import Sentence as _


class UnreadableCsv(MoodRecommenderError):
    """The file is no CSV, or no line of it names the columns."""

    title = _("Unreadable CSV file")


@dataclass(frozen=True)
class Source:
    """Who writes such files.

    `marks` are columns that only its files have; `columns` leads from a column's name to ours, or
    to `type`, which tells films from series. Names are as `plain` makes them. `separator` stands
    between the names in a cell.
    """

    name: str
    marks: frozenset[str]
    columns: Mapping[str, str]
    separator: str = ","


def plain(name: str) -> str:
    """Return the name of a column without case, accents, hyphens and underscores."""
    return spell(fold(spell(name.replace("_", " ").replace("-", " "))))


def _plain_names(names: Mapping[str, str]) -> dict[str, str]:
    """Return our column by each of the names that are written for it, with commas between."""
    return {plain(name): column for column, line in names.items() for name in line.split(",")}


OURS = Source(
    "",
    frozenset(),
    _plain_names(
        {
            "title": "title,Titel,Título,शीर्षक",
            "original_title": "original title,Originaltitel,Título original,मूल शीर्षक",
            "year": "year,Jahr,Erscheinungsjahr,Año,Ano,वर्ष,साल",
            "runtime_minutes": "runtime minutes,runtime,minutes,Minuten,Laufzeit,Minutos,Duración,"
            "मिनट,अवधि",
            "directors": "directors,director,Regie,Regisseur,Regisseure,Dirección,Directores,"
            "निर्देशक",
            "genres": "genres,genre,Géneros,Género,शैलियाँ,शैली",
            "countries": "countries,country,Länder,Land,Países,País,देश",
            "languages": "languages,language,Sprachen,Sprache,Idiomas,Idioma,भाषाएँ,भाषा",
            "synopsis": "synopsis,Inhalt,Zusammenfassung,Sinopsis,सारांश",
            "imdb_id": "imdb id,imdbid,imdb,IMDb number,IMDb-Nummer,IMDb-ID,Número de IMDb,"
            "IMDb संख्या",
            "trailer_url": "trailer url,trailer,Address of a trailer,Adresse eines Trailers,"
            "Dirección de un tráiler,Tráiler,ट्रेलर का पता,ट्रेलर",
            "lists": "lists,list,Listen,Liste,Listas,Lista,सूचियाँ,सूची",
        }
    ),
    separator="|",
)

SERVICES = (
    Source(
        "IMDb",
        frozenset({"const"}),
        {
            "const": "imdb_id",
            "title": "title",
            "original title": "original_title",
            "title type": "type",
            "runtime (mins)": "runtime_minutes",
            "year": "year",
            "genres": "genres",
            "directors": "directors",
        },
    ),
    Source(
        "TMDB",
        frozenset({"tmdb id", "release date"}),
        {"imdb id": "imdb_id", "type": "type", "name": "title", "release date": "year"},
    ),
    Source(
        "TMDB",
        frozenset({"overview", "release date"}),
        {
            "title": "title",
            "original title": "original_title",
            "release date": "year",
            "runtime": "runtime_minutes",
            "genres": "genres",
            "overview": "synopsis",
            "imdb id": "imdb_id",
        },
    ),
    Source("Letterboxd", frozenset({"name", "letterboxd uri"}), {"name": "title", "year": "year"}),
    Source("Letterboxd", frozenset({"position", "name"}), {"name": "title", "year": "year"}),
)
"""Other services whose exports are recognised, by the columns of their files in 2026."""


@dataclass(frozen=True)
class Header:
    """The line that names the columns.

    `order` has our column, or `type`, for each column of the file, None for one that is not read;
    `unread` has the names of the latter.
    """

    source: Source
    order: tuple[str | None, ...]
    unread: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many columns are read."""
        return len(self.order) - self.order.count(None)


def read_header(cells: Sequence[str]) -> Header | None:
    """Return what the cells name, None when they do not name at least a title and a year.

    Raises UnreadableCsv when a column is named twice.
    """
    names = _without_empty_end([plain(cell) for cell in cells])
    source = next((each for each in SERVICES if each.marks <= set(names)), OURS)
    order = tuple(source.columns.get(name) for name in names)
    if not {"title", "year"} <= set(order):
        return None
    twice = [column for column in order if column and order.count(column) > 1]
    if twice:
        raise UnreadableCsv(
            _("The first line names the column “%(column)s” twice; keep one.", column=twice[0])
        )
    unread = (cell.strip() for cell, column in zip(cells, order, strict=False) if not column)
    return Header(source, order, tuple(name for name in unread if name))


def _without_empty_end(names: list[str]) -> list[str]:
    while names and not names[-1]:
        names = names[:-1]
    return names

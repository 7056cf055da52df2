"""What a movie is made of and the rules it must keep; the form and the importer both ask here.

No database and no Flask: what reads films to train on asks here, too.
"""

import dataclasses
import datetime
import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from mood_recommender.catalog.spelling import spell

GENRES = (
    "Action",
    "Adventure",
    "Animation",
    "Comedy",
    "Crime",
    "Documentary",
    "Drama",
    "Family",
    "Fantasy",
    "History",
    "Horror",
    "Music",
    "Musical",
    "Mystery",
    "Romance",
    "Science Fiction",
    "Sport",
    "Thriller",
    "War",
    "Western",
)
"""The genres a movie can have; the migrations put them into the table `genres`."""

FIRST_YEAR = 1888
"""Of the Roundhay Garden Scene, the oldest film there is."""
YEARS_AHEAD = 5
"""How far ahead a film may be announced."""
LONGEST_SYNOPSIS = 2000
LONGEST_RUNTIME = 1000
LONGEST_TITLE = 200
LONGEST_NAMES = 500
LONGEST_URL = 500

IMDB_ID = re.compile(r"tt\d{7,8}", re.ASCII)
CONTROL_CHARACTERS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True)
class MovieFields:
    """A movie as a curator writes it. What is not known is None or empty.

    Genres are names, kept in the order of the alphabet however they are given. Every text is kept
    in the one spelling of `spell`, whichever way it came in.

    Two films are the same when they have the same IMDb id or, where not both have one, the same
    title and year. So two films of one title and year are told apart by their IMDb ids.
    """

    title: str
    year: int
    original_title: str = ""
    runtime_minutes: int | None = None
    directors: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    synopsis: str = ""
    imdb_id: str | None = None
    trailer_url: str | None = None

    def __post_init__(self) -> None:
        for field in dataclasses.fields(self):
            object.__setattr__(self, field.name, _spelled(getattr(self, field.name)))
        object.__setattr__(self, "genres", tuple(sorted(self.genres)))

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """Return the fields that `dataclasses.asdict` and JSON have made lists and texts of."""
        names = {field.name for field in dataclasses.fields(cls)}
        known: dict[str, Any] = {name: values[name] for name in names}
        lists = {name: tuple(value) for name, value in known.items() if isinstance(value, list)}
        return cls(**known | lists)

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    @property
    def film(self) -> tuple[str, int, str | None]:
        """What tells the film from every other: title, year and IMDb id."""
        return self.title, self.year, self.imdb_id

    @property
    def version(self) -> str:
        """A short text that tells whether a movie is still what somebody has seen."""
        return hashlib.sha256(repr(self).encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def problems(self) -> dict[str, str]:
        """Return a sentence for every field that cannot stay as it is; empty when all is well."""
        found = {
            "title": _title_problem(self.title),
            "original_title": _text_problem("original title", self.original_title, LONGEST_TITLE),
            "year": _year_problem(self.year),
            "runtime_minutes": _runtime_problem(self.runtime_minutes),
            "directors": _names_problem("directors", self.directors),
            "genres": _genres_problem(self.genres),
            "countries": _names_problem("countries", self.countries),
            "languages": _names_problem("languages", self.languages),
            "synopsis": _synopsis_problem(self.synopsis),
            "imdb_id": _imdb_problem(self.imdb_id),
            "trailer_url": _url_problem(self.trailer_url),
        }
        return {field: problem for field, problem in found.items() if problem}

    def search_text(self) -> str:
        """Return what a search looks through: titles and directors, folded."""
        return fold(" ".join((self.title, self.original_title, *self.directors)))


def fold(text: str) -> str:
    """Return `text` without case and accents, so that `amelie` finds `Amélie`."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _spelled(value: Any) -> Any:
    if isinstance(value, str):
        return spell(value)
    return tuple(spell(name) for name in value) if isinstance(value, (list, tuple)) else value


def _title_problem(title: str) -> str | None:
    if not title:
        return "Give the movie a title."
    return _text_problem("title", title, LONGEST_TITLE)


def _text_problem(name: str, text: str, longest: int) -> str | None:
    if CONTROL_CHARACTERS.search(text):
        return f"The {name} must be a single line; take out line breaks and tabs."
    if len(text) > longest:
        return f"The {name} has {len(text)} characters; shorten it to {longest}."
    return None


def _year_problem(year: int) -> str | None:
    last = datetime.date.today().year + YEARS_AHEAD
    if FIRST_YEAR <= year <= last:
        return None
    return f"The year is {year}; write the year of release, from {FIRST_YEAR} to {last}."


def _runtime_problem(minutes: int | None) -> str | None:
    if minutes is None or 1 <= minutes <= LONGEST_RUNTIME:
        return None
    return (
        f"The runtime is {minutes}; write it in minutes, from 1 to {LONGEST_RUNTIME}, "
        "or leave it empty."
    )


def _names_problem(field: str, names: tuple[str, ...]) -> str | None:
    if any("|" in name for name in names):
        return f"A name among the {field} holds a |; write each name on its own."
    if not all(names):
        return f"A name among the {field} is empty; take it out."
    if len(set(names)) < len(names):
        return f"A name among the {field} is there twice; name each once."
    return _text_problem(f"line of {field}", "|".join(names), LONGEST_NAMES)


def _genres_problem(genres: tuple[str, ...]) -> str | None:
    unknown = [genre for genre in genres if genre not in GENRES]
    if unknown:
        return f"There is no genre {unknown[0]!r}; choose from {', '.join(GENRES)}."
    if len(set(genres)) < len(genres):
        return "A genre is named twice; name each once."
    return None


def _synopsis_problem(synopsis: str) -> str | None:
    if CONTROL_CHARACTERS.search(synopsis.replace("\n", "")):
        return "The synopsis holds tabs or other control characters; take them out."
    if len(synopsis) > LONGEST_SYNOPSIS:
        return f"The synopsis has {len(synopsis)} characters; shorten it to {LONGEST_SYNOPSIS}."
    return None


def _imdb_problem(imdb_id: str | None) -> str | None:
    if imdb_id is None or IMDB_ID.fullmatch(imdb_id):
        return None
    return f"{imdb_id!r} is no IMDb id; write tt and seven or eight digits, such as tt0211915."


def _url_problem(url: str | None) -> str | None:
    if url is None or (_is_https(url) and len(url) <= LONGEST_URL):
        return None
    return (
        f"The trailer must be an address that starts with https:// and has at most {LONGEST_URL} "
        f"characters, not {url[:40]!r}."
    )


def _is_https(url: str) -> bool:
    """Tell whether `url` leads to a web page: a `javascript:` link must never reach a page."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return False
    return parts.scheme == "https" and bool(parts.hostname) and url.isprintable() and " " not in url

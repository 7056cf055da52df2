"""What a movie is made of and the rules it must keep; the form and the importer both ask here.

No database and no Flask: what reads films to train on asks here, too.
"""

import dataclasses
import datetime
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from mood_recommender.catalog.spelling import spell
from mood_recommender.errors import Sentence as _

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

FIELD_NAMES = {
    "title": _("Title"),
    "original_title": _("Original title"),
    "year": _("Year"),
    "runtime_minutes": _("Minutes"),
    "directors": _("Directors"),
    "genres": _("Genres"),
    "countries": _("Countries"),
    "languages": _("Languages"),
    "synopsis": _("Synopsis"),
    "imdb_id": _("IMDb number"),
    "trailer_url": _("Address of a trailer"),
}
"""What the fields are called where curators read of them."""

GENRES_ELSEWHERE = {"Children": "Family", "Sci-Fi": "Science Fiction", "Film-Noir": "Crime"}
"""Genres that have another name in MovieLens and at IMDb than here."""

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
            "original_title": _text_problem("original_title", self.original_title, LONGEST_TITLE),
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


def known_genres(names: Iterable[str]) -> tuple[str, ...]:
    """Return the genres that another service names, in our words; what is none here is left out."""
    ours = {GENRES_ELSEWHERE.get(name, name) for name in names}
    return tuple(sorted(ours & set(GENRES)))


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
        return _("Give the movie a title.")
    return _text_problem("title", title, LONGEST_TITLE)


def _text_problem(field: str, text: str, longest: int) -> str | None:
    name = FIELD_NAMES[field]
    if CONTROL_CHARACTERS.search(text):
        return _("“%(field)s” must be a single line; take out line breaks and tabs.", field=name)
    return _length_problem(field, text, longest)


def _length_problem(field: str, text: str, longest: int) -> str | None:
    if len(text) <= longest:
        return None
    return _(
        "“%(field)s” has %(length)d characters; shorten it to %(longest)d.",
        field=FIELD_NAMES[field],
        length=len(text),
        longest=longest,
    )


def _year_problem(year: int) -> str | None:
    last = datetime.date.today().year + YEARS_AHEAD
    if FIRST_YEAR <= year <= last:
        return None
    return _(
        "The year is %(year)d; write the year of release, from %(first)d to %(last)d.",
        year=year,
        first=FIRST_YEAR,
        last=last,
    )


def _runtime_problem(minutes: int | None) -> str | None:
    if minutes is None or 1 <= minutes <= LONGEST_RUNTIME:
        return None
    return _(
        "The runtime is %(minutes)d; write it in minutes, from 1 to %(longest)d, or leave it "
        "empty.",
        minutes=minutes,
        longest=LONGEST_RUNTIME,
    )


def _names_problem(field: str, names: tuple[str, ...]) -> str | None:
    name = FIELD_NAMES[field]
    if any("|" in each for each in names):
        return _("A name in “%(field)s” holds a |; write each name on its own.", field=name)
    if not all(names):
        return _("A name in “%(field)s” is empty; take it out.", field=name)
    if len(set(names)) < len(names):
        return _("A name in “%(field)s” is there twice; name each once.", field=name)
    return _text_problem(field, "|".join(names), LONGEST_NAMES)


def _genres_problem(genres: tuple[str, ...]) -> str | None:
    unknown = [genre for genre in genres if genre not in GENRES]
    if unknown:
        return _(
            "There is no genre “%(genre)s”; choose from %(genres)s.",
            genre=unknown[0],
            genres=", ".join(GENRES),
        )
    if len(set(genres)) < len(genres):
        return _("A genre is named twice; name each once.")
    return None


def _synopsis_problem(synopsis: str) -> str | None:
    if CONTROL_CHARACTERS.search(synopsis.replace("\n", "")):
        return _("The synopsis holds tabs or other control characters; take them out.")
    return _length_problem("synopsis", synopsis, LONGEST_SYNOPSIS)


def _imdb_problem(imdb_id: str | None) -> str | None:
    if imdb_id is None or IMDB_ID.fullmatch(imdb_id):
        return None
    return _(
        "“%(imdb_id)s” is no IMDb id; write tt and seven or eight digits, such as tt0211915.",
        imdb_id=imdb_id[:40],
    )


def _url_problem(url: str | None) -> str | None:
    if url is None or (_is_https(url) and len(url) <= LONGEST_URL):
        return None
    return _(
        "The trailer must be an address that starts with https:// and has at most %(longest)d "
        "characters, not “%(url)s”.",
        longest=LONGEST_URL,
        url=url[:40],
    )


def _is_https(url: str) -> bool:
    """Tell whether `url` leads to a web page: a `javascript:` link must never reach a page."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as an unclosed bracket of an IPv6 address
        return False
    return parts.scheme == "https" and bool(parts.hostname) and url.isprintable() and " " not in url

from collections import Counter

import pytest
import sqlalchemy as sa

from mood_recommender.catalog.csv_format import COLUMNS
from mood_recommender.catalog.exporters import export_movies_csv
from mood_recommender.catalog.importers import preview_file
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import list_lengths, places_of_movies
from mood_recommender.catalog.movie_fields import GENRES, MovieFields
from mood_recommender.cli.set_up import STARTER
from mood_recommender.extensions import db
from tests.catalog.csv_files import preview_text

FILLED = sorted(set(COLUMNS) - {"imdb_id", "trailer_url", "lists"})


@pytest.fixture
def movies(starter) -> list[MovieFields]:
    return [movie.fields() for movie in db.session.scalars(sa.select(Movie))]


def test_every_row_can_be_imported(app):
    preview = preview_file(STARTER)
    assert [(bad.row.line, bad.problems) for bad in preview.bad_rows] == []


def test_every_movie_is_in_a_list(starter):
    ids = db.session.scalars(sa.select(Movie.id)).all()
    assert len(places_of_movies(ids)) == len(ids)


def test_no_movie_both_matches_and_lifts_the_same_mood(starter):
    places = places_of_movies(db.session.scalars(sa.select(Movie.id)))
    twice = [
        movie_id
        for movie_id, lists in places.items()
        if len({mood for mood, _ in lists}) < len(lists)
    ]
    assert twice == []


def test_there_are_enough_movies_of_every_origin(movies):
    assert len(movies) >= 200
    assert len({country for movie in movies for country in movie.countries}) >= 20


def test_every_decade_since_the_thirties_is_there(movies):
    decades = Counter(movie.year // 10 * 10 for movie in movies)
    assert set(range(1930, 2030, 10)) <= set(decades)


def test_lists_are_long_enough(starter):
    least = {"match": 40, "lift": 25}
    short = {name: n for name, n in list_lengths().items() if n < least[name[1]]}
    assert short == {}


@pytest.mark.parametrize("field", FILLED)
def test_nothing_is_left_empty(movies, field):
    assert [movie.title for movie in movies if not getattr(movie, field)] == []


def test_genres_are_ours(movies):
    assert {genre for movie in movies for genre in movie.genres} <= set(GENRES)


def test_every_movie_is_told_in_a_sentence_or_two(movies):
    lengths = {movie.title: len(movie.synopsis.split()) for movie in movies}
    assert {title: n for title, n in lengths.items() if not 8 <= n <= 60} == {}


def test_importing_its_export_changes_nothing(starter):
    counts = preview_text("".join(export_movies_csv())).counts
    assert (counts.added, counts.updated) == (0, 0)
    assert counts.unchanged >= 200

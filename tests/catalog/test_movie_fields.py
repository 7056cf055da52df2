import dataclasses
import json

import pytest

from mood_recommender.catalog.movie_fields import GENRES, MovieFields, fold
from mood_recommender.catalog.movies import add_movie
from tests.sample_catalog import fields, full_fields


def test_full_movie_has_no_problems():
    assert full_fields().problems() == {}


def test_title_and_year_are_enough():
    assert fields("Alien", 1979).problems() == {}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Give the movie a title"),
        ("title", "  ", "Give the movie a title"),
        ("title", "x" * 201, "201 characters; shorten it to 200"),
        ("title", "two\nlines", "must be a single line"),
        ("title", "null\x00", "must be a single line"),
        ("original_title", "x" * 201, "shorten it to 200"),
        ("year", 1887, "The year is 1887; write the year of release, from 1888"),
        ("year", 2999, "The year is 2999"),
        ("runtime_minutes", 0, "The runtime is 0"),
        ("runtime_minutes", 1001, "from 1 to 1000"),
        ("directors", ("A|B",), "holds a |"),
        ("directors", ("Ann", ""), "is empty"),
        ("directors", ("Ann", "Ann "), "twice"),
        ("countries", ("x" * 300, "y" * 300), "shorten it to 500"),
        ("languages", ("a\tb",), "must be a single line"),
        ("genres", ("Sci-Fi",), "There is no genre “Sci-Fi”; choose from Action, "),
        ("genres", ("Drama", "Drama"), "twice"),
        ("synopsis", "x" * 2001, "2001 characters; shorten it to 2000"),
        ("synopsis", "bell\x07", "control characters"),
        ("synopsis", "next\x85line", "control characters"),
        ("imdb_id", "0211915", "write tt and seven or eight digits"),
        ("imdb_id", "tt021191", "is no IMDb id"),
        ("imdb_id", "tt\u0660\u0662\u0661\u0661\u0669\u0661\u0665", "is no IMDb id"),
        ("imdb_id", "", "is no IMDb id"),
        ("trailer_url", "javascript:alert(1)", "starts with https://"),
        ("trailer_url", "http://example.org/", "starts with https://"),
        ("trailer_url", "https:///no-host", "starts with https://"),
        ("trailer_url", "https://[broken", "starts with https://"),
        ("trailer_url", "https://example.org/a b", "starts with https://"),
        ("trailer_url", "https://example.org/" + "x" * 500, "at most 500"),
    ],
)
def test_problem_is_said_in_a_sentence(field, value, sentence):
    problems = full_fields(**{field: value}).problems()
    assert list(problems) == [field]
    assert sentence in problems[field]
    assert problems[field].endswith(".")


def test_every_genre_is_allowed():
    assert full_fields(genres=GENRES).problems() == {}


def test_order_of_genres_makes_no_difference():
    assert full_fields(genres=("Romance", "Comedy")) == full_fields(genres=("Comedy", "Romance"))


def test_fields_come_back_from_the_table(app):
    assert add_movie(full_fields()).fields() == full_fields()


def test_fields_come_back_from_json():
    text = json.dumps(dataclasses.asdict(full_fields()))
    assert MovieFields.from_json(json.loads(text)) == full_fields()


def test_folding_takes_away_case_and_accents():
    assert fold("AMÉLIE Poulain, Straße") == "amelie poulain, strasse"

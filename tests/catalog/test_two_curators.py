import random
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
import sqlalchemy as sa
from flask import Flask

from mood_recommender.catalog.entries import put_in, take_out
from mood_recommender.catalog.models import MoodEntry, Movie
from mood_recommender.catalog.mood_lists import (
    add_to_list,
    move_in_list,
    remove_from_list,
)
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import (
    EditedMeanwhile,
    MovieNotFound,
    add_movie,
    delete_movie,
    edit_movie,
    get_movie,
)
from mood_recommender.curating.transactions import ChangedMeanwhile, transaction
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db
from tests.sample_catalog import fields, fill_list, last_change, letters, undo

SECONDS_TO_SEE_THAT_SOMEBODY_WAITS = 0.3


@pytest.fixture
def others():
    with ThreadPoolExecutor() as pool:
        yield pool


def set_to_work(others: ThreadPoolExecutor, app: Flask, work, *args) -> Future:
    """Let somebody else work, with a session of their own; the result raises what stopped them."""

    def in_own_session() -> None:
        with app.app_context():
            work(*args)

    return others.submit(in_own_session)


def remove(movie_id: int) -> None:
    remove_from_list(get_movie(movie_id), "happy", "match")


def test_second_curator_waits_for_the_first(app, others):
    movies = fill_list("happy", "match", "abcde")
    first, second = movies["b"].id, movies["d"].id
    db.session.rollback()
    take_out(first, "happy", "match")
    other = set_to_work(others, app, remove, second)
    assert not wait([other], SECONDS_TO_SEE_THAT_SOMEBODY_WAITS).done
    db.session.commit()
    other.result()
    assert sorted(letters("happy", "match")) == ["a", "c", "e"]


def shuffle(seed: int, ids: list[int]) -> None:
    """Change the list forty times; a refusal with a sentence is fine, anything else is not."""
    dice = random.Random(seed)
    for _ in range(40):
        movie = get_movie(dice.choice(ids))
        try:
            dice.choice([add, remove_from_list, move])(movie, "happy", "match")
        except MoodRecommenderError:
            db.session.rollback()


def add(movie: Movie, mood: str, intent: str) -> None:
    add_to_list(movie, mood, intent)


def move(movie: Movie, mood: str, intent: str) -> None:
    move_in_list(movie, mood, intent, 1)


def test_list_stays_dense_when_four_curators_change_it(app, others):
    movies = fill_list("happy", "match", "abcd")
    ids = [movie.id for movie in movies.values()]
    db.session.commit()
    curators = [set_to_work(others, app, shuffle, seed, ids) for seed in range(4)]
    for curator in curators:
        curator.result()
    letters("happy", "match")


WAIT_A_SECOND_AT_MOST = {
    "sqlite": "PRAGMA busy_timeout = 1000",
    "mysql": "SET SESSION innodb_lock_wait_timeout = 1",
}


@pytest.fixture
def impatient_app(app):
    db.session.rollback()
    yield app
    db.engine.dispose()


def test_waiting_too_long_is_a_sentence(impatient_app):
    movie_id = fill_list("happy", "match", "ab")["a"].id
    with db.engine.begin() as somebody_else:
        somebody_else.execute(sa.update(MoodEntry).values(mood="happy"))
        db.session.execute(sa.text(WAIT_A_SECOND_AT_MOST[db.engine.name]))
        with pytest.raises(ChangedMeanwhile, match="Somebody else is changing the same thing"):
            remove(movie_id)
    assert letters("happy", "match") == "ab"


def test_editing_a_movie_that_somebody_deleted_is_a_sentence(app):
    movie = add_movie(fields())
    assert movie.title
    with db.engine.begin() as somebody_else:
        somebody_else.execute(sa.delete(Movie))
    with pytest.raises(ChangedMeanwhile, match="Somebody else is changing the same thing"):
        edit_movie(movie, fields("Amelie"))


def edit(movie_id: int, new: MovieFields, version: str | None = None) -> None:
    edit_movie(get_movie(movie_id), new, version=version)


def test_edit_of_what_somebody_else_edited_meanwhile_is_refused(app, others):
    movie = add_movie(fields())
    version = movie.fields().version
    set_to_work(others, app, edit, movie.id, fields(genres=("Comedy",))).result()
    with pytest.raises(EditedMeanwhile, match=r"somebody else edited Amélie \(2001\)"):
        edit_movie(movie, fields(synopsis="A waitress helps."), version=version)
    assert movie.fields() == fields(genres=("Comedy",))


def test_second_of_two_edits_at_once_is_refused(app, others):
    movie = add_movie(fields())
    movie_id, version = movie.id, movie.fields().version
    movie.synopsis = "A waitress helps."
    db.session.flush()
    other = set_to_work(others, app, edit, movie_id, fields(runtime_minutes=122), version)
    assert not wait([other], SECONDS_TO_SEE_THAT_SOMEBODY_WAITS).done
    db.session.commit()
    with pytest.raises(EditedMeanwhile):
        other.result()
    assert movie.fields() == fields(synopsis="A waitress helps.")


def test_edit_that_somebody_else_made_alike_is_no_conflict(app, others):
    movie = add_movie(fields())
    version = movie.fields().version
    set_to_work(others, app, edit, movie.id, fields(runtime_minutes=122)).result()
    edit_movie(movie, fields(runtime_minutes=122), version=version)
    assert movie.runtime_minutes == 122


def test_edit_of_a_version_that_somebody_deleted_is_a_sentence(app):
    movie = add_movie(fields())
    version = movie.fields().version
    with db.engine.begin() as somebody_else:
        somebody_else.execute(sa.delete(Movie))
    with pytest.raises(MovieNotFound, match="it may have been deleted"):
        edit_movie(movie, fields("Amelie"), version=version)


def put_in_twice(movie_id: int) -> None:
    with transaction(ChangedMeanwhile("The list changed meanwhile; try again.")):
        put_in(movie_id, "sad", "match")
        put_in(movie_id, "sad", "match")


def test_entry_that_is_there_already_is_a_sentence(app):
    movie = add_movie(fields())
    with pytest.raises(ChangedMeanwhile, match="changed meanwhile; try again"):
        put_in_twice(movie.id)
    assert letters("sad", "match") == ""


def test_movie_put_into_a_list_meanwhile_is_not_deleted(app, monkeypatch):
    movies = fill_list("sad", "match", "ab")
    monkeypatch.setattr("mood_recommender.catalog.movies.places_of", lambda movie_id: {})
    with pytest.raises(ChangedMeanwhile, match="was put into a list meanwhile"):
        delete_movie(movies["a"])
    assert letters("sad", "match") == "ab"


def test_undone_delete_leaves_out_a_list_that_the_movie_was_taken_off_meanwhile(app, monkeypatch):
    movies = fill_list("sad", "match", "ab")
    outdated = {("sad", "match"): 0, ("sad", "lift"): 0}
    monkeypatch.setattr("mood_recommender.catalog.movies.places_of", lambda movie_id: outdated)
    delete_movie(movies["a"])
    undo(last_change())
    assert (letters("sad", "match"), letters("sad", "lift")) == ("ab", "")

import pytest

from mood_recommender.catalog.mood_lists import (
    InvalidPlacement,
    UnknownMoodList,
    add_to_list,
    insert_in_list,
    list_entries,
    list_length,
    list_lengths,
    move_in_list,
    movies_at,
    places_of,
    positions_of,
    remove_from_list,
)
from mood_recommender.catalog.movies import add_movie
from mood_recommender.moods import MOOD_LISTS
from tests.sample_catalog import fields, fill_list, letters


def test_lists_begin_empty(app):
    assert list_lengths() == dict.fromkeys(MOOD_LISTS, 0)


def test_added_movies_stand_in_order(app):
    fill_list("sad", "lift", "abc")
    assert letters("sad", "lift") == "abc"
    assert list_length("sad", "lift") == 3


def test_lists_do_not_touch_each_other(app):
    movies = fill_list("sad", "lift", "abc")
    add_to_list(movies["c"], "sad", "match")
    remove_from_list(movies["a"], "sad", "lift")
    assert (letters("sad", "lift"), letters("sad", "match")) == ("cb", "c")


@pytest.mark.parametrize("change", [add_to_list, remove_from_list])
def test_unknown_list_is_named_with_those_there_are(app, change):
    movie = add_movie(fields())
    with pytest.raises(UnknownMoodList, match=r"no list happy/lift; choose one of happy/match, "):
        change(movie, "happy", "lift")


def test_movie_is_in_a_list_once(app):
    movies = fill_list("happy", "match", "ab")
    with pytest.raises(InvalidPlacement, match=r"a \(2001\) is in happy/match already"):
        add_to_list(movies["a"], "happy", "match")
    assert letters("happy", "match") == "ab"


@pytest.mark.parametrize(("letter", "left"), [("a", "dbc"), ("b", "adc"), ("d", "abc")])
def test_last_movie_fills_the_gap(app, letter, left):
    movies = fill_list("happy", "match", "abcd")
    remove_from_list(movies[letter], "happy", "match")
    assert letters("happy", "match") == left


def test_last_movie_can_be_removed(app):
    movies = fill_list("happy", "match", "a")
    remove_from_list(movies["a"], "happy", "match")
    assert list_length("happy", "match") == 0


def test_only_a_movie_in_the_list_can_be_removed(app):
    movies = fill_list("happy", "match", "a")
    with pytest.raises(InvalidPlacement, match="is not in sad/match"):
        remove_from_list(movies["a"], "sad", "match")


@pytest.mark.parametrize(
    ("letter", "position", "order"),
    [
        ("a", 0, "abcde"),
        ("a", 2, "bcade"),
        ("a", 4, "bcdea"),
        ("e", 0, "eabcd"),
        ("d", 1, "adbce"),
        ("b", 2, "acbde"),
    ],
)
def test_moving_shifts_the_movies_between(app, letter, position, order):
    movies = fill_list("angry", "match", "abcde")
    move_in_list(movies[letter], "angry", "match", position)
    assert letters("angry", "match") == order


@pytest.mark.parametrize("position", [-1, 3, 10**12])
def test_place_beyond_the_list_is_refused(app, position):
    movies = fill_list("angry", "match", "abc")
    with pytest.raises(InvalidPlacement, match="choose one from 1 to 3"):
        move_in_list(movies["a"], "angry", "match", position)


def test_only_a_movie_in_the_list_can_be_moved(app):
    fill_list("angry", "match", "abc")
    with pytest.raises(InvalidPlacement, match="is not in angry/match"):
        move_in_list(add_movie(fields("d")), "angry", "match", 0)


@pytest.mark.parametrize(
    ("position", "order"), [(0, "dbca"), (2, "abdc"), (3, "abcd"), (9, "abcd")]
)
def test_inserting_sends_the_movie_there_to_the_end(app, position, order):
    fill_list("sad", "match", "abc")
    insert_in_list(add_movie(fields("d")), "sad", "match", position)
    assert letters("sad", "match") == order


@pytest.mark.parametrize("letter", "abcd")
def test_inserting_takes_a_removal_back(app, letter):
    movies = fill_list("sad", "match", "abcd")
    position = places_of(movies[letter].id)["sad", "match"]
    remove_from_list(movies[letter], "sad", "match")
    insert_in_list(movies[letter], "sad", "match", position)
    assert letters("sad", "match") == "abcd"


def test_movies_come_in_the_order_of_the_positions(app):
    fill_list("neutral", "match", "abcde")
    found = movies_at("neutral", "match", [4, 0, 99, 2])
    assert [movie.title for movie in found] == ["e", "a", "c"]


def test_positions_of_movies_are_found(app):
    movies = fill_list("neutral", "match", "abc")
    wanted = [movies["c"].id, movies["a"].id, 10**9]
    assert positions_of("neutral", "match", wanted) == {0, 2}
    assert positions_of("sad", "match", wanted) == set()


def test_entries_come_in_pages_by_place(app):
    fill_list("neutral", "match", "abcde")
    page = list_entries("neutral", "match", page=2, per_page=2)
    assert [entry.movie.title for entry in page.items] == ["c", "d"]
    assert page.total == 5


def test_entries_of_an_unknown_list_are_refused(app):
    with pytest.raises(UnknownMoodList):
        list_entries("bored", "match")

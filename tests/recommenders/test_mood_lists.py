from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood_recommender.catalog.mood_lists import (
    MovieFilter,
    UnknownMoodList,
    add_to_list,
    remove_from_list,
)
from mood_recommender.catalog.movies import add_movie
from mood_recommender.recommenders.mood_lists import EmptyMoodList, draw_movies, draw_positions
from tests.counting import count_queries
from tests.sample_catalog import add_many, fields, fill_list


def draw(*args, **options) -> list[str]:
    return [movie.title for movie in draw_movies(*args, **options)]


def test_movies_are_of_the_list_and_all_different(app):
    fill_list("happy", "match", "abcdefghijkl")
    fill_list("sad", "match", "xyz")
    drawn = draw("happy")
    assert len(set(drawn)) == 10
    assert set(drawn) < set("abcdefghijkl")


def test_lift_is_another_list(app):
    fill_list("sad", "match", "abc")
    fill_list("sad", "lift", "xyz")
    assert sorted(draw("sad", "lift")) == ["x", "y", "z"]


def test_excluded_movies_never_come_back(app):
    movies = fill_list("happy", "match", "abcdef")
    exclude = [movies[letter].id for letter in "ace"]
    for seed in range(20):
        assert set(draw("happy", n=2, exclude=exclude, seed=seed)) < set("bdf")


def test_what_is_left_comes_when_the_list_is_nearly_used_up(app):
    movies = fill_list("happy", "match", "abcdef")
    exclude = [movies[letter].id for letter in "abcd"]
    assert sorted(draw("happy", n=10, exclude=exclude)) == ["e", "f"]


def test_nothing_comes_when_the_list_is_used_up(app):
    movies = fill_list("happy", "match", "abc")
    assert draw("happy", exclude=[movie.id for movie in movies.values()]) == []


def test_exclude_may_name_movies_of_other_lists(app):
    fill_list("happy", "match", "abc")
    others = [movie.id for movie in fill_list("sad", "match", "xyz").values()]
    assert sorted(draw("happy", exclude=[*others, 10**6])) == ["a", "b", "c"]


def test_same_seed_gives_the_same_movies(app):
    fill_list("happy", "match", "abcdefghijkl")
    assert draw("happy", n=5, seed=7) == draw("happy", n=5, seed=7)
    assert draw("happy", n=5, seed=7) != draw("happy", n=5, seed=8)


def test_calls_without_a_seed_differ(app):
    add_many("happy", "match", 300)
    assert draw("happy") != draw("happy")


def test_removed_movie_is_not_drawn_any_more(app):
    movies = fill_list("happy", "match", "abc")
    remove_from_list(movies["a"], "happy", "match")
    assert sorted(draw("happy")) == ["b", "c"]


def test_unknown_list_is_refused(app):
    with pytest.raises(UnknownMoodList):
        draw("happy", "lift")


def test_empty_list_is_a_sentence(app):
    with pytest.raises(EmptyMoodList, match="The list sad/lift has no movies yet"):
        draw("sad", "lift")


def test_n_below_one_is_refused(app):
    with pytest.raises(ValueError, match="n must be 1 or more, got 0"):
        draw("happy", n=0)


def test_queries_do_not_grow_with_the_list(app):
    short = fill_list("happy", "match", "abcdefghijklmno")["a"].id
    long = add_many("sad", "match", 2000)[0]
    with count_queries() as of_short:
        draw("happy", exclude=[short])
    with count_queries() as of_long:
        draw("sad", exclude=[long])
    assert len(of_long) == len(of_short) <= 5


def fill_with_lengths(**minutes: int | None) -> dict[str, int]:
    """Put a movie for each title on the list, all of 2000 but x; return their ids."""
    ids = {}
    for title, length in minutes.items():
        year = 1999 if title == "x" else 2000
        movie = add_movie(fields(title, year, runtime_minutes=length))
        add_to_list(movie, "happy", "match")
        ids[title] = movie.id
    return ids


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (MovieFilter(), "abcdx"),
        (MovieFilter(min_runtime_minutes=91), "bcx"),
        (MovieFilter(max_runtime_minutes=90), "a"),
        (MovieFilter(91, 120), "bx"),
        (MovieFilter(decade=1990), "x"),
        (MovieFilter(decade=2000), "abcd"),
        (MovieFilter(121, None, 1990), ""),
    ],
)
def test_only_wanted_movies_are_drawn(app, wanted, expected):
    fill_with_lengths(a=90, b=91, c=121, d=None, x=120)
    assert "".join(sorted(draw("happy", wanted=wanted))) == expected


def test_every_wanted_movie_that_is_left_is_equally_likely(app):
    ids = fill_with_lengths(a=80, b=100, c=80, d=80, e=100, f=80)
    short = MovieFilter(max_runtime_minutes=90)
    draws = [draw("happy", "match", 1, [ids["c"]], seed, short)[0] for seed in range(600)]
    counts = Counter(draws)
    assert set(counts) == set("adf")
    assert all(150 < count < 250 for count in counts.values())


def test_queries_for_wanted_movies_do_not_grow_with_the_list(app):
    short = fill_list("happy", "match", "abcdefghijklmno")["a"].id
    long = add_many("sad", "match", 2000)[0]
    with count_queries() as of_short:
        draw("happy", exclude=[short], wanted=MovieFilter(decade=2000))
    with count_queries() as of_long:
        draw("sad", exclude=[long], wanted=MovieFilter(decade=2000))
    assert len(of_long) == len(of_short) <= 5


POSITIONS = st.integers(0, 60).flatmap(
    lambda length: st.tuples(
        st.just(length),
        st.integers(1, 70),
        st.sets(st.integers(0, length - 1)) if length else st.just(set()),
    )
)


@given(POSITIONS, st.integers())
def test_as_many_free_positions_are_drawn_as_there_are(drawing, seed):
    length, n, excluded = drawing
    positions = draw_positions(length, n, excluded, seed)
    assert len(positions) == len(set(positions)) == min(n, length - len(excluded))
    assert set(positions) <= set(range(length)) - excluded


def test_every_free_position_is_equally_likely():
    draws = [draw_positions(5, 1, {1}, seed)[0] for seed in range(4000)]
    counts = [draws.count(position) for position in range(5)]
    assert counts[1] == 0
    assert all(880 < counts[position] < 1120 for position in (0, 2, 3, 4))

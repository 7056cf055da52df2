"""Recommend by mood list: movies from random places of the list, without repeats."""

import random
from collections.abc import Collection

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import (
    EVERY_MOVIE,
    MovieFilter,
    check_list,
    list_length,
    movies_at,
    positions_of,
    positions_that_fit,
)
from mood_recommender.errors import MoodRecommenderError


class EmptyMoodList(MoodRecommenderError):
    """The list has no movie at all."""

    status = 404
    title = "Empty mood list"


def draw_movies(
    mood: str,
    intent: str = "match",
    n: int = 10,
    exclude: Collection[int] = (),
    seed: int | None = None,
    wanted: MovieFilter = EVERY_MOVIE,
) -> list[Movie]:
    """Return `n` random movies of a list that are `wanted`, all different and none of `exclude`.

    `exclude` holds movie ids. Every movie that is left is equally likely. Fewer than `n` when
    fewer are left, none when none is. The same seed, list, `exclude` and `wanted` give the same
    movies; without a seed every call differs. The number of queries does not grow with the list.
    Raises UnknownMoodList, EmptyMoodList when the list has no movie at all, and ValueError if `n`
    is less than 1.
    """
    if n < 1:
        raise ValueError(f"n must be 1 or more, got {n}")
    check_list(mood, intent)
    length = list_length(mood, intent)
    if length == 0:
        raise EmptyMoodList(
            f"The list {mood}/{intent} has no movies yet; choose another mood or ask a curator."
        )
    excluded = positions_of(mood, intent, exclude)
    if wanted == EVERY_MOVIE:
        return movies_at(mood, intent, draw_positions(length, n, excluded, seed))
    fitting = [place for place in positions_that_fit(mood, intent, wanted) if place not in excluded]
    drawn = draw_positions(len(fitting), n, (), seed)
    return movies_at(mood, intent, [fitting[index] for index in drawn])


def draw_positions(length: int, n: int, excluded: Collection[int], seed: int | None) -> list[int]:
    """Return `n` random positions below `length`, all different and none of `excluded`.

    Fewer when fewer are left. Every position that is left is equally likely.
    """
    # Of n + len(excluded) different positions at least n are left without the excluded ones.
    enough = min(length, n + len(excluded))
    drawn = random.Random(seed).sample(range(length), enough)  # noqa: S311 - no secret
    return [position for position in drawn if position not in excluded][:n]

import pytest
import sqlalchemy as sa

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, lists_of
from mood_recommender.catalog.movies import (
    DuplicateMovie,
    InvalidMovie,
    MovieNotFound,
    add_movie,
    delete_movie,
    edit_movie,
    get_movie,
    search_movies,
)
from mood_recommender.extensions import db
from tests.sample_catalog import fields, fill_list, full_fields, letters


def titles(text: str = "", **page: int) -> list[str]:
    return [movie.title for movie in search_movies(text, **page).items]


def count_movies() -> int:
    return db.session.scalar(sa.select(sa.func.count(Movie.id))) or 0


def test_added_movie_can_be_got(app):
    movie = add_movie(full_fields())
    assert get_movie(movie.id) is movie


def test_missing_movie_is_named(app):
    with pytest.raises(MovieNotFound, match="no movie number 77"):
        get_movie(77)


def test_invalid_movie_is_not_added(app):
    with pytest.raises(InvalidMovie) as caught:
        add_movie(fields("", 1700))
    assert set(caught.value.problems) == {"title", "year"}
    assert count_movies() == 0


def test_same_title_and_year_is_refused(app):
    add_movie(fields("Alien", 1979))
    with pytest.raises(DuplicateMovie, match=r"There is a movie Alien \(1979\) already"):
        add_movie(fields("Alien", 1979))
    assert count_movies() == 1


def test_same_imdb_id_is_refused(app):
    add_movie(full_fields())
    with pytest.raises(DuplicateMovie, match="IMDb id tt0211915"):
        add_movie(full_fields(title="Amelia"))


def test_two_films_of_one_name_have_an_imdb_id_each(app):
    add_movie(fields("Under the Skin", 2013, imdb_id="tt1441395"))
    twin = add_movie(fields("Under the Skin", 2013, imdb_id="tt9999901"))
    assert count_movies() == 2
    edit_movie(twin, fields("Under the Skin", 2013, imdb_id="tt9999902"))
    with pytest.raises(DuplicateMovie, match="need an IMDb id each"):
        edit_movie(twin, fields("Under the Skin", 2013))
    assert twin.imdb_id == "tt9999902"


@pytest.mark.parametrize(("first", "second"), [("tt1441395", None), (None, "tt1441395")])
def test_film_without_an_imdb_id_shares_its_name_with_none(app, first, second):
    add_movie(fields("Under the Skin", 2013, imdb_id=first))
    with pytest.raises(DuplicateMovie, match="need an IMDb id each"):
        add_movie(fields("Under the Skin", 2013, imdb_id=second))
    assert count_movies() == 1


def test_two_films_without_an_imdb_id_never_share_a_name(app, monkeypatch):
    add_movie(fields("Alien", 1979))
    monkeypatch.setattr("mood_recommender.catalog.movies._check_name", lambda *_: None)
    with pytest.raises(DuplicateMovie):
        add_movie(fields("Alien", 1979))


@pytest.mark.parametrize("title", ["Amélie", "Ame\u0301lie", "Amélie\u200b", "\u00a0Amélie"])
def test_invisible_twin_is_refused(app, title):
    add_movie(fields("Amélie"))
    with pytest.raises(DuplicateMovie):
        add_movie(fields(title))


def test_same_title_in_another_year_is_another_movie(app):
    add_movie(fields("Solaris", 1972))
    add_movie(fields("Solaris", 2002))
    assert count_movies() == 2


@pytest.mark.parametrize("title", ["Amelie", "AMÉLIE"])
def test_titles_differ_by_accents_and_case_on_every_database(app, title):
    add_movie(fields("Amélie"))
    add_movie(fields(title))
    assert count_movies() == 2


def test_many_movies_without_imdb_id_are_fine(app):
    fill_list("happy", "match", "abc")
    assert count_movies() == 3


def test_session_works_on_after_a_duplicate(app):
    add_movie(fields("Alien", 1979))
    with pytest.raises(DuplicateMovie):
        add_movie(fields("Alien", 1979))
    assert add_movie(fields("Aliens", 1986)).id


def test_editing_replaces_every_field(app):
    movie = add_movie(full_fields())
    edit_movie(movie, fields("Alien", 1979, genres=("Horror",)))
    db.session.expire_all()
    assert movie.fields() == fields("Alien", 1979, genres=("Horror",))


def test_editing_into_a_duplicate_changes_nothing(app):
    add_movie(fields("Alien", 1979))
    movie = add_movie(full_fields())
    with pytest.raises(DuplicateMovie):
        edit_movie(movie, fields("Alien", 1979))
    assert movie.fields() == full_fields()


def test_invalid_edit_changes_nothing(app):
    movie = add_movie(full_fields())
    with pytest.raises(InvalidMovie):
        edit_movie(movie, full_fields(year=3))
    assert movie.fields() == full_fields()


def test_deleting_leaves_every_list_dense(app):
    movies = fill_list("happy", "match", "abcd")
    for letter in "bca":
        add_to_list(movies[letter], "sad", "lift")
    delete_movie(movies["b"])
    assert letters("happy", "match") == "adc"
    assert letters("sad", "lift") == "ac"


def test_deleted_movie_is_gone_with_its_genres(app):
    movie = add_movie(full_fields())
    delete_movie(movie)
    assert count_movies() == 0
    assert db.session.scalar(sa.text("SELECT COUNT(*) FROM movie_genres")) == 0


def test_id_of_a_deleted_movie_is_not_given_again(app):
    movie = add_movie(fields("Alien", 1979))
    old = movie.id
    delete_movie(movie)
    assert add_movie(fields("Aliens", 1986)).id > old


@pytest.mark.parametrize("text", ["amelie", "POULAIN", "jeunet", "  fabuleux   jeunet ", "Amélie"])
def test_search_ignores_case_and_accents(app, text):
    add_movie(full_fields())
    add_movie(fields("Alien", 1979))
    assert titles(text) == ["Amélie"]


@pytest.mark.parametrize("text", ["amelie kurosawa", "%", "a_ien", "\\"])
def test_search_finds_only_what_is_there(app, text):
    add_movie(full_fields())
    add_movie(fields("Alien", 1979))
    assert titles(text) == []


def test_search_finds_a_percent_sign(app):
    add_movie(fields("100% Wolf", 2020))
    assert titles("100%") == ["100% Wolf"]


def test_search_of_a_thousand_words_looks_for_the_first_ones(app):
    add_movie(fields("Alien", 1979))
    assert titles("alien " * 1500) == ["Alien"]
    assert titles("a " * 100 + "kurosawa") == ["Alien"]


def test_search_is_ordered_by_title_then_year(app):
    for title, year in [("Solaris", 2002), ("Élan", 2000), ("Solaris", 1972), ("alien", 1979)]:
        add_movie(fields(title, year))
    found = [(movie.title, movie.year) for movie in search_movies().items]
    assert found == [("alien", 1979), ("Élan", 2000), ("Solaris", 1972), ("Solaris", 2002)]


def test_search_comes_in_pages(app):
    fill_list("happy", "match", "abcde")
    assert titles(page=2, per_page=2) == ["c", "d"]
    assert search_movies(per_page=2).total == 5


def test_page_beyond_the_end_is_empty(app):
    assert titles(page=99) == []


def test_lists_of_a_movie_are_named(app):
    movies = fill_list("sad", "lift", "ab")
    add_to_list(movies["b"], "happy", "match")
    assert lists_of(movies["b"]) == [("happy", "match"), ("sad", "lift")]

import pytest

from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movielens import (
    UnreadableMovieLens,
    movie_fields,
    with_article_first,
)
from mood_recommender.catalog.movielens_import import import_movielens
from mood_recommender.catalog.movies import add_movie, search_movies
from tests.sample_catalog import fields, full_fields

MOVIES = """movieId,title,genres
1,Toy Story (1995),Adventure|Animation|Children|Comedy|Fantasy
2,"City of Lost Children, The (Cité des enfants perdus, La) (1995)",Adventure|Sci-Fi
3,"Big Sleep, The (1946)",Crime|Film-Noir|Mystery
4,Babylon 5,Sci-Fi
5,Amelie (2001),Comedy
6,"Big Sleep, The (1946)",Drama
7,Apollo 13 (1995) ,IMAX|(no genres listed)
8,Roundhay Garden Scene (1700),Documentary
9,Short Cuts (1993)
10
"""
LINKS = """movieId,imdbId,tmdbId
1,0114709,862
2,0112682,902
3,0038355,910
5,0211915,194
6,0038355,910
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "movies.csv").write_text(MOVIES, encoding="utf-8")
    (tmp_path / "links.csv").write_text(LINKS, encoding="utf-8")
    return tmp_path


def test_movies_are_added_in_our_words(app, folder):
    import_movielens(folder)
    (movie,) = search_movies("lost children").items
    assert movie.fields() == MovieFields(
        title="The City of Lost Children",
        year=1995,
        original_title="La Cité des enfants perdus",
        genres=("Adventure", "Science Fiction"),
        imdb_id="tt0112682",
    )


def test_movies_are_counted(app, folder):
    add_movie(full_fields())
    counts = import_movielens(folder)
    assert (counts.added, counts.known, counts.skipped) == (5, 2, 3)
    assert search_movies().total == 6
    assert str(counts).startswith("5 added, 2 known already, 3 skipped (no title or year")


def test_films_of_one_name_are_told_apart_by_their_imdb_ids(app, folder):
    links = (folder / "links.csv").read_text().replace("6,0038355", "6,0099999")
    (folder / "links.csv").write_text(links)
    assert import_movielens(folder).added == 7
    assert search_movies("big sleep").total == 2


def test_titles_come_in_the_one_spelling(app, folder):
    add_movie(fields("Toy Story", 1995))
    odd = MOVIES.replace("Toy Story", "Toy\u00a0 Story\u200b")
    (folder / "movies.csv").write_text(odd, encoding="utf-8")
    import_movielens(folder)
    assert search_movies("toy story").total == 1


def test_second_import_adds_nothing(app, folder):
    import_movielens(folder)
    counts = import_movielens(folder)
    assert (counts.added, counts.known) == (0, 7)


def test_row_without_genres_is_a_movie(app, folder):
    import_movielens(folder)
    (movie,) = search_movies("short cuts").items
    assert movie.fields() == fields("Short Cuts", 1993)


def test_movies_of_the_catalog_stay_as_they_are(app, folder):
    add_movie(fields("Toy Story", 1995, runtime_minutes=81))
    import_movielens(folder)
    (movie,) = search_movies("toy story").items
    assert (movie.runtime_minutes, movie.imdb_id) == (81, None)


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Big Short, The", "The Big Short"),
        ("Postino, Il", "Il Postino"),
        ("Avventura, L'", "L'Avventura"),
        ("Lord of the Rings: The Two Towers, The", "The Lord of the Rings: The Two Towers"),
        ("Me, Myself & Irene", "Me, Myself & Irene"),
        ("Lola", "Lola"),
    ],
)
def test_article_comes_first(title, first):
    assert with_article_first(title) == first


@pytest.mark.parametrize(
    ("text", "title", "original", "year"),
    [
        ("(500) Days of Summer (2009)", "(500) Days of Summer", "", 2009),
        ("Se7en (a.k.a. Seven) (1995)", "Se7en", "", 1995),
        ("Leon (a.k.a. The Professional) (Léon) (1994)", "Leon", "Léon", 1994),
        ("1984 (1956)", "1984", "", 1956),
        ("Apollo 13 (1995) ", "Apollo 13", "", 1995),
    ],
)
def test_title_is_taken_apart(text, title, original, year):
    movie = movie_fields(text, "Drama", None)
    assert (movie.title, movie.original_title, movie.year) == (title, original, year)


@pytest.mark.parametrize("text", ["Babylon 5", "Death Note (2006-2007)", "(1999)"])
def test_title_without_a_year_is_no_movie(text):
    assert movie_fields(text, "Drama", None) is None


def test_missing_file_is_named(app, tmp_path):
    with pytest.raises(UnreadableMovieLens, match=r"links.csv cannot be read"):
        import_movielens(tmp_path)


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("movieId,genres", "title"),
        ("id,title", "movieId, genres"),
        ("", "movieId, title, genres"),
    ],
)
def test_missing_columns_are_named(app, folder, header, missing):
    (folder / "movies.csv").write_text(f"{header}\n1,Alien\n")
    with pytest.raises(UnreadableMovieLens, match=f"movies.csv lacks these columns: {missing}\\.$"):
        import_movielens(folder)


def test_file_that_is_no_csv_is_named(app, folder):
    (folder / "movies.csv").write_text(MOVIES + "x" * 200_000)
    with pytest.raises(UnreadableMovieLens, match=r"movies.csv cannot be read \(field larger"):
        import_movielens(folder)
    assert search_movies().total == 0


def test_file_in_another_encoding_is_named(app, folder):
    (folder / "movies.csv").write_bytes(MOVIES.encode("latin-1"))
    with pytest.raises(UnreadableMovieLens, match=r"movies.csv cannot be read"):
        import_movielens(folder)
    assert search_movies().total == 0

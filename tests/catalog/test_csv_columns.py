import pytest
from flask_babel import force_locale

from mood_recommender.catalog.csv_columns import read_header
from mood_recommender.catalog.csv_format import COLUMNS
from mood_recommender.catalog.movie_fields import FIELD_NAMES
from mood_recommender.web.site.languages import LANGUAGES
from mood_recommender.web.site.texts import in_words
from tests.catalog.csv_files import CASES, csv_of, import_text, preview_text
from tests.sample_catalog import full_fields, movie_of


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_pages_call_a_field_is_a_column(app, language):
    with app.test_request_context(), force_locale(language):
        names = [in_words(name) for name in FIELD_NAMES.values()]
    header = read_header(names)
    assert header is not None
    assert header.order == tuple(FIELD_NAMES)


@pytest.mark.parametrize(
    "names",
    [
        [name.upper() for name in COLUMNS],
        [name.replace("_", " ").title() for name in COLUMNS],
        [f" {name} " for name in COLUMNS],
        [*COLUMNS, "", ""],
    ],
)
def test_case_spaces_and_empty_columns_make_no_difference(names):
    assert read_header(names).order == COLUMNS


def test_title_and_year_are_enough(app):
    import_text("Título;Año\nAmélie;2001\n")
    assert movie_of("Amélie").year == 2001


def test_columns_that_are_not_read_are_named(app):
    preview = preview_text("title,rating,year,note\nAlien,5,1979,good\n")
    assert preview.unread == ("rating", "note")
    assert preview.counts.added == 1


def test_missing_columns_leave_their_fields(app):
    full = full_fields()
    import_text(csv_of({"title": full.title, "year": "2001", "imdb_id": full.imdb_id or ""}))
    movie = movie_of(full.title)
    import_text("title,year,directors,runtime\nAmélie,2001,Jeunet,122\n")
    import_text("title,year\nAmélie,2001\n")
    assert (movie.directors, movie.runtime_minutes, movie.imdb_id) == (
        ("Jeunet",),
        122,
        "tt0211915",
    )


def test_export_of_letterboxd_is_recognised(app):
    preview = preview_text((CASES / "letterboxd-watchlist.csv").read_bytes())
    assert (preview.service, preview.counts.added) == ("Letterboxd", 1)
    assert preview.unread == ("Date", "Letterboxd URI")


def test_list_of_letterboxd_is_recognised(app):
    text = (
        "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n"
        "2024-01-01,My list,,https://boxd.it/a,\n\n"
        "Position,Name,Year,URL,Description\n1,Ran,1985,https://boxd.it/b,\n"
    )
    assert preview_text(text).service == "Letterboxd"
    import_text(text)
    assert movie_of("Ran").year == 1985


def test_export_of_imdb_is_recognised(app):
    content = (CASES / "imdb-ratings.csv").read_bytes()
    assert preview_text(content).service == "IMDb"
    import_text(content)
    movie = movie_of("Amélie")
    assert (movie.imdb_id, movie.year, movie.runtime_minutes) == ("tt0211915", 2001, 122)
    assert movie.fields().genres == ("Comedy", "Romance")
    assert (movie.directors, movie.original_title) == (("Someone",), "Le fabuleux destin")


def test_genres_of_imdb_come_in_our_words(app):
    import_text('Const,Title,Year,Genres\ntt0083658,Blade Runner,1982,"Sci-Fi, Biography"\n')
    assert movie_of("Blade Runner").fields().genres == ("Science Fiction",)


def test_export_of_tmdb_is_recognised(app):
    text = (
        "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating\n"
        "550,tt0137523,movie,Fight Club,1999-10-15T00:00:00Z,,,8.4\n"
        "92749,tt10234724,tv,Moon Knight,2022-03-30T00:00:00Z,,,7.6\n"
    )
    preview = preview_text(text)
    assert (preview.service, preview.counts.added, preview.counts.skipped) == ("TMDB", 1, 1)
    import_text(text)
    assert movie_of("Fight Club").fields().film == ("Fight Club", 1999, "tt0137523")


def test_data_set_of_tmdb_is_recognised(app):
    text = (
        "id,title,vote_average,release_date,runtime,imdb_id,original_title,overview,genres\n"
        '27205,Inception,8.3,2010-07-15,148,tt1375666,Inception,A thief.,"Action, Sci-Fi"\n'
        "1,Unknown,0,2011-01-01,0,,Unknown,,\n"
    )
    import_text(text)
    assert movie_of("Inception").synopsis == "A thief."
    assert movie_of("Unknown").runtime_minutes is None


def test_series_of_imdb_are_skipped(app):
    text = "Const,Title,Title Type,Year\ntt1,A,TV Series,2001\ntt0000002,B,TV Movie,2001\n"
    counts = preview_text(text).counts
    assert (counts.added, counts.skipped) == (1, 1)

import re

import pytest
import sqlalchemy as sa

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, list_length
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie, edit_movie
from mood_recommender.curating.models import Change
from mood_recommender.extensions import db
from tests.web.sign_in import send

CLEO = {
    "title": "Cleo from 5 to 7",
    "original_title": "Cléo de 5 à 7",
    "year": "1962",
    "runtime_minutes": "90",
    "directors": "Agnès Varda",
    "genres": ["Drama", "Music"],
    "countries": "France\r\nItaly",
    "languages": "French",
    "synopsis": "A singer waits\r\nfor a result.",
    "imdb_id": "tt0055852",
    "trailer_url": "https://example.org/cleo",
}


def titles() -> list[str]:
    return list(db.session.scalars(sa.select(Movie.title).order_by(Movie.title)))


def test_added_movie_has_every_field(curator):
    response = send(curator, "/admin/movies/add", **CLEO)
    assert response.location == "/admin/movies"
    movie = db.session.scalars(sa.select(Movie)).one()
    assert movie.fields() == MovieFields(
        title="Cleo from 5 to 7",
        original_title="Cléo de 5 à 7",
        year=1962,
        runtime_minutes=90,
        directors=("Agnès Varda",),
        genres=("Drama", "Music"),
        countries=("France", "Italy"),
        languages=("French",),
        synopsis="A singer waits\nfor a result.",
        imdb_id="tt0055852",
        trailer_url="https://example.org/cleo",
    )


def test_title_and_year_are_enough(curator):
    send(curator, "/admin/movies/add", title=" Heat ", year="1995")
    movie = db.session.scalars(sa.select(Movie)).one()
    assert movie.fields() == MovieFields(title="Heat", year=1995)


def test_saving_an_unchanged_form_changes_no_field(curator):
    send(curator, "/admin/movies/add", **CLEO)
    movie = db.session.scalars(sa.select(Movie)).one()
    before = movie.fields()
    send(curator, f"/admin/movies/{movie.id}", **CLEO)
    assert movie.fields() == before


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Give the movie a title."),
        ("title", "x" * 201, "shorten it to 200"),
        ("year", "", "Write the year of release."),
        ("year", "soon", "Not a valid integer value."),
        ("year", "1700", "write the year of release, from 1888"),
        ("runtime_minutes", "0", "The runtime is 0"),
        ("directors", "A|B", "holds a |"),
        ("genres", "Sleepy", "There is no genre"),
        ("synopsis", "x" * 2001, "shorten it to 2000"),
        ("imdb_id", "55852", "is no IMDb id"),
        ("trailer_url", "javascript:alert(1)", "starts with https://"),
    ],
)
def test_what_the_catalog_refuses_stands_beside_the_field(curator, field, value, sentence):
    page = send(curator, "/admin/movies/add", **{**CLEO, field: value}).text
    assert "Nothing is saved yet." in page
    assert sentence in page
    assert titles() == []


def test_every_problem_of_a_form_is_named_at_once(curator):
    page = send(curator, "/admin/movies/add", imdb_id="211915", runtime_minutes="long").text
    for sentence in (
        "Give the movie a title.",
        "Write the year of release.",
        "Not a valid integer value.",
        "is no IMDb id",
    ):
        assert page.count(sentence) == 1


def test_a_second_movie_of_title_and_year_is_refused(curator):
    add_movie(MovieFields(title="Cleo from 5 to 7", year=1962))
    page = send(curator, "/admin/movies/add", **CLEO).text
    assert "Nothing is saved yet." in page
    assert titles() == ["Cleo from 5 to 7"]


def test_edited_movie_is_saved_under_the_curators_name(curator):
    movie = add_movie(MovieFields(title="Heet", year=1995))
    send(curator, f"/admin/movies/{movie.id}", title="Heat", year="1995")
    assert titles() == ["Heat"]
    change = db.session.scalars(sa.select(Change).order_by(Change.id.desc())).first()
    assert (change.action, change.curator.username) == ("edit", "ada")


def test_refused_edit_leaves_the_movie_and_keeps_what_was_typed(curator):
    movie = add_movie(MovieFields(title="Heat", year=1995))
    page = send(curator, f"/admin/movies/{movie.id}", title="Heat 2", year="1700").text
    assert 'value="Heat 2"' in page
    assert titles() == ["Heat"]


def version_on(page: str) -> str:
    """Return the version of the movie that a form carries."""
    version = re.search(r'name="version"[^>]* value="([^"]+)"', page)
    assert version
    return version[1]


@pytest.fixture
def outdated(curator) -> tuple[Movie, str]:
    """A movie that somebody edited, and the version of it that a form opened before carries."""
    movie = add_movie(MovieFields(title="Heat", year=1995))
    version = version_on(curator.get(f"/admin/movies/{movie.id}").text)
    edit_movie(movie, MovieFields(title="Heat", year=1995, synopsis="Somebody else's."))
    return movie, version


def test_form_opened_before_somebody_elses_edit_is_not_saved(curator, outdated):
    movie, version = outdated
    typed = {"title": "Heat", "year": "1995", "runtime_minutes": "170", "version": version}
    page = send(curator, f"/admin/movies/{movie.id}", **typed).text
    assert "somebody else edited Heat (1995) since this form was opened" in page
    assert 'value="170"' in page
    assert (movie.synopsis, movie.runtime_minutes) == ("Somebody else's.", None)


def test_form_that_told_of_somebody_elses_edit_is_saved(curator, outdated):
    movie, version = outdated
    typed = {"title": "Heat", "year": "1995", "runtime_minutes": "170", "synopsis": ""}
    page = send(curator, f"/admin/movies/{movie.id}", **typed, version=version).text
    send(curator, f"/admin/movies/{movie.id}", **typed, version=version_on(page))
    assert (movie.synopsis, movie.runtime_minutes) == ("", 170)


def test_form_opened_after_the_last_edit_is_saved(curator, outdated):
    movie, _ = outdated
    version = version_on(curator.get(f"/admin/movies/{movie.id}").text)
    send(curator, f"/admin/movies/{movie.id}", title="Heat", year="1996", version=version)
    assert movie.year == 1996


def test_form_shows_the_movie_and_its_lists(curator):
    movie = add_movie(MovieFields(title="Heat", year=1995, genres=("Crime",)))
    add_to_list(movie, "angry", "match")
    page = curator.get(f"/admin/movies/{movie.id}").text
    assert 'value="Heat"' in page
    assert 'value="1995"' in page
    assert '<input checked class="form-check-input"' in page
    assert "Movies for an angry mood" in page


def test_deleting_asks_first(curator):
    movie = add_movie(MovieFields(title="Heat", year=1995))
    add_to_list(movie, "angry", "match")
    page = curator.get(f"/admin/movies/{movie.id}/delete").text
    assert "Delete Heat?" in page
    assert "Movies for an angry mood" in page
    assert titles() == ["Heat"]


def test_deleted_movie_leaves_the_catalog_and_every_list(curator):
    movie = add_movie(MovieFields(title="Heat", year=1995))
    add_to_list(movie, "angry", "match")
    send(curator, f"/admin/movies/{movie.id}/delete")
    assert titles() == []
    assert list_length("angry", "match") == 0


@pytest.mark.parametrize("url", ["/admin/movies/9", "/admin/movies/9/delete"])
def test_unknown_movie_is_404(curator, url):
    response = curator.get(url)
    assert response.status_code == 404
    assert "There is no movie number 9" in response.text


@pytest.mark.parametrize("url", ["/admin/movies/", "/admin/movies/1"])
def test_a_number_too_long_for_a_database_is_404(curator, url):
    assert curator.get(url + "9" * 30).status_code == 404


def test_search_finds_titles_and_directors(curator):
    add_movie(MovieFields(title="Heat", year=1995, directors=("Michael Mann",)))
    add_movie(MovieFields(title="Cléo", year=1962, directors=("Agnès Varda",)))
    assert "Heat" not in curator.get("/admin/movies?q=cleo").text
    assert "Cléo" in curator.get("/admin/movies?q=varda").text
    assert "No movie fits." in curator.get("/admin/movies?q=sleep").text


def test_fifty_movies_a_page(curator):
    for year in range(1950, 2001):
        add_movie(MovieFields(title="Part", year=year))
    assert curator.get("/admin/movies").text.count(">Part</a>") == 50
    assert curator.get("/admin/movies?page=2").text.count(">Part</a>") == 1


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30])
def test_a_page_that_does_not_exist_is_no_error(curator, page):
    assert curator.get(f"/admin/movies?page={page}").status_code == 200


def test_links_to_other_pages_keep_the_search(curator):
    for year in range(1950, 2001):
        add_movie(MovieFields(title="Part", year=year))
    page = curator.get("/admin/movies?q=part&x=1").text
    assert '/admin/movies?q=part&amp;page=2">Next' in page


def test_titles_are_text_and_never_markup(curator):
    add_movie(MovieFields(title="<script>alert(1)</script>", year=1995))
    page = curator.get("/admin/movies").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page

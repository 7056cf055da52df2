import io
import re

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mood_recommender.catalog.csv_format import COLUMNS, write_rows
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, list_entries, lists_of
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from mood_recommender.extensions import db
from mood_recommender.web.admin.forms import MAX_IMPORT_BYTES
from tests.web.sign_in import send


def csv_of(*movies: dict[str, str]) -> str:
    return write_rows([COLUMNS, *([movie.get(name, "") for name in COLUMNS] for movie in movies)])


def upload(client: FlaskClient, content: str | bytes) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return send(client, "/admin/import", file=(io.BytesIO(data), "movies.csv"))


def confirm(client: FlaskClient, preview: TestResponse) -> TestResponse:
    """Press the button of the preview: send back what its page holds."""
    text = re.search(r'<textarea name="text" hidden>(.*)</textarea>', preview.text, re.DOTALL)
    assert text
    unescaped = text[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&")
    # Browsers send every newline of a form as CRLF.
    crlf = unescaped.replace("\r\n", "\n").replace("\n", "\r\n")
    return send(client, "/admin/import/confirm", text=crlf)


def titles() -> list[str]:
    return list(db.session.scalars(sa.select(Movie.title).order_by(Movie.title)))


HEAT = {"title": "Heat", "year": "1995", "genres": "Crime", "lists": "angry/match|sad/lift:1"}
CLEO = {"title": "Cléo & “the” 'rest'", "year": "1962", "synopsis": "She waits,\nand waits."}


def test_preview_says_what_would_change_and_writes_nothing(curator):
    add_movie(MovieFields(title="Heat", year=1995))
    add_movie(MovieFields(title="Still", year=2000))
    page = upload(curator, csv_of(HEAT, CLEO, {"title": "Still", "year": "2000"})).text
    counts = re.findall(r"<dd>(\d+)</dd>", page)
    assert counts == ["1", "1", "1"]
    assert "Heat (1995)" in page
    assert "Still (2000)" not in page.split("</form>")[-1]
    assert titles() == ["Heat", "Still"]


def test_confirmed_import_is_written_with_its_lists(curator):
    preview = upload(curator, csv_of(HEAT, CLEO))
    response = confirm(curator, preview)
    assert response.location == "/admin/"
    assert "2 added, 0 updated, 0 unchanged" in curator.get("/admin/").text
    heat = db.session.scalars(sa.select(Movie).filter_by(title="Heat")).one()
    assert lists_of(heat) == [("angry", "match"), ("sad", "lift")]


def test_every_character_survives_the_way_through_the_preview(curator):
    confirm(curator, upload(curator, csv_of(CLEO)))
    movie = db.session.scalars(sa.select(Movie)).one()
    assert (movie.title, movie.synopsis) == (CLEO["title"], CLEO["synopsis"])


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Give the movie a title."),
        ({"year": "soon"}, "write a whole number"),
        ({"year": "1700"}, "write the year of release"),
        ({"runtime_minutes": "long"}, "write a whole number"),
        ({"genres": "Sleepy"}, "There is no genre"),
        ({"imdb_id": "55852"}, "is no IMDb id"),
        ({"trailer_url": "javascript:alert(1)"}, "starts with https://"),
        ({"lists": "happy/lift"}, "There is no list happy/lift"),
        ({"lists": "somewhere"}, "is no list"),
        ({"title": "Heat", "year": "1995"}, "is in line 2 already"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_nothing_can_be_imported(curator, wrong, sentence):
    page = upload(curator, csv_of(HEAT, {"title": "Other", "year": "2000", **wrong})).text
    assert "Nothing can be imported yet: 1 line" in page
    assert "Line 3" in page
    assert sentence in page.replace("&#39;", "'")
    assert "<textarea" not in page
    assert titles() == []


def test_confirming_a_bad_file_by_hand_imports_nothing(curator):
    text = csv_of(HEAT, {"title": "Other", "year": "1700"})
    response = send(curator, "/admin/import/confirm", text=text)
    assert response.status_code == 422
    assert "Nothing was imported" in response.text
    assert titles() == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Missing: title"),
        (b"title,year\nHeat,1995\n", "Missing: original_title"),
        ("title,Größe".encode("latin-1"), "not UTF-8"),
        (b"\xff\xd8\xff\xe0 a photo", "not UTF-8"),
        (csv_of(HEAT).encode() + b'"unfinished', "cannot be read as CSV"),
        (b"x" * (MAX_IMPORT_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_an_unreadable_file_is_explained_beside_its_field(curator, content, sentence):
    response = upload(curator, content)
    assert response.status_code == 200
    assert sentence in response.text
    assert 'name="file"' in response.text


def test_no_file_is_explained(curator):
    assert "Choose a file first." in send(curator, "/admin/import").text


def test_a_row_with_a_cell_too_many_is_named(curator):
    page = upload(curator, csv_of(HEAT).rstrip() + ",more\r\n").text
    assert "Line 2" in page
    assert "The row has 13 cells" in page


def test_a_file_of_almost_two_megabytes_comes_through(curator):
    movie = {"title": "Long", "synopsis": "ü" * 1500}
    text = csv_of(*({**movie, "year": str(1900 + n), "title": f"Long {n}"} for n in range(120)))
    text += "\n" * (MAX_IMPORT_BYTES - len(text.encode()) - 10)
    confirm(curator, upload(curator, text))
    assert len(titles()) == 120


def test_export_imports_again_without_a_change(curator):
    confirm(curator, upload(curator, csv_of(HEAT, CLEO)))
    exported = curator.get("/admin/export")
    assert exported.mimetype == "text/csv"
    assert exported.headers["Content-Disposition"] == "attachment; filename=movies.csv"
    page = upload(curator, exported.data).text
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["0", "0", "2"]


def test_export_restores_lists_in_their_order(curator):
    for year in (1990, 1991, 1992):
        add_to_list(add_movie(MovieFields(title=f"Part {year}", year=year)), "sad", "lift")
    exported = curator.get("/admin/export").data
    before = [entry.movie.title for entry in list_entries("sad", "lift").items]
    movie = list_entries("sad", "lift").items[0].movie
    send(curator, f"/admin/lists/sad/lift/{movie.id}/remove")
    confirm(curator, upload(curator, exported))
    assert [entry.movie.title for entry in list_entries("sad", "lift").items] == before

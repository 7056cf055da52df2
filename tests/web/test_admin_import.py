import io
import os
import re
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mood_recommender.catalog.csv_format import COLUMNS, write_rows
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, list_entries, lists_of
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from mood_recommender.curating.curators import add_curator
from mood_recommender.curating.models import Change
from mood_recommender.extensions import db
from mood_recommender.web.site.security import MAX_REQUEST_BYTES
from tests.web.sign_in import PASSWORD, send, sign_in


def csv_of(*movies: dict[str, str]) -> str:
    return write_rows([COLUMNS, *([movie.get(name, "") for name in COLUMNS] for movie in movies)])


def upload(client: FlaskClient, content: str | bytes) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return send(client, "/admin/import", file=(io.BytesIO(data), "movies.csv"))


def confirm(client: FlaskClient, preview: TestResponse) -> TestResponse:
    """Press the button of the preview."""
    return send(client, "/admin/import/confirm", upload=name_of_upload(preview))


def name_of_upload(preview: TestResponse) -> str:
    name = re.search(r'name="upload" value="([0-9a-f]+)"', preview.text)
    assert name
    return name[1]


@pytest.fixture(autouse=True)
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where uploads are kept until they are imported."""
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    return tmp_path / "imports"


def titles() -> list[str]:
    return list(db.session.scalars(sa.select(Movie.title).order_by(Movie.title)))


HEAT = {"title": "Heat", "year": "1995", "genres": "Crime", "lists": "angry/match|sad/lift:1"}
CLEO = {"title": "Cléo & “the” 'rest'", "year": "1962", "synopsis": "She waits,\nand waits."}


def test_preview_says_what_would_change_and_writes_nothing(curator):
    add_movie(MovieFields(title="Heat", year=1995))
    add_movie(MovieFields(title="Still", year=2000))
    page = upload(curator, csv_of(HEAT, CLEO, {"title": "Still", "year": "2000"})).text
    counts = re.findall(r"<dd>(\d+)</dd>", page)
    assert counts == ["1", "1", "1", "0"]
    assert "Heat (1995)" in page
    assert "Still (2000)" not in page.split("</form>")[-1]
    assert titles() == ["Heat", "Still"]


def test_confirmed_import_is_written_with_its_lists(curator):
    preview = upload(curator, csv_of(HEAT, CLEO))
    response = confirm(curator, preview)
    assert response.location == "/admin/"
    assert "2 added, 0 updated, 0 unchanged, 0 skipped" in curator.get("/admin/").text
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
        ({"lists": "somewhere"}, "“none” for a film that is to leave every list"),
        ({"title": "Heat", "year": "1995"}, "is in line 2 already"),
        ({"lists": "none|sad/lift"}, "“none” is no list"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_nothing_can_be_imported(curator, wrong, sentence):
    page = upload(curator, csv_of(HEAT, {"title": "Other", "year": "2000", **wrong})).text
    assert "Nothing can be imported yet: 1 line" in page
    assert "Line 3" in page
    assert sentence in page.replace("&#39;", "'")
    assert "/import/confirm" not in page
    assert titles() == []


def test_file_that_has_become_bad_since_its_preview_imports_nothing(curator):
    twin = {"title": "Twin", "year": "2000", "imdb_id": "tt0000001"}
    preview = upload(curator, csv_of(HEAT, twin))
    add_movie(MovieFields(title="Twin", year=1999, imdb_id="tt0000001"))
    add_movie(MovieFields(title="Twin", year=2000))
    response = confirm(curator, preview)
    assert response.status_code == 422
    assert "Nothing was imported; line 3 has to be put right" in response.text
    assert titles() == ["Twin", "Twin"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "No line at the beginning names the columns"),
        (b"title,genres\nHeat,Crime\n", "No line at the beginning names the columns"),
        (b"\xff\xd8\xff\xe0 a photo \x81", "is not text"),
        (b"PK\x03\x04 a workbook", "is a workbook"),
        (csv_of(HEAT).encode() + b'"unfinished', "cannot be read as CSV"),
    ],
)
def test_an_unreadable_file_is_explained_beside_its_field(curator, folder, content, sentence):
    response = upload(curator, content)
    assert response.status_code == 200
    assert sentence in response.text
    assert 'name="file"' in response.text
    assert not list(folder.iterdir())


def test_a_file_over_the_limit_is_refused(curator, folder, monkeypatch):
    monkeypatch.setattr("mood_recommender.web.admin.blueprint.MAX_IMPORT_BYTES", 1000)
    response = upload(curator, b"x" * 2000)
    assert response.status_code == 413
    assert "a file of movies 200 MB" in response.text
    assert not folder.exists()


def test_no_file_is_explained(curator):
    assert "Choose a file first." in send(curator, "/admin/import").text


def test_a_row_with_a_cell_too_many_is_named(curator):
    page = upload(curator, csv_of(HEAT).rstrip() + ",more\r\n").text
    assert "Line 2" in page
    assert "The row has 13 cells" in page


def test_a_file_larger_than_any_photo_comes_through(curator, folder):
    movie = {"title": "Long", "synopsis": "ü" * 1500}
    text = csv_of(*({**movie, "year": str(1900 + n), "title": f"Long {n}"} for n in range(120)))
    header, *rows = text.splitlines()
    note = "x" * (MAX_REQUEST_BYTES // len(rows))
    text = "\n".join([f"{header},note", *(f"{row},{note}" for row in rows)])
    confirm(curator, upload(curator, text))
    assert len(titles()) == 120
    assert not list(folder.iterdir())


def test_preview_shows_fields_and_places(curator):
    movie = add_movie(MovieFields(title="Heat", year=1995, genres=("Crime",), directors=("Mann",)))
    for name in ("happy", "angry"):
        add_to_list(movie, name, "match")
    page = upload(
        curator,
        "title,year,runtime,directors,lists\nHeat,1995,170,,angry/match:3|sad/lift\n",
    ).text
    shown = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Minutes: nothing → 170 Directors: Mann → nothing" in shown
    assert "Movies for a happy mood: off the list, from place 1" in shown
    assert "Movies for an angry mood: from place 1 to place 3" in shown
    assert "Movies to lift a sad mood: to the end" in shown
    assert "Genres" not in shown


def test_preview_says_where_a_file_comes_from_and_what_is_not_read(curator):
    page = upload(curator, "Date,Name,Year,Letterboxd URI\n2024-01-02,Ran,1985,x\n").text
    assert "This is an export of Letterboxd." in page
    assert "Columns that are not read: Date, Letterboxd URI." in page


def test_preview_of_a_file_that_is_not_utf8_asks_to_look(curator):
    assert (
        "The file is not UTF-8" in upload(curator, "title,year\nAmélie,2001".encode("cp1252")).text
    )
    assert "The file is not UTF-8" not in upload(curator, "title,year\nAmélie,2001").text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Zeile 2"),
        ("es", "Línea 2"),
        ("hi", "पंक्ति 2"),
    ],
)
def test_problems_come_in_the_language_of_the_curator(curator, language, sentence):
    curator.get(f"/?language={language}")
    page = upload(curator, "title,year\n,soon\n").text
    assert sentence in page
    assert "Give the movie a title" not in page
    assert "write a whole number" not in page


def test_upload_is_deleted_once_it_is_imported(curator, folder):
    preview = upload(curator, csv_of(HEAT))
    assert [file.name for file in folder.iterdir()] == [name_of_upload(preview)]
    confirm(curator, preview)
    assert not list(folder.iterdir())
    assert confirm(curator, preview).status_code == 410


def test_upload_takes_the_place_of_the_one_before(curator, folder):
    first = upload(curator, csv_of(HEAT))
    second = upload(curator, csv_of(CLEO))
    assert [file.name for file in folder.iterdir()] == [name_of_upload(second)]
    response = confirm(curator, first)
    assert response.status_code == 410
    assert "choose it again" in response.text
    assert titles() == []


def test_uploads_older_than_a_day_are_deleted(curator, folder):
    folder.mkdir()
    old, new = folder / "old", folder / "new"
    for file, hours in ((old, 25), (new, 23)):
        file.write_text("title,year")
        os.utime(file, (time.time() - hours * 3600,) * 2)
    upload(curator, csv_of(HEAT))
    assert (old.exists(), new.exists()) == (False, True)


@pytest.mark.parametrize("name", ["", "other", "../secret_key"])
def test_only_the_upload_of_the_session_is_imported(curator, folder, name):
    upload(curator, csv_of(HEAT))
    (folder / "other").write_text("title,year\nRan,1985\n")
    assert send(curator, "/admin/import/confirm", upload=name).status_code == 410
    assert titles() == []


def test_upload_of_another_session_is_not_imported(app, curator, folder):
    name = name_of_upload(upload(curator, csv_of(HEAT)))
    add_curator("grace", PASSWORD)
    grace = app.test_client()
    sign_in(grace, "grace")
    assert send(grace, "/admin/import/confirm", upload=name).status_code == 410


def test_file_of_a_stranger_is_not_read(client, folder):
    assert upload(client, csv_of(HEAT)).status_code == 302
    assert not folder.exists()


def test_import_is_one_change_with_the_name_of_the_file(curator):
    confirm(curator, upload(curator, csv_of(HEAT, CLEO)))
    page = curator.get("/admin/changes").text
    assert db.session.scalar(sa.select(sa.func.count(Change.id))) == 1
    assert "Imported" in page
    assert "movies.csv: 2 added, 0 updated" in page
    change = db.session.scalar(sa.select(sa.func.max(Change.id)))
    send(curator, f"/admin/changes/{change}/undo")
    assert titles() == []
    assert "Import undone" in curator.get("/admin/changes").text


def test_export_imports_again_without_a_change(curator):
    confirm(curator, upload(curator, csv_of(HEAT, CLEO)))
    exported = curator.get("/admin/export")
    assert exported.mimetype == "text/csv"
    assert exported.headers["Content-Disposition"] == "attachment; filename=movies.csv"
    page = upload(curator, exported.data).text
    assert re.findall(r"<dd>(\d+)</dd>", page) == ["0", "0", "2", "0"]


def test_export_restores_lists_in_their_order(curator):
    for year in (1990, 1991, 1992):
        add_to_list(add_movie(MovieFields(title=f"Part {year}", year=year)), "sad", "lift")
    exported = curator.get("/admin/export").data
    before = [entry.movie.title for entry in list_entries("sad", "lift").items]
    movie = list_entries("sad", "lift").items[0].movie
    send(curator, f"/admin/lists/sad/lift/{movie.id}/remove")
    confirm(curator, upload(curator, exported))
    assert [entry.movie.title for entry in list_entries("sad", "lift").items] == before

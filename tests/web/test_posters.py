import io
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from tests.web.sign_in import send


@pytest.fixture
def folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setitem(app.config, "POSTER_FOLDER", tmp_path / "posters")
    return tmp_path / "posters"


@pytest.fixture
def heat(app: Flask) -> Movie:
    heat = add_movie(MovieFields(title="Heat", year=1995, genres=("Crime",)))
    add_to_list(heat, "angry", "match")
    return heat


def upload(curator: FlaskClient, movie: Movie, photo: bytes) -> TestResponse:
    picture = (io.BytesIO(photo), "heat.jpg")
    return send(curator, f"/admin/movies/{movie.id}/poster", picture=picture)


def test_picture_of_a_curator_takes_the_place_of_the_drawn_poster(
    curator, folder, heat, astronaut_jpeg
):
    upload(curator, heat, astronaut_jpeg)
    page = curator.get("/movies?mood=angry&intent=match").text
    assert f'src="/posters/{heat.poster}"' in page
    assert curator.get("/api/v1/movies?mood=angry").json["movies"][0]["poster"] == heat.poster


def test_picture_is_cut_to_a_poster(curator, folder, heat, astronaut_jpeg):
    upload(curator, heat, astronaut_jpeg)
    with curator.get(f"/posters/{heat.poster}") as response:
        assert Image.open(io.BytesIO(response.data)).size == (400, 600)
        assert response.headers["Content-Type"] == "image/jpeg"


def test_browser_asks_again_for_a_picture_and_gets_it_once(curator, folder, heat, astronaut_jpeg):
    upload(curator, heat, astronaut_jpeg)
    with curator.get(f"/posters/{heat.poster}") as first:
        assert first.headers["Cache-Control"] == "no-cache"
        known = {"If-None-Match": first.headers["ETag"]}
    with curator.get(f"/posters/{heat.poster}", headers=known) as second:
        assert second.status_code == 304
    name = heat.poster
    send(curator, f"/admin/movies/{heat.id}/poster/remove")
    assert curator.get(f"/posters/{name}", headers=known).status_code == 404


def test_drawn_poster_comes_back(curator, folder, heat, astronaut_jpeg):
    upload(curator, heat, astronaut_jpeg)
    send(curator, f"/admin/movies/{heat.id}/poster/remove")
    assert heat.poster is None
    assert 'data-blend="Crime"' in curator.get("/movies?mood=angry&intent=match").text


@pytest.mark.parametrize("way", ["poster/remove", "delete"])
def test_picture_that_is_taken_back_is_gone(curator, folder, heat, astronaut_jpeg, way):
    upload(curator, heat, astronaut_jpeg)
    send(curator, f"/admin/movies/{heat.id}/{way}")
    assert not list(folder.iterdir())


def test_picture_that_is_replaced_is_gone(curator, folder, heat, astronaut_jpeg, gravel_png):
    upload(curator, heat, astronaut_jpeg)
    upload(curator, heat, gravel_png)
    assert [file.name for file in folder.iterdir()] == [heat.poster]


def test_picture_of_two_movies_stays_until_both_are_without(curator, folder, heat, astronaut_jpeg):
    ronin = add_movie(MovieFields(title="Ronin", year=1998, genres=("Crime",)))
    for movie in (heat, ronin):
        upload(curator, movie, astronaut_jpeg)
    send(curator, f"/admin/movies/{heat.id}/poster/remove")
    with curator.get(f"/posters/{ronin.poster}") as response:
        assert response.status_code == 200


def test_that_a_delete_takes_the_picture_for_good_is_said(curator, folder, heat, astronaut_jpeg):
    sentence = "Its picture goes for good"
    assert sentence not in curator.get(f"/admin/movies/{heat.id}/delete").text
    upload(curator, heat, astronaut_jpeg)
    assert sentence in curator.get(f"/admin/movies/{heat.id}/delete").text


def test_file_that_is_no_picture_is_refused(curator, folder, heat):
    assert upload(curator, heat, b"This is no picture.").status_code == 422
    assert heat.poster is None
    assert not folder.exists()


def test_form_without_a_file_is_explained(curator, folder, heat):
    send(curator, f"/admin/movies/{heat.id}/poster")
    assert "Choose a file first." in curator.get(f"/admin/movies/{heat.id}").text


@pytest.mark.parametrize("name", ["nothing.jpg", "..%2Fsecret_key"])
def test_only_pictures_are_sent(client, folder, name):
    assert client.get(f"/posters/{name}").status_code == 404


def test_what_a_killed_upload_left_is_not_sent(client, folder):
    folder.mkdir()
    (folder / "part-1f-0123456789abcdef0123.jpg").write_bytes(b"half")
    assert client.get("/posters/part-1f-0123456789abcdef0123.jpg").status_code == 404

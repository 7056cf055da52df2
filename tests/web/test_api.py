import io
import struct
import zlib

import pytest
import skimage.data
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import list_length
from mood_recommender.extensions import db
from mood_recommender.images import MAX_BYTES
from mood_recommender.moods import EMOTIONS, INTENTS, MOOD_LISTS, MOODS
from mood_recommender.web.api.schemas import MovieSchema, ReadingSchema


def post_photo(client: FlaskClient, photo: bytes, name: str = "me.jpg") -> TestResponse:
    # The test client keeps a large form in a temporary file; these two options let it be closed.
    closing = {"buffered": True, "follow_redirects": True}
    form = {"photo": (io.BytesIO(photo), name)}
    with client.post("/api/v1/readings", data=form, **closing) as response:
        return response


def draw(client: FlaskClient, **query: object) -> TestResponse:
    return client.get("/api/v1/movies", query_string=query)


def ids(response: TestResponse) -> list[int]:
    return [movie["id"] for movie in response.json["movies"]]


def jpeg(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "JPEG")
    return stream.getvalue()


def empty_png(width: int, height: int) -> bytes:
    """A few bytes that claim so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def assert_problem(response: TestResponse, status: int) -> None:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json["status"] == status
    assert {"type", "title", "detail"} <= response.json.keys()


def test_a_reading_says_what_every_face_shows(client: FlaskClient, astronaut_jpeg: bytes) -> None:
    reading = post_photo(client, astronaut_jpeg).json
    (face,) = reading["faces"]
    assert reading["image"] == {"width": 512, "height": 512}
    assert tuple(face["emotions"]) == EMOTIONS
    assert tuple(face["moods"]) == MOODS
    assert sum(face["emotions"].values()) == pytest.approx(1, abs=1e-3)
    assert face["confidence"] == max(face["moods"].values()) == face["moods"][face["mood"]]
    assert face["certain"] in {True, False}


def test_the_schema_describes_every_field_of_a_reading(
    client: FlaskClient, astronaut_jpeg: bytes
) -> None:
    reading = post_photo(client, astronaut_jpeg).json
    assert ReadingSchema().load(reading) == reading


def test_the_box_of_a_reading_is_around_the_face(
    client: FlaskClient, astronaut_jpeg: bytes
) -> None:
    (face,) = post_photo(client, astronaut_jpeg).json["faces"]
    box = face["box"]
    assert box["left"] < 225 < box["right"]
    assert box["top"] < 115 < box["bottom"]


def test_faces_come_largest_first(client: FlaskClient) -> None:
    portrait = Image.fromarray(skimage.data.astronaut()).crop((100, 0, 356, 256))
    photo = Image.new("RGB", (700, 400), "grey")
    photo.paste(portrait.resize((300, 300)), (0, 50))
    photo.paste(portrait.resize((400, 400)), (300, 0))
    faces = post_photo(client, jpeg(photo)).json["faces"]
    assert [face["box"]["left"] >= 300 for face in faces] == [True, False]


def test_a_photo_without_a_face_has_an_empty_list_of_faces(client: FlaskClient) -> None:
    response = post_photo(client, jpeg(Image.new("RGB", (320, 240), "grey")))
    assert response.status_code == 200
    assert response.json == {"image": {"width": 320, "height": 240}, "faces": []}


@pytest.mark.parametrize(
    ("photo", "status"),
    [
        pytest.param(b"", 422, id="empty"),
        pytest.param(b"This is a letter, not a photo.", 422, id="text called .jpg"),
        pytest.param(empty_png(30_000, 30_000), 413, id="30,000 x 30,000 pixels"),
        pytest.param(empty_png(1_000_000, 24), 413, id="a strip that no camera takes"),
        pytest.param(jpeg(Image.new("RGB", (200, 1))), 422, id="one pixel high"),
        pytest.param(bytes(MAX_BYTES + 1), 413, id="over 10 MB"),
        pytest.param(bytes(MAX_BYTES * 2), 413, id="over the size of any request"),
    ],
)
def test_a_bad_photo_is_a_problem(client: FlaskClient, photo: bytes, status: int) -> None:
    assert_problem(post_photo(client, photo), status)


def test_a_truncated_photo_is_a_problem(client: FlaskClient, astronaut_jpeg: bytes) -> None:
    assert_problem(post_photo(client, astronaut_jpeg[: len(astronaut_jpeg) // 2]), 422)


def test_a_missing_photo_is_named(client: FlaskClient, astronaut_jpeg: bytes) -> None:
    response = client.post("/api/v1/readings", data={"image": (io.BytesIO(astronaut_jpeg), "a")})
    assert_problem(response, 422)
    assert [error["parameter"] for error in response.json["errors"]] == ["photo"]


@pytest.mark.parametrize("content_type", ["image/jpeg", "application/json", ""])
def test_only_multipart_is_read(
    client: FlaskClient, astronaut_jpeg: bytes, content_type: str
) -> None:
    response = client.post("/api/v1/readings", data=astronaut_jpeg, content_type=content_type)
    assert_problem(response, 415)
    assert "multipart/form-data" in response.json["detail"]


def test_too_many_readings_are_refused_for_a_while(
    app: Flask, client: FlaskClient, astronaut_jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "READINGS_RATE_LIMIT", "1 per hour")
    assert post_photo(client, astronaut_jpeg).status_code == 200
    refused = post_photo(client, astronaut_jpeg)
    assert_problem(refused, 429)
    assert int(refused.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("mood", "intent"), MOOD_LISTS)
def test_movies_come_from_every_list(
    starter: Flask, client: FlaskClient, mood: str, intent: str
) -> None:
    response = draw(client, mood=mood, intent=intent)
    assert (response.json["mood"], response.json["intent"]) == (mood, intent)
    assert len(set(ids(response))) == 10


def test_movies_match_the_mood_unless_asked_otherwise(starter: Flask, client: FlaskClient) -> None:
    assert draw(client, mood="sad").json["intent"] == "match"


def test_a_movie_has_every_field(starter: Flask, client: FlaskClient) -> None:
    (movie,) = draw(client, mood="happy", n=1).json["movies"]
    assert list(movie) == list(MovieSchema().fields)
    assert all(isinstance(genre, str) for genre in movie["genres"])


def test_the_same_seed_draws_the_same_movies(starter: Flask, client: FlaskClient) -> None:
    first, again, other = (draw(client, mood="sad", seed=seed) for seed in (7, 7, 8))
    assert ids(first) == ids(again) != ids(other)


def test_excluded_movies_do_not_come(starter: Flask, client: FlaskClient) -> None:
    seen = ids(draw(client, mood="angry", n=50))
    commas = draw(client, mood="angry", n=50, exclude=",".join(map(str, seen)))
    repeated = draw(client, mood="angry", n=50, exclude=seen)
    assert not set(seen) & {*ids(commas), *ids(repeated)}
    assert len(ids(commas)) == len(ids(repeated)) == list_length("angry", "match") - len(seen)


def test_one_request_brings_movies_of_a_length_and_a_decade(
    starter: Flask, client: FlaskClient
) -> None:
    wish = {"min_runtime_minutes": 91, "max_runtime_minutes": 120, "decade": 2000}
    movies = draw(client, mood="happy", n=3, **wish).json["movies"]
    assert len(movies) == 3
    assert all(91 <= movie["runtime_minutes"] <= 120 for movie in movies)
    assert {movie["year"] // 10 for movie in movies} == {200}


def test_no_movie_comes_when_none_is_as_wanted(starter: Flask, client: FlaskClient) -> None:
    response = draw(client, mood="happy", min_runtime_minutes=100, max_runtime_minutes=99)
    assert response.status_code == 200
    assert ids(response) == []


def test_nothing_is_left_when_all_are_excluded(starter: Flask, client: FlaskClient) -> None:
    everything = ",".join(map(str, db.session.scalars(sa.select(Movie.id))))
    assert ids(draw(client, mood="neutral", exclude=everything)) == []


@pytest.mark.parametrize(
    ("parameter", "value", "hint"),
    [
        ("mood", "hungry", "happy, sad, neutral, angry"),
        ("mood", "", "happy, sad, neutral, angry"),
        ("intent", "cure", "match, lift"),
        ("n", "0", "50"),
        ("n", "51", "50"),
        ("n", "ten", "integer"),
        ("exclude", "1,two", "integer"),
        ("exclude", "-1", "0"),
        ("seed", str(2**64), "less than"),
        ("min_runtime_minutes", "long", "integer"),
        ("max_runtime_minutes", "-1", "0"),
        ("decade", "1995", "such as 1990"),
        ("decade", str(10**19), "9990"),
    ],
)
def test_a_bad_parameter_is_named(
    client: FlaskClient, parameter: str, value: str, hint: str
) -> None:
    response = draw(client, **{"mood": "happy", parameter: value})
    assert_problem(response, 422)
    (error,) = response.json["errors"]
    assert error["parameter"] == parameter
    assert hint in error["detail"]


def test_a_mood_is_needed(client: FlaskClient) -> None:
    assert_problem(draw(client), 422)


def test_a_happy_mood_has_nothing_to_lift(starter: Flask, client: FlaskClient) -> None:
    assert_problem(draw(client, mood="happy", intent="lift"), 404)


def test_an_empty_list_is_a_problem(client: FlaskClient) -> None:
    assert_problem(draw(client, mood="happy"), 404)


def test_moods_say_how_long_each_list_is(starter: Flask, client: FlaskClient) -> None:
    answer = client.get("/api/v1/moods").json
    assert answer["moods"] == list(MOODS)
    assert answer["intents"] == list(INTENTS)
    assert [(each["mood"], each["intent"]) for each in answer["lists"]] == list(MOOD_LISTS)
    assert all(
        each["length"] == list_length(each["mood"], each["intent"]) > 0 for each in answer["lists"]
    )

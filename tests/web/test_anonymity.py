"""What rests on nobody being known: it holds for endpoints that are named, never for new ones."""

import io
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from tests.conftest import make_app

FORGET = "Photos are read in memory and forgotten at once. Nothing is stored"
WITHOUT_TOKEN = {"pages.read_photo", "api.create_reading", "api.create_heatmap"}
AFTER_SIGN_IN = {"admin.preview_import"}
"""Asks for the token, too, but only once it knows who sends a large file."""
NEW = ["new", "pages.new", "api.new", "posters.new", "viewers.static"]


@pytest.fixture
def new_endpoints() -> FlaskClient:
    """An application with more endpoints, each with a long answer."""
    app = make_app("sqlite://")
    for endpoint in NEW:
        app.add_url_rule(f"/{endpoint}", endpoint, long_answer, methods=["GET", "POST"])
    return app.test_client()


def long_answer() -> str:
    return "what only one person may see " * 100


def post_rules(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            yield rule.endpoint, rule.build(dict.fromkeys(rule.arguments, 1), False)[1]


@pytest.mark.parametrize("endpoint", NEW)
def test_a_new_endpoint_is_not_compressed(new_endpoints: FlaskClient, endpoint: str) -> None:
    response = new_endpoints.get(f"/{endpoint}", headers={"Accept-Encoding": "gzip"})
    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("endpoint", NEW)
def test_a_new_endpoint_is_not_kept(new_endpoints: FlaskClient, endpoint: str) -> None:
    assert new_endpoints.get(f"/{endpoint}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("endpoint", NEW)
def test_a_new_endpoint_needs_a_token(new_endpoints: FlaskClient, endpoint: str) -> None:
    response = new_endpoints.post(f"/{endpoint}", data={"photo": "x"})
    assert response.status_code == 400


def test_only_what_changes_nothing_needs_no_token() -> None:
    app = make_app("sqlite://", PROPAGATE_EXCEPTIONS=False)
    rules = dict(post_rules(app))
    refused = {
        endpoint
        for endpoint, path in rules.items()
        if "reload the page" in app.test_client().post(path, data={}).text
    }
    assert rules.keys() - refused == WITHOUT_TOKEN | AFTER_SIGN_IN


def test_file_of_movies_needs_a_token_once_its_sender_is_known(curator: FlaskClient) -> None:
    file = (io.BytesIO(b"title,year\r\nHeat,1995\r\n"), "movies.csv")
    response = curator.post("/admin/import", data={"file": file})
    response.request.environ["wsgi.input"].close()
    assert response.status_code == 400


@pytest.mark.parametrize("path", ["/", "/movies?mood=happy"])
def test_pages_of_viewers_say_that_nothing_is_stored(
    starter: Flask, client: FlaskClient, path: str
) -> None:
    assert FORGET in client.get(path).text


def test_pages_of_curators_say_what_is_stored(curator: FlaskClient) -> None:
    page = curator.get("/admin/").text
    assert FORGET not in page
    assert "is kept with your name" in page


@pytest.mark.parametrize("path", ["/nowhere", "/admin/sign-in"])
def test_other_pages_promise_nothing(client: FlaskClient, path: str) -> None:
    assert "stored" not in client.get(path).text


def test_a_new_page_promises_nothing(app: Flask) -> None:
    with app.test_request_context("/"):
        assert "stored" not in render_template_string('{% extends "base.html" %}')

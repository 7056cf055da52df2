import pytest
import sqlalchemy as sa
from flask import Flask, Response
from flask.testing import FlaskClient
from werkzeug.exceptions import Gone

from mood_recommender.catalog.models import Genre
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db
from mood_recommender.web.site.errors import answer_domain_error, answer_http_error
from tests.conftest import make_app


class TeapotTooHot(MoodRecommenderError):
    status = 409
    title = "Teapot too hot"


SECRET = "the-password-is-swordfish"


@pytest.fixture
def breaking_app(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with a live page and a list of moods that fail half-way."""

    def break_down() -> None:
        db.session.add(Genre(name="Half-written"))
        db.session.flush()
        raise RuntimeError(SECRET)

    monkeypatch.setitem(app.view_functions, "pages.index", break_down)
    monkeypatch.setitem(app.view_functions, "api.show_moods", break_down)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app


def answer_at(app: Flask, path: str, error: MoodRecommenderError) -> Response:
    with app.test_request_context(path):
        return answer_domain_error(error)


@pytest.mark.parametrize("path", ["/api/v1/readings", "/healthz", "/readyz", "/metrics"])
def test_programs_get_problem_documents(app: Flask, path: str) -> None:
    response = answer_at(app, path, TeapotTooHot("Let it cool for five minutes."))
    assert response.status_code == 409
    assert response.content_type == "application/problem+json"
    assert response.json == {
        "type": "urn:mood-recommender:teapot-too-hot",
        "title": "Teapot too hot",
        "status": 409,
        "detail": "Let it cool for five minutes.",
    }


def test_people_get_a_page(app: Flask) -> None:
    response = answer_at(app, "/", TeapotTooHot("Let it <i>cool</i>."))
    assert response.status_code == 409
    assert response.mimetype == "text/html"
    page = response.get_data(as_text=True)
    assert "Teapot too hot" in page
    assert "Let it &lt;i&gt;cool&lt;/i&gt;." in page


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nowhere", 404),
        ("DELETE", "/api/v1/moods", 405),
        ("POST", "/healthz", 405),
    ],
)
def test_http_errors_of_programs_are_problem_documents(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == response.json["status"] == status
    assert response.content_type == "application/problem+json"
    assert response.json["type"] == "about:blank"


def test_a_refused_method_names_those_that_are_answered(client: FlaskClient) -> None:
    assert "POST" in client.get("/api/v1/readings").headers["Allow"]


def test_a_missing_page_is_a_page(client: FlaskClient) -> None:
    response = client.get("/nowhere")
    assert response.status_code == 404
    assert "There is nothing at this address." in response.text
    assert 'href="/"' in response.text


def test_an_http_error_without_a_sentence_of_ours_keeps_its_own(app: Flask) -> None:
    with app.test_request_context("/api/"):
        answer = answer_http_error(Gone("It moved to the attic."))
        assert answer.json["detail"] == "It moved to the attic."


@pytest.mark.parametrize("path", ["/", "/api/v1/moods"])
def test_an_unexpected_error_shows_nothing_of_itself(breaking_app: Flask, path: str) -> None:
    response = breaking_app.test_client().get(path)
    assert response.status_code == 500
    assert SECRET not in response.text
    assert "Something went wrong" in response.text


@pytest.mark.parametrize("path", ["/movies?mood=happy", "/api/v1/movies?mood=happy"])
def test_a_lost_database_is_no_dead_end(path: str) -> None:
    app = make_app("mysql+mysqldb://127.0.0.1:1/moods", PROPAGATE_EXCEPTIONS=False)
    response = app.test_client().get(path)
    assert response.status_code == 503
    assert "please try again" in response.text


def test_an_unexpected_error_leaves_nothing_half_written(breaking_app: Flask) -> None:
    breaking_app.test_client().get("/api/v1/moods")
    db.session.commit()
    assert not db.session.scalar(sa.select(Genre).filter_by(name="Half-written"))


def test_a_form_without_a_token_is_explained(client: FlaskClient) -> None:
    response = client.post("/admin/sign-in", data={"username": "ada"})
    assert response.status_code == 400
    assert "reload the page" in response.text


def test_errors_speak_the_language_of_the_visitor(client: FlaskClient) -> None:
    response = client.get("/nowhere", headers={"Accept-Language": "de"})
    assert 'lang="de"' in response.text

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, list_length
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from mood_recommender.curating.curators import add_curator
from mood_recommender.extensions import db
from tests.web.sign_in import PASSWORD, send, sign_in

OPEN = {"security.login", "security.logout"}
"""What whoever has no role yet, or has none, needs."""
ARGUMENTS = {"mood": "happy", "intent": "match", "movie_id": 1, "change_id": 1}


@pytest.fixture
def visitor(client: FlaskClient) -> FlaskClient:
    """The browser of somebody who has signed in and is no curator."""
    add_curator("ada", PASSWORD).roles = []
    db.session.commit()
    sign_in(client)
    return client


def admin_urls(app: Flask, method: str) -> Iterator[str]:
    """Every address of the curator's pages that answers `method`, read from the application."""
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            guarded = rule.rule.startswith("/admin") and rule.endpoint not in OPEN
            if guarded and method in (rule.methods or ()):
                yield address(app, rule)


def address(app: Flask, rule: Rule) -> str:
    arguments = {name: ARGUMENTS[name] for name in rule.arguments}
    return app.url_for(rule.endpoint, **arguments)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_accounts_without_the_role_are_refused(app, visitor, method):
    urls = list(admin_urls(app, method))
    assert len(urls) > 8
    for url in urls:
        response = visitor.get(url) if method == "GET" else send(visitor, url)
        assert response.status_code == 403, url
        assert "The account ada has no right to these pages" in response.text, url


def test_accounts_without_the_role_can_sign_out(visitor):
    assert send(visitor, "/admin/sign-out").location == "/"
    assert visitor.get("/admin").location.startswith("/admin/sign-in")


def test_strangers_are_sent_to_the_sign_in_page(app, client):
    urls = list(admin_urls(app, "GET"))
    assert len(urls) > 8
    for url in urls:
        response = client.get(url)
        assert response.status_code == 302, url
        assert response.location.startswith("/admin/sign-in"), url


def test_strangers_change_nothing(app, client):
    movie = add_movie(MovieFields(title="Heat", year=1995))
    add_to_list(movie, "happy", "match")
    for url in admin_urls(app, "POST"):
        response = send(client, url.replace("/1", f"/{movie.id}"))
        assert response.status_code == 302, url
        assert response.location.startswith("/admin/sign-in"), url
    assert list_length("happy", "match") == 1
    assert db.session.scalars(db.select(Movie.title)).all() == ["Heat"]


def test_programs_of_strangers_get_401(app, client):
    for url in admin_urls(app, "GET"):
        assert client.get(url, headers={"Accept": "application/json"}).status_code == 401, url


def test_every_form_needs_a_token(app, curator):
    for url in admin_urls(app, "POST"):
        assert curator.post(url).status_code == 400, url


@pytest.mark.parametrize("url", ["/admin", "/admin/"])
def test_overview_has_one_page_at_both_addresses(curator, url):
    assert curator.get(url).status_code == 200


def test_no_query_breaks_a_page_of_several(curator):
    for year in range(1950, 2001):
        add_to_list(add_movie(MovieFields(title="Part", year=year)), "happy", "match")
    for page in ("movies", "lists/happy/match", "changes"):
        for query in ("endpoint=x", "_method=POST", "_scheme=x", "values=1"):
            response = curator.get(f"/admin/{page}?{query}")
            assert response.status_code == 200, response.request.url
            assert f'/admin/{page}?page=2">Next' in response.text, response.request.url


def test_overview_counts_movies_and_flags_short_lists(curator):
    for year in range(1950, 1970):
        movie = add_movie(MovieFields(title="Part", year=year))
        add_to_list(movie, "happy", "match")
    page = curator.get("/admin/").text
    assert page.count("20 movies") == 2
    assert page.count("short: fewer than 20") == 5


def test_overview_shows_the_latest_changes(curator):
    send(curator, "/admin/movies/add", title="Heat", year="1995")
    page = curator.get("/admin/").text
    assert "Heat (1995)" in page
    assert "ada" in page

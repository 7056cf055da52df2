"""What the tests of the curator's pages share: sending forms, and signing in."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "seven green bottles"


def token_of(client: FlaskClient) -> str:
    """Return the token that a page has given."""
    page = client.get("/admin", follow_redirects=True).text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token
    return token[1]


def send(client: FlaskClient, url: str, **data: Any) -> TestResponse:
    """Send a form as a browser would: with the token that a page has given."""
    response = client.post(url, data={"csrf_token": token_of(client), **data})
    # The client keeps large forms in a temporary file and leaves it open.
    response.request.environ["wsgi.input"].close()
    return response


def sign_in(client: FlaskClient, username: str = "ada", password: str = PASSWORD) -> TestResponse:
    return send(client, "/admin/sign-in", username=username, password=password)


def sign_in_from(client: FlaskClient, address: str, password: str) -> TestResponse:
    form = {"csrf_token": token_of(client), "username": "ada", "password": password}
    return client.post("/admin/sign-in", data=form, environ_base={"REMOTE_ADDR": address})

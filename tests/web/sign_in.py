"""What the tests of the curator's pages share: sending forms, and signing in."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

PASSWORD = "seven green bottles"


def send(client: FlaskClient, url: str, **data: Any) -> TestResponse:
    """Send a form as a browser would: with the token that a page has given."""
    page = client.get("/admin", follow_redirects=True).text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token
    response = client.post(url, data={"csrf_token": token[1], **data})
    # The client keeps large forms in a temporary file and leaves it open.
    response.request.environ["wsgi.input"].close()
    return response


def sign_in(client: FlaskClient, username: str = "ada", password: str = PASSWORD) -> TestResponse:
    return send(client, "/admin/sign-in", username=username, password=password)

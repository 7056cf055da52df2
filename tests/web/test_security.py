import io
import re

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from mood_recommender.extensions import limiter, visitor
from mood_recommender.images import MAX_BYTES
from tests.conftest import make_app
from tests.web.test_api import post_photo

PATHS = ["/", "/admin/sign-in", "/nowhere", "/api/v1/moods", "/api/nowhere", "/static/icon.svg"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as response:
        headers = response.headers
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["object-src"] == "'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "camera=(self)" in headers["Permissions-Policy"]


def test_the_policy_allows_nothing_inline_and_nobody_else(client: FlaskClient) -> None:
    policy = client.get("/").headers["Content-Security-Policy"]
    assert not any(word in policy for word in ("unsafe", "http", "*", "script-src", "style-src"))


@pytest.mark.parametrize("path", ["/", "/admin/sign-in"])
def test_pages_hold_nothing_that_the_policy_forbids(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert "<style" not in page
    assert " style=" not in page
    assert " onclick=" not in page
    assert "<script>" not in page


def test_https_is_insisted_on_only_over_https(client: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in client.get("/").headers
    over_https = client.get("/", base_url="https://localhost").headers
    assert "max-age=" in over_https["Strict-Transport-Security"]


@pytest.mark.parametrize("path", ["/", "/api/v1/moods", "/admin/sign-in", "/api/nowhere"])
def test_answers_are_not_kept(client: FlaskClient, path: str) -> None:
    assert client.get(path).headers["Cache-Control"] == "no-store"


def test_static_files_may_be_kept(client: FlaskClient) -> None:
    with client.get("/static/icon.svg") as response:
        assert "no-store" not in response.headers["Cache-Control"]


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(
    client: FlaskClient,
) -> None:
    cookie = client.get("/admin/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_session_cookie_can_be_for_https_only() -> None:
    app = make_app("sqlite://", SESSION_COOKIE_SECURE="true")
    cookie = app.test_client().get("/admin/sign-in", base_url="https://localhost")
    assert "Secure" in cookie.headers["Set-Cookie"]


@pytest.mark.parametrize(("hops", "address"), [("0", "127.0.0.1"), ("1", "203.0.113.9")])
def test_only_trusted_proxies_are_believed(hops: str, address: str) -> None:
    app = make_app("sqlite://", TRUSTED_PROXIES=hops)
    forwarded = {"X-Forwarded-For": "198.51.100.1, 203.0.113.9", "X-Forwarded-Proto": "https"}
    with app.test_client() as client:
        client.get("/healthz", headers=forwarded)
        assert request.remote_addr == address
        assert request.is_secure == (hops == "1")


@pytest.mark.parametrize("size", [1, MAX_BYTES])
def test_an_upload_lies_in_memory_only(app: Flask, size: int) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="me.jpg"\r\n\r\n'
    body = head + bytes(size) + b"\r\n--x--\r\n"
    form = "multipart/form-data; boundary=x"
    with app.test_request_context("/", method="POST", data=body, content_type=form):
        assert type(request.files["photo"].stream) is io.BytesIO
        assert len(request.files["photo"].read()) == size


def test_the_largest_photo_fits_into_a_request(client: FlaskClient) -> None:
    response = post_photo(client, bytes(MAX_BYTES))
    assert response.json["type"] == "urn:mood-recommender:unreadable-image"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:5678", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3:4:5:6]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3:4:5:6]:443", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_visitor_is_an_address_or_a_network_of_ipv6(
    app: Flask, address: str, counted: str
) -> None:
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert visitor() == counted


@pytest.mark.parametrize(
    "addresses",
    [
        ("203.0.113.9:1111", "203.0.113.9:2222"),
        ('"[2001:db8::1]:1111"', '"[2001:db8::2]:2222"'),
        ("2001:db8::1", "2001:db8::ffff"),
    ],
)
def test_ports_and_addresses_of_one_network_are_one_visitor(
    gravel_png: bytes, addresses: tuple[str, str]
) -> None:
    app = make_app("sqlite://", TRUSTED_PROXIES="1", READINGS_RATE_LIMIT="1 per minute")
    limiter.reset()
    statuses = [
        app.test_client()
        .post(
            "/api/v1/readings",
            data={"photo": (io.BytesIO(gravel_png), "me.png")},
            headers={"X-Forwarded-For": address},
        )
        .status_code
        for address in addresses
    ]
    assert statuses == [200, 429]


@pytest.mark.parametrize(("hops", "home"), [("0", "/"), ("1", "/moods/")])
def test_a_site_below_a_path_links_to_itself(hops: str, home: str) -> None:
    client = make_app("sqlite://", TRUSTED_PROXIES=hops).test_client()
    response = client.get("/admin/", headers={"X-Forwarded-Prefix": "/moods"})
    assert response.location.startswith(f"{home}admin/sign-in")
    page = client.get("/", headers={"X-Forwarded-Prefix": "/moods"}).text
    assert f'href="{home}static/icon.svg"' in page
    assert f'"api": "{home}api/v1"' in page.replace('":"', '": "')


def send_over_https(app: Flask, **headers: str) -> TestResponse:
    client = app.test_client()
    https = {"X-Forwarded-Proto": "https", **headers}
    page = client.get("/admin/sign-in", headers=https, base_url="https://127.0.0.1:8000")
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page.text)
    assert token
    return client.post(
        "/admin/sign-in",
        data={"csrf_token": token[1], "username": "ada", "password": "wrong"},
        headers={"Referer": "https://moods.example/admin/sign-in", **https},
        base_url="https://127.0.0.1:8000",
    )


def test_a_proxy_that_keeps_the_host_back_is_named_as_the_reason(app: Flask) -> None:
    response = send_over_https(app)
    assert response.status_code == 400
    assert "the proxy in front must pass the header Host" in response.text
    assert "expired" not in response.text


def test_a_proxy_may_pass_the_host_beside_it(migrated_app: Flask) -> None:
    url = migrated_app.config["DATABASE_URL"]
    app = make_app(url, TRUSTED_PROXIES="1")
    response = send_over_https(app, **{"X-Forwarded-Host": "moods.example"})
    assert "The username or the password is wrong." in response.text


def test_a_browser_that_keeps_the_referrer_back_is_told_so(client: FlaskClient) -> None:
    page = client.get("/admin/sign-in", base_url="https://localhost").text
    token = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert token
    response = client.post(
        "/admin/sign-in", data={"csrf_token": token[1]}, base_url="https://localhost"
    )
    assert response.status_code == 400
    assert "Allow it to send the referrer" in response.text

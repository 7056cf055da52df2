import pytest
from flask import Flask
from flask.testing import FlaskClient

from mood_recommender.curating.curators import (
    InvalidUsername,
    UsernameTaken,
    WeakPassword,
    add_curator,
)
from mood_recommender.curating.models import CURATOR, Curator
from mood_recommender.extensions import db
from tests.web.sign_in import PASSWORD, send, sign_in, sign_in_from, token_of


@pytest.fixture(autouse=True)
def ada(app: Flask) -> Curator:
    return add_curator("ada", PASSWORD)


def test_password_is_kept_as_an_argon2_hash(ada):
    assert ada.password.startswith("$argon2id$")
    assert PASSWORD not in ada.password


@pytest.mark.parametrize("name", ["ada", "Ada", "ADA"])
def test_a_username_is_taken_in_any_case(name):
    with pytest.raises(UsernameTaken, match=name):
        add_curator(name, PASSWORD)


@pytest.mark.parametrize("name", ["", "x", "two words", "x" * 33, "<b>"])
def test_invalid_usernames_are_refused(name):
    with pytest.raises(InvalidUsername):
        add_curator(name, PASSWORD)


def test_a_password_has_twelve_characters():
    with pytest.raises(WeakPassword, match="12 to 128 characters"):
        add_curator("grace", "eleven char")
    add_curator("grace", "twelve chars")


def test_a_curator_has_the_role_of_one(ada):
    assert [role.name for role in ada.roles] == [CURATOR]


def test_nobody_is_added_when_refused():
    with pytest.raises(WeakPassword):
        add_curator("grace", "short")
    assert [curator.username for curator in db.session.scalars(db.select(Curator))] == ["ada"]


def test_a_curator_signs_in(client):
    response = sign_in(client)
    assert response.location == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_username_may_be_typed_in_any_case(client):
    assert sign_in(client, username="ADA").status_code == 302


def test_a_later_secret_key_locks_nobody_out(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "SECRET_KEY", "another one")
    assert sign_in(client).status_code == 302


@pytest.mark.parametrize(("username", "password"), [("ada", "wrong"), ("nobody", PASSWORD)])
def test_the_answer_does_not_say_what_was_wrong(client, username, password):
    response = sign_in(client, username, password)
    assert "The username or the password is wrong." in response.text
    assert client.get("/admin/").status_code == 302


def test_a_curator_who_is_not_active_cannot_sign_in(client, ada):
    ada.active = False
    db.session.commit()
    assert "The username or the password is wrong." in sign_in(client).text


def test_a_curator_who_is_made_inactive_is_out_at_once(client, ada):
    sign_in(client)
    ada.active = False
    db.session.commit()
    assert client.get("/admin/").status_code == 302


def test_sign_out_closes_the_pages(client):
    sign_in(client)
    send(client, "/admin/sign-out")
    assert client.get("/admin/").status_code == 302


def test_a_copied_cookie_ends_with_the_session(client):
    sign_in(client)
    cookie = client.get_cookie("session").value
    send(client, "/admin/sign-out")
    client.set_cookie("session", cookie)
    assert client.get("/admin/").status_code == 302


def test_a_link_cannot_sign_a_curator_out(client):
    sign_in(client)
    assert client.get("/admin/sign-out").status_code == 405
    assert client.post("/admin/sign-out").status_code == 400
    assert client.get("/admin/").status_code == 200


def test_sign_in_needs_a_token(client):
    response = client.post("/admin/sign-in", data={"username": "ada", "password": PASSWORD})
    assert response.status_code == 400
    assert "This form has expired" in response.text


def test_a_curator_comes_back_to_the_page_asked_for(client):
    asked = client.get("/admin/movies?q=heat")
    response = send(client, asked.location, username="ada", password=PASSWORD)
    assert response.location == "/admin/movies?q=heat"


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("https://evil.example/", None),
        ("//evil.example", None),
        ("/\\evil.example", "/%5Cevil.example"),
    ],
)
def test_sign_in_never_leads_to_another_host(client, url, location):
    response = send(client, f"/admin/sign-in?next={url}", username="ada", password=PASSWORD)
    assert response.location == location


def test_the_eleventh_try_in_a_minute_is_refused(client):
    tries = [sign_in(client, password="wrong").status_code for _ in range(10)]
    eleventh = sign_in(client)
    assert set(tries) == {200}
    assert eleventh.status_code == 429
    assert "please wait a moment" in eleventh.text


def test_wrong_passwords_lock_out_nobody_else_behind_the_same_proxy(client):
    add_curator("grace", PASSWORD)
    for _ in range(11):
        sign_in(client, password="wrong")
    assert sign_in(client, username="grace").status_code == 302


def test_right_passwords_are_no_tries(client):
    for _ in range(11):
        assert sign_in(client).status_code == 302
        send(client, "/admin/sign-out")


@pytest.mark.parametrize("name", ["ADA", " ada", "ädä", "\uff41\uff44\uff41"])
def test_other_spellings_of_a_name_are_no_further_tries(client, name):
    for _ in range(10):
        sign_in(client, password="wrong")
    assert sign_in(client, username=name).status_code == 429


def test_one_name_cannot_be_tried_without_bound_from_many_addresses(client):
    tries = [
        sign_in_from(client, f"198.51.100.{number}", password="wrong").status_code
        for number in range(101)
    ]
    assert tries == [200] * 100 + [429]


def test_one_address_cannot_try_names_without_bound(client):
    tries = [sign_in(client, username=f"name{number}").status_code for number in range(101)]
    assert tries == [200] * 100 + [429]


@pytest.mark.parametrize(
    ("username", "password"),
    [("ada", "x" * 5000), ("x" * 5000, PASSWORD), ("nobody", "x" * 5000), ("ada", "ﷺ" * 128)],
)
def test_what_is_too_long_is_wrong(client, username, password):
    response = sign_in(client, username, password)
    assert response.status_code == 200
    assert "The username or the password is wrong." in response.text


def test_a_password_has_at_most_128_characters():
    with pytest.raises(WeakPassword, match="12 to 128 characters"):
        add_curator("grace", "x" * 129)
    add_curator("grace", "x" * 128)


def test_a_form_outlives_a_change_of_address(client):
    sign_in(client)
    token = token_of(client)
    movie = {"title": "Heat", "year": "1995", "directors": "Michael Mann", "csrf_token": token}
    moved = {"REMOTE_ADDR": "2001:db8:1:2::3"}
    response = client.post("/admin/movies/add", data=movie, environ_base=moved)
    assert response.location == "/admin/movies"


def test_looking_at_the_sign_in_page_is_not_a_try(client):
    assert {client.get("/admin/sign-in").status_code for _ in range(15)} == {200}


def test_a_stolen_cookie_is_worthless_in_another_browser(app, client):
    sign_in(client)
    cookie = client.get_cookie("session")
    thief: FlaskClient = app.test_client()
    thief.set_cookie("session", cookie.value)
    assert thief.get("/admin/", headers={"User-Agent": "Another/1.0"}).status_code == 302


def test_the_session_ends_with_the_browser_and_scripts_cannot_read_it(client):
    cookie = next(c for c in sign_in(client).headers.getlist("Set-Cookie") if "session=" in c)
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_nothing_else_of_flask_security_is_open(app):
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security.")]
    assert {rule.rule for rule in rules} == {"/admin/sign-in", "/admin/sign-out"}

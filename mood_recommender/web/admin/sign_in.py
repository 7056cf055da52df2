"""Who may enter the curator's pages: Flask-Security, by configuration rather than code.

A curator signs in with a username and a password; there is no e-mail, no registration and no
recovery. Curators are added on the command line.
"""

import datetime
import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast

from flask import Flask, Response, request
from flask_login import user_logged_out  # type: ignore[import-untyped]
from flask_security import (
    LoginForm,
    SQLAlchemyUserDatastore,
    current_user,
    uia_username_mapper,
)
from flask_security.views import login

from mood_recommender.catalog.movie_fields import fold
from mood_recommender.curating.models import Curator, Role
from mood_recommender.extensions import db, limiter, security, visitor
from mood_recommender.web.site.security import forget_who_asks

NAME_AND_ADDRESS_LIMIT = "10 per minute"
"""Wrong passwords for one name from one address; others behind the same proxy go on."""
NAME_LIMIT = "100 per hour"
"""Wrong passwords for one name, wherever they come from."""
ADDRESS_LIMIT = "100 per minute"
"""Wrong sign-ins from one address; each costs 50 ms and 64 MB."""
LONGEST_PASSWORD = 128
"""Characters, Flask-Security's own limit."""

CONFIG = {
    "SECURITY_URL_PREFIX": "/admin",
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_POST_LOGIN_VIEW": "admin.overview",
    "SECURITY_POST_LOGOUT_VIEW": "pages.index",
    "SECURITY_USERNAME_ENABLE": True,
    "SECURITY_USERNAME_MIN_LENGTH": 2,
    "SECURITY_USERNAME_ALLOWED_CHARS": ["L", "N", "P"],
    "SECURITY_USER_IDENTITY_ATTRIBUTES": [
        {"username": {"mapper": uia_username_mapper, "case_insensitive": True}}
    ],
    "SECURITY_PASSWORD_LENGTH_MIN": 12,
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    # Argon2 salts every hash by itself; one more HMAC with a salt of the application's would only
    # be one more secret whose loss locks everybody out.
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_MSG_USERNAME_DISALLOWED_CHARACTERS": (
        "A username holds letters, digits and punctuation, no spaces",
        "error",
    ),
    # A negative time takes the page away that asks for the password again.
    "SECURITY_FRESHNESS": datetime.timedelta(minutes=-1),
    "SECURITY_STATIC_FOLDER": None,
    # `curators add` is the one way to add a curator.
    "SECURITY_CLI_USERS_NAME": None,
    "SECURITY_CLI_ROLES_NAME": None,
    "SECURITY_MSG_PASSWORD_INVALID_LENGTH": (
        f"A password has %(length)s to {LONGEST_PASSWORD} characters",
        "error",
    ),
    "SESSION_PROTECTION": "strong",
    "PERMANENT_SESSION_LIFETIME": datetime.timedelta(hours=12),
    # A form may stay open as long as the session lasts.
    "WTF_CSRF_TIME_LIMIT": None,
}


class SignInForm(LoginForm):
    """The form of Flask-Security, for passwords of any length that somebody may type."""

    def validate(self, **options: Any) -> bool:
        """Take a password for wrong that is too long for one; hashing would fail on it."""
        password = security.password_util.normalize(self.password.data or "")
        if len(password) <= LONGEST_PASSWORD:
            return bool(super().validate(**options))
        self.password.errors = ["too long"]  # nobody reads it: the page has one sentence for all
        return False


def _name() -> str:
    """Return the name that is tried, without what a database may take for the same."""
    return fold(request.form.get("username", "").strip())[:LONGEST_PASSWORD]


def _name_and_address() -> str:
    return f"{visitor()} {_name()}"


def _failed(response: Response) -> bool:
    return response.status_code != HTTPStatus.FOUND


def _limited(view: Callable[[], Any]) -> Callable[[], Any]:
    """Let a view be sent only so many wrong passwords."""
    limits = {NAME_AND_ADDRESS_LIMIT: _name_and_address, NAME_LIMIT: _name, ADDRESS_LIMIT: visitor}
    for limit, key in limits.items():
        view = limiter.limit(limit, key_func=key, methods=["POST"], deduct_when=_failed)(view)
    return view


# Flask-Limiter counts once for every time that a view is wrapped, so this must not happen once
# for every application.
_limited_login = _limited(login)


def init_app(app: Flask) -> None:
    """Open `/admin/sign-in` and `/admin/sign-out`, and limit how often a password can be tried."""
    app.config.from_mapping(CONFIG)
    app.before_request(know_curators_on_their_pages_only)  # before the extension looks them up
    curators = SQLAlchemyUserDatastore(db, Curator, Role)
    security.init_app(app, curators, login_form=SignInForm)
    app.login_manager._session_identifier_generator = browser  # type: ignore[attr-defined]
    app.view_functions["security.login"] = _limited_login
    user_logged_out.connect(end_sessions, app)


def know_curators_on_their_pages_only() -> None:
    """Take everybody for a stranger elsewhere: no photo is read for a name, nor in need of one."""
    if request.blueprint not in {"admin", "security"}:
        forget_who_asks()


def browser() -> str:
    """Return what a session belongs to. Not the address: it changes while a form is typed."""
    return hashlib.sha256(request.user_agent.string.encode()).hexdigest()


def end_sessions(_app: Flask, user: Curator) -> None:
    """End every session of a curator who signs out; a copied cookie would outlive it otherwise."""
    security.datastore.set_uniquifier(user)
    db.session.commit()


def current_curator() -> Curator:
    """Return the curator who is signed in; only for views that ask for one."""
    return cast(Curator, current_user._get_current_object())

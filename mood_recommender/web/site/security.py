"""What a browser may do with our answers, which proxies we believe, where uploads lie.

An upload lies in memory only: the photo of a face must not touch a disk.
"""

import io
from tempfile import TemporaryFile
from typing import IO

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from mood_recommender.images import MAX_BYTES

MAX_REQUEST_BYTES = MAX_BYTES + 1024 * 1024
"""Largest request that is read: the largest photo and the form around it, in bytes."""

HEADERS = {
    # data: is for Bootstrap's icons, blob: for the camera and the photo that is shown back.
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; "
    "media-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Set on every answer."""
MAY_BE_KEPT = {"static", "bootstrap.static", "posters.static"}
"""The endpoints whose answers a browser may keep, and asks each time whether they changed."""
HSTS = "max-age=31536000"
"""One year of HTTPS only; told to browsers that came over HTTPS."""


class InMemoryRequest(Request):
    """A request whose uploads never touch a disk, unless a view says that they are no photos.

    Werkzeug would spool those over 500 kB to a temporary file. `MAX_REQUEST_BYTES` bounds the
    memory instead.
    """

    on_disk = False
    """Set by a view, before it looks at the form, where files are large and hold no face."""

    def _get_file_stream(self, *_args: object, **_options: object) -> IO[bytes]:
        return TemporaryFile() if self.on_disk else io.BytesIO()


def init_app(app: Flask) -> None:
    """Harden `app`: headers, cookies, uploads, and the proxies it believes."""
    app.request_class = InMemoryRequest
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_SECURE=app.config["SESSION_COOKIE_SECURE"],
    )
    app.after_request(set_headers)
    if hops := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops, x_prefix=hops
        )


def forget_who_asks() -> None:
    """Take whoever asks for a stranger from here on: the database is not asked who it is."""
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]


def set_headers(response: Response) -> Response:
    """Add the security headers; an answer is kept nowhere unless its endpoint is named above."""
    response.headers.update(HEADERS)
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = HSTS
    if request.endpoint not in MAY_BE_KEPT:
        response.headers["Cache-Control"] = "no-store"
    return response

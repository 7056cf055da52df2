"""The one place that turns an error into an answer: a problem document or a page.

Views raise or let through; nothing here or there shows what an unexpected exception says.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, json, make_response, render_template, request
from flask_babel import lazy_gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError, TimeoutError
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db
from mood_recommender.web.site.security import forget_who_asks
from mood_recommender.web.site.texts import problem_in_words

PROBLEM_TYPE = "application/problem+json"
"""Media type of a problem document. Source: RFC 9457, section 3."""
FOR_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics")
"""Addresses below these answer errors with problem documents."""

SENTENCES = {
    400: _("Something is missing in this request; please go back and try again."),
    404: _("There is nothing at this address."),
    405: _("This address does not answer this method."),
    413: _("The upload is too large; a photo may have 10 MB, a file of movies 200 MB."),
    429: _("Too many requests came from your address; please wait a moment and try again."),
    500: _("Something went wrong on our side; please try again in a moment."),
    503: _("The movies cannot be reached just now; please try again in a few seconds."),
}

TITLES = {
    400: _("This did not work"),
    404: _("Nothing here"),
    405: _("This did not work"),
    413: _("Too large"),
    429: _("Too many requests"),
    500: _("Something went wrong"),
    503: _("One moment, please"),
}
"""Above the sentence on a page; programs get the phrase of the status, as RFC 9457 asks."""

REFERRER_PROBLEMS = {
    "The referrer does not match the host.": (
        _("This site does not know its own address"),
        _(
            "The form came from another address than this site was asked under. If you typed the "
            "right address, tell whoever runs the site: the proxy in front must pass the header "
            "Host, or set X-Forwarded-Host, with TRUSTED_PROXIES set."
        ),
    ),
    "The referrer header is missing.": (
        _("Your browser kept something back"),
        _(
            "Over HTTPS a form is taken only when the browser says which page it came from. "
            "Allow it to send the referrer to this site, then reload the page and try again."
        ),
    ),
}
"""Title and sentence for what Flask-WTF says when the token of a form was right."""

RETRY_SECONDS = 5
"""When a browser or a program may ask again what could not be answered just now."""


def init_app(app: Flask) -> None:
    """Answer every error of `app`."""
    app.register_error_handler(MoodRecommenderError, answer_domain_error)
    for error in (OperationalError, TimeoutError):
        app.register_error_handler(error, answer_lost_database)
    app.register_error_handler(HTTPException, answer_http_error)
    app.register_error_handler(CSRFError, answer_csrf_error)


def answer_domain_error(error: MoodRecommenderError) -> Response:
    """Answer an error whose message is meant for the visitor."""
    response = make_response("", error.status)
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    title, detail = problem_in_words(error)
    return _fill(response, title, detail, type=f"urn:mood-recommender:{name}")


def answer_http_error(error: HTTPException) -> Response:
    """Answer an HTTP error with its own headers; an unexpected exception arrives here as a 500."""
    response = make_response(error.get_response())
    title = _title(response.status_code)
    problems = list(_validation_problems(getattr(error, "data", {}).get("messages", {})))
    if problems:
        detail = " ".join(f"{problem['parameter']}: {problem['detail']}" for problem in problems)
        return _fill(response, title, detail, errors=problems)
    return _fill(response, title, SENTENCES.get(response.status_code, error.description or title))


def answer_lost_database(error: SQLAlchemyError) -> Response:
    """Answer that the database is down, frozen, locked or slow; it is written to the log."""
    reason = error.orig if isinstance(error, DBAPIError) else error
    current_app.logger.error("%s: the database did not answer: %s", request.endpoint, reason)
    return answer_http_error(ServiceUnavailable())


def _title(status: int) -> str:
    phrase = HTTPStatus(status).phrase
    return phrase if request.path.startswith(FOR_PROGRAMS) else str(TITLES.get(status, phrase))


def answer_csrf_error(error: CSRFError) -> Response:
    """Answer a form without a valid token: mostly a page that was open for too long."""
    expired = _("Please go back, reload the page and send the form again.")
    title, detail = REFERRER_PROBLEMS.get(
        error.description or "", (_("This form has expired"), expired)
    )
    return _fill(make_response(error.get_response()), title, detail)


def _fill(response: Response, title: str, detail: str, **members: Any) -> Response:
    _forget_what_was_begun()
    status = response.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        forget_who_asks()  # the page must not ask a database that may be what is broken
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    if request.path.startswith(FOR_PROGRAMS):
        problem = {
            "type": "about:blank",
            "title": str(title),
            "status": status,
            "detail": str(detail),
        }
        response.data = json.dumps(problem | members)
        response.content_type = PROBLEM_TYPE
    else:
        response.data = render_template("error.html", title=title, detail=detail, status=status)
    return response


def _forget_what_was_begun() -> None:
    """Drop what the request had begun; it must not be written later nor break the error's page."""
    try:
        db.session.rollback()
    except SQLAlchemyError:  # the database went away in the middle
        db.session().invalidate()


def _validation_problems(messages: Any, parameter: str = "") -> Iterator[dict[str, str]]:
    """Flatten webargs' {location: {parameter: [sentence]}}; a list's items keep the list's name."""
    if isinstance(messages, dict):
        for name, inner in messages.items():
            yield from _validation_problems(inner, name if isinstance(name, str) else parameter)
    else:
        yield from ({"parameter": parameter, "detail": sentence} for sentence in messages)

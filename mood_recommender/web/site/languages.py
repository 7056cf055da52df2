"""Which language a visitor reads: the one chosen in the footer, the browser's, or English.

A choice is kept in a cookie, the only one that a visitor without an account gets.
"""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, has_request_context, request, url_for
from flask_babel import get_locale
from werkzeug.exceptions import MethodNotAllowed

from mood_recommender.extensions import babel

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "hi": "हिन्दी"}
"""Every language of the pages by its code, in its own words."""

PARAMETER = "language"
"""Name of the cookie, and of the parameter that sets it on any page."""
YEAR = 365 * 24 * 3600
"""How long the choice is kept, in seconds."""


def init_app(app: Flask) -> None:
    """Translate every page; the catalogues lie in mood_recommender/translations."""
    babel.init_app(app, locale_selector=select_language)
    app.context_processor(template_names)
    app.after_request(keep_choice)


def select_language() -> str:
    """Return the code of the visitor's language, one of LANGUAGES; English on the command line."""
    if not has_request_context():
        return "en"
    for chosen in (request.args.get(PARAMETER), request.cookies.get(PARAMETER)):
        if chosen in LANGUAGES:
            return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or "en"


def keep_choice(response: Response) -> Response:
    """Remember the language that the address of this page asks for."""
    chosen = request.args.get(PARAMETER)
    if chosen in LANGUAGES:
        secure = request.is_secure
        response.set_cookie(
            PARAMETER, chosen, max_age=YEAR, secure=secure, httponly=True, samesite="Lax"
        )
    return response


def language_link(code: str) -> str:
    """Return the address in another language of this page, or of the start where this has none."""
    page = "" if _answers_links() else url_for("pages.index")
    return f"{page}?" + urlencode({**request.args, PARAMETER: code})


def _answers_links() -> bool:
    """Tell whether this page is what a link here would show, and not the error of a sent form."""
    if request.url_rule is None:
        return not isinstance(request.routing_exception, MethodNotAllowed)
    return "GET" in (request.url_rule.methods or ())


def template_names() -> dict[str, Any]:
    """Name what the frame of every page needs."""
    return {"locale": get_locale(), "languages": LANGUAGES, "language_link": language_link}

"""Which language a visitor reads: the one chosen in the footer, the browser's, or English."""

from typing import Any

from flask import Flask, has_request_context, request
from flask_babel import get_locale

from mood_recommender.extensions import babel

LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "hi": "हिन्दी"}
"""Every language of the pages by its code, in its own words."""


def init_app(app: Flask) -> None:
    """Translate every page; the catalogues lie in mood_recommender/translations."""
    babel.init_app(app, locale_selector=select_language)
    app.context_processor(_template_names)


def select_language() -> str:
    """Return the code of the visitor's language, one of LANGUAGES; English on the command line."""
    if not has_request_context():
        return "en"
    chosen = request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(list(LANGUAGES)) or "en"


def _template_names() -> dict[str, Any]:
    return {"locale": get_locale(), "languages": LANGUAGES}

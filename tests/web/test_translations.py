import gettext
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Domain

from mood_recommender.catalog.models import Movie
from mood_recommender.extensions import babel, db
from mood_recommender.settings import ROOT
from mood_recommender.web.site.languages import LANGUAGES
from tests.conftest import make_app

FOLDER = ROOT / "mood_recommender" / "translations"
TRANSLATED = [code for code in LANGUAGES if code != "en"]
WORDS_IN = [("mood_recommender/**.py", "python"), ("templates/**.html", "jinja2")]
PAGES = ["/", "/movies?mood=sad", "/movies?mood=hungry", "/nowhere"]


def marked_words() -> set[str | tuple[str, str]]:
    """Every message that code and templates mark; a plural comes as a pair."""
    found = extract_from_dir(ROOT, WORDS_IN, keywords=DEFAULT_KEYWORDS)
    return {message for _, _, message, _, _ in found}


def catalog(language: str) -> Catalog:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_word_is_translated(language):
    translated = {message.id for message in catalog(language) if message.string}
    assert marked_words() - translated == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_nothing_is_translated_that_is_not_said(language):
    assert {message.id for message in catalog(language) if message.id} - marked_words() == set()


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_their_placeholders(language):
    assert list(catalog(language).check()) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_compiled_translations_are_up_to_date(language):
    compiled = gettext.translation("messages", FOLDER, [language])
    stale = [
        message.id
        for message in catalog(language)
        if isinstance(message.id, str) and compiled.gettext(message.id) != message.string
    ]
    assert stale in ([], [""])


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", "Bild machen"), ("es", "Hacer foto"), ("hi", "तस्वीर लें"), ("fr", "Take snapshot")],
)
def test_browser_chooses_the_language(client: FlaskClient, language, words):
    assert words in client.get("/", headers={"Accept-Language": language}).text


def test_visitor_chooses_the_language_for_good(client: FlaskClient):
    assert "Bild machen" in client.get("/?language=de").text
    assert "Bild machen" in client.get("/", headers={"Accept-Language": "es"}).text


def test_unknown_language_is_ignored(client: FlaskClient):
    response = client.get("/?language=xx")
    assert "Take snapshot" in response.text
    assert "Set-Cookie" not in response.headers


def test_language_links_keep_the_page(starter, client: FlaskClient):
    assert "?mood=sad&amp;language=de" in client.get("/movies?mood=sad").text


def test_language_links_stay_where_nothing_is(client: FlaskClient):
    assert '"?language=de"' in client.get("/nowhere").text


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_language_links_lead_to_the_start_where_only_forms_are_sent(client: FlaskClient, method):
    response = client.open("/admin/lists/sad/match/1/move", method=method)
    assert response.status_code == {"GET": 405, "POST": 400}[method]
    assert '"/?language=de"' in response.text


def test_page_names_its_language(client: FlaskClient):
    assert '<html lang="hi" dir="ltr"' in client.get("/?language=hi").text


def test_problem_comes_in_the_language_of_the_visitor(client: FlaskClient, gravel_png):
    response = client.get("/movies?mood=happy", headers={"Accept-Language": "de"})
    assert "Diese Liste hat noch keine Filme." in response.text


class Texts(HTMLParser):
    """Collects what a page says, but for the names of languages."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.silent = False

    def handle_starttag(self, tag, attrs) -> None:
        attributes = dict(attrs)
        self.silent = tag in {"script", "style"} or "hreflang" in attributes
        spoken = ("aria-label", "alt", "placeholder", "title")
        self.said += [attributes[name] for name in spoken if attributes.get(name)]

    def handle_endtag(self, tag) -> None:
        self.silent = False

    def handle_data(self, data) -> None:
        if not self.silent:
            self.said.append(data.strip())


@pytest.fixture
def bracketed(
    tmp_path: Path, starter_database: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application with every marked word in brackets in place of German."""
    brackets = Catalog(locale="de")
    for message in marked_words():
        one = f"⟦{message}⟧" if isinstance(message, str) else tuple(f"⟦{each}⟧" for each in message)
        brackets.add(message, one)
    file = tmp_path / "de" / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, brackets)
    database = shutil.copy(starter_database, tmp_path / "moods.db")
    app = make_app(f"sqlite:///{database}")
    monkeypatch.setattr(babel, "domain_instance", Domain(str(tmp_path)))
    with app.app_context():
        yield app


def facts() -> set[str]:
    """What the catalog says about movies: not ours to translate."""
    movies = db.session.scalars(db.select(Movie)).all()
    return {
        fact
        for movie in movies
        for fact in (movie.title, movie.synopsis, ", ".join(movie.countries))
    }


@pytest.mark.parametrize("path", PAGES)
def test_page_says_nothing_that_is_not_marked(bracketed: Flask, path):
    page = Texts()
    page.feed(bracketed.test_client().get(path, headers={"Accept-Language": "de"}).text)
    unmarked = [
        said
        for said in set(page.said) - facts()
        if re.search(r"[^\W\d_]{2}", re.sub(r"⟦.*?⟧", "", said.lower()))
    ]
    assert any("⟦" in said for said in page.said)
    assert unmarked == []

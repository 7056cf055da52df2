import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mood_recommender.catalog.spelling import spell
from tests.sample_catalog import fields


@pytest.mark.parametrize(
    "text",
    [
        "Twin\u00a0Film",
        "Twin\u202fFilm",
        "Twin\u3000Film",
        "Twin \u200bFilm",
        "Twin Film\u200e",
        "\ufeffTwin Film",
        "Tw\u00adin Film",
        "Twin\u200d Film",
        "Twin  Film",
        " Twin \u00a0 Film ",
    ],
)
def test_what_looks_the_same_is_spelled_the_same(text):
    assert spell(text) == "Twin Film"


def test_accents_are_written_in_one_way():
    assert spell(unicodedata.normalize("NFD", "Amélie")) == "Amélie"


@pytest.mark.parametrize("text", ["👩\u200d🚀", "❤\ufe0f\u200d🔥", "क्\u200dष", "می\u200cشود"])
def test_joiners_stay_where_letters_and_emoji_need_them(text):
    assert spell(text) == text


@pytest.mark.parametrize("text", ["Amelie", "AMÉLIE", "Amélie!"])
def test_what_looks_different_stays_different(text):
    assert spell(text) == text != "Amélie"


def test_lines_stay_lines():
    assert (
        spell("\nShe waits, \r\n and\u00a0waits.\n\nThen. \n") == "She waits,\nand waits.\n\nThen."
    )


@given(st.text())
def test_spelling_twice_changes_nothing(text):
    assert spell(spell(text)) == spell(text)


def test_every_text_of_a_movie_is_spelled():
    untidy = fields(
        " A\u200b",
        original_title="B ",
        synopsis="C\u00a0c",
        directors=("D  d", " E"),
        countries=("F\ufeff",),
        languages=("G ",),
        imdb_id=" tt0211915 ",
        trailer_url=" https://example.org/a ",
    )
    assert untidy == fields(
        "A",
        original_title="B",
        synopsis="C c",
        directors=("D d", "E"),
        countries=("F",),
        languages=("G",),
        imdb_id="tt0211915",
        trailer_url="https://example.org/a",
    )

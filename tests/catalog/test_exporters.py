from mood_recommender.catalog.csv_format import BYTE_ORDER_MARK, COLUMNS
from mood_recommender.catalog.exporters import export_movies_csv
from mood_recommender.catalog.importers import ImportCounts
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list
from mood_recommender.catalog.movies import add_movie
from mood_recommender.extensions import db
from tests.catalog.csv_files import import_text, preview_text
from tests.sample_catalog import add_many, fields, fill_list, full_fields, letters


def export() -> str:
    return "".join(export_movies_csv())


def test_empty_catalog_is_a_header(app):
    assert export() == BYTE_ORDER_MARK + ",".join(COLUMNS) + "\r\n"


def test_every_field_is_written(app):
    movie = add_movie(full_fields(synopsis="Short."))
    add_to_list(movie, "happy", "match")
    add_to_list(movie, "sad", "lift")
    assert export().splitlines()[1] == (
        "Amélie,Le Fabuleux Destin d'Amélie Poulain,2001,122,Jean-Pierre Jeunet,Comedy|Romance,"
        "France|Germany,French,Short.,tt0211915,https://example.org/amelie,"
        "happy/match:1|sad/lift:1"
    )


def test_formulas_are_written_as_text(app):
    add_movie(fields("=1+1"))
    assert export().splitlines()[1].startswith("'=1+1,")


def awkward_catalog() -> None:
    fill_list("happy", "match", "cab")
    fill_list("sad", "lift", "zyx")
    add_movie(full_fields())
    for title in ("=1+1", "'=1+1", "-", "@home", "+1", 'He said "hi", left', "😀", "'Round"):
        add_movie(fields(title, 1986))


def test_importing_an_export_changes_nothing(app):
    awkward_catalog()
    assert preview_text(export()).counts == ImportCounts(added=0, updated=0, unchanged=15)


def test_export_fills_an_empty_catalog(app):
    awkward_catalog()
    text = export()
    for table in ("mood_entries", "movie_genres", "movies"):
        db.session.execute(db.text(f"DELETE FROM {table}"))
    db.session.commit()
    assert import_text(text).added == 15
    assert (letters("happy", "match"), letters("sad", "lift")) == ("cab", "zyx")
    assert export() == text


def test_catalog_of_several_batches_is_written_whole(app):
    ids = add_many("angry", "match", 1100)
    assert len(export().splitlines()) == len(ids) + 1
    assert db.session.query(Movie).count() == 1100

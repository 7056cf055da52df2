import pytest
import sqlalchemy as sa

from mood_recommender.catalog.history import SUBJECTS
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, move_in_list, remove_from_list
from mood_recommender.catalog.movielens_import import import_movielens
from mood_recommender.catalog.movies import add_movie, delete_movie, edit_movie, search_movies
from mood_recommender.curating.history import CannotUndo, name_of, recent_changes
from mood_recommender.curating.models import ChangeRow
from mood_recommender.extensions import db
from tests.catalog.csv_files import import_rows, import_text, short
from tests.sample_catalog import (
    add_curator,
    fields,
    fill_list,
    full_fields,
    last_change,
    letters,
    movie_of,
    undo,
)


def titles() -> list[str]:
    return [movie.title for movie in search_movies().items]


@pytest.fixture
def imported(app):
    """Three films on a list, of which an import moves one, edits one, and to which it adds one."""
    fill_list("happy", "match", "abc")
    import_rows(
        short("a", "happy/match:3|sad/lift", synopsis="New."),
        short("b", "none"),
        short("d", "happy/match:1"),
        curator=add_curator(),
    )
    assert (letters("happy", "match"), letters("sad", "lift")) == ("dca", "a")
    return last_change()


def test_import_is_one_change(imported):
    assert (imported.action, imported.table, imported.curator.username) == ("add", "imports", "ada")
    assert name_of(imported, SUBJECTS) == "movies.csv: 1 added, 2 updated"


def test_import_is_undone_as_one(imported):
    undo(imported)
    assert (letters("happy", "match"), letters("sad", "lift")) == ("abc", "")
    assert titles() == ["a", "b", "c"]
    assert movie_of("a").synopsis == ""


def test_undo_of_an_import_is_undone_as_one(imported):
    added = movie_of("d").id
    undo(imported, imported.curator)
    assert (last_change().action, last_change().curator) == ("delete", imported.curator)
    undo(last_change())
    assert (letters("happy", "match"), letters("sad", "lift")) == ("dca", "a")
    assert movie_of("d").id == added
    assert movie_of("a").synopsis == "New."


def test_import_from_the_command_line_is_undone(app):
    import_rows(short("a", "happy/match"))
    assert last_change().curator is None
    undo(last_change())
    assert titles() == []


def test_import_of_movielens_is_undone(app, tmp_path):
    (tmp_path / "movies.csv").write_text("movieId,title,genres\n1,Heat (1995),Crime\n")
    (tmp_path / "links.csv").write_text("movieId,imdbId,tmdbId\n1,0113277,949\n")
    import_movielens(tmp_path)
    assert name_of(last_change(), SUBJECTS) == f"{tmp_path.name}: 1 added, 0 updated"
    undo(last_change())
    assert titles() == []


def test_import_that_changes_nothing_is_not_recorded(app):
    import_rows(short("a", "happy/match"))
    before = last_change().id
    import_rows(short("a", "happy/match"))
    assert last_change().id == before


def test_import_of_several_batches_is_undone(app):
    import_rows(*(short(f"film {number}", "happy/match") for number in range(1100)))
    undo(last_change())
    assert search_movies().total == 0
    assert letters("happy", "match") == ""


def test_film_that_was_edited_since_stops_the_undo(imported):
    edit_movie(movie_of("d"), fields("d", synopsis="Edited."))
    with pytest.raises(CannotUndo, match=r"d \(2001\) was edited again since"):
        undo(imported)
    assert letters("happy", "match") == "dca"
    assert movie_of("a").synopsis == "New."


def test_film_that_was_deleted_since_stops_the_undo(imported):
    delete_movie(movie_of("d"))
    with pytest.raises(CannotUndo, match=r"d \(2001\) was deleted since; undo that first"):
        undo(imported)
    assert movie_of("a").synopsis == "New."


def test_import_is_not_undone_twice(imported):
    undo(imported)
    with pytest.raises(CannotUndo):
        undo(imported)


def test_what_others_did_to_the_lists_since_stays(imported):
    add_to_list(add_movie(fields("e")), "happy", "match")
    remove_from_list(movie_of("c"), "happy", "match")
    add_to_list(movie_of("d"), "angry", "lift")
    undo(imported)
    assert letters("happy", "match") == "abe"
    assert letters("angry", "lift") == ""


def test_moves_of_others_since_give_way(imported):
    move_in_list(movie_of("c"), "happy", "match", 0)
    undo(imported)
    assert letters("happy", "match") == "abc"


def test_renamed_film_gets_its_name_back(app):
    old = add_movie(full_fields(title="Amelie")).id
    import_text("title,year,imdb_id\nAmélie,2001,tt0211915\n")
    assert db.session.get(Movie, old).title == "Amélie"
    undo(last_change())
    assert db.session.get(Movie, old).fields() == full_fields(title="Amelie")


def test_rows_go_with_their_change(imported):
    db.session.delete(imported)
    db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count(ChangeRow.id))) == 0
    assert recent_changes().total > 0

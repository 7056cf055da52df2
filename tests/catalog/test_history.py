import pytest

from mood_recommender.catalog.history import SUBJECTS
from mood_recommender.catalog.mood_lists import (
    InvalidPlacement,
    add_to_list,
    move_in_list,
    places_of,
    remove_from_list,
)
from mood_recommender.catalog.movies import (
    DuplicateMovie,
    add_movie,
    delete_movie,
    edit_movie,
    get_movie,
    search_movies,
)
from mood_recommender.curating.history import (
    CannotUndo,
    ChangeNotFound,
    get_change,
    name_of,
    recent_changes,
)
from mood_recommender.curating.models import Change
from mood_recommender.extensions import db
from tests.sample_catalog import (
    add_curator,
    fields,
    fill_list,
    full_fields,
    last_change,
    letters,
    undo,
)


def told(change: Change) -> tuple[str, str, str]:
    return change.action, change.table, name_of(change, SUBJECTS)


def test_changes_of_a_movie_are_recorded(app):
    curator = add_curator()
    movie = add_movie(fields("Alien", 1979), curator)
    edit_movie(movie, fields("Aliens", 1986), curator)
    delete_movie(movie, curator)
    changes = recent_changes().items
    assert [told(change) for change in changes] == [
        ("delete", "movies", "Aliens (1986)"),
        ("edit", "movies", "Aliens (1986)"),
        ("add", "movies", "Alien (1979)"),
    ]
    assert {change.curator.username for change in changes} == {"ada"}


def test_changes_of_a_list_are_recorded(app):
    movie = fill_list("sad", "lift", "ab")["a"]
    move_in_list(movie, "sad", "lift", 1)
    remove_from_list(movie, "sad", "lift")
    removed, moved, added = recent_changes(per_page=3).items
    assert told(removed) == ("delete", "mood_entries", "a (2001)")
    assert (moved.before["position"], moved.after["position"]) == (0, 1)
    assert (added.before, added.after["intent"]) == (None, "lift")


def test_change_that_changes_nothing_is_not_recorded(app):
    movie = fill_list("sad", "lift", "ab")["a"]
    before = last_change().id
    edit_movie(movie, fields("a"))
    move_in_list(movie, "sad", "lift", 0)
    assert last_change().id == before


def test_refused_change_is_not_recorded(app):
    add_movie(fields())
    with pytest.raises(DuplicateMovie):
        add_movie(fields())
    assert recent_changes().total == 1


def test_changes_outlive_their_curator(app):
    curator = add_curator()
    add_movie(fields(), curator)
    db.session.delete(curator)
    db.session.commit()
    assert last_change().curator is None


def test_change_is_found_by_its_number(app):
    add_movie(fields())
    assert get_change(last_change().id) is last_change()


def test_missing_change_is_named(app):
    with pytest.raises(ChangeNotFound, match="no change number 77"):
        get_change(77)


def test_added_movie_is_taken_back(app):
    add_movie(fields())
    undo(last_change())
    assert search_movies().total == 0


def test_edit_is_taken_back(app):
    movie = add_movie(full_fields())
    edit_movie(movie, fields("Alien", 1979))
    undo(last_change())
    assert movie.fields() == full_fields()


def test_deleted_movie_comes_back_with_its_lists(app):
    movies = fill_list("happy", "match", "abcd")
    add_to_list(movies["b"], "sad", "lift")
    old = movies["b"].id
    delete_movie(movies["b"])
    undo(last_change())
    assert get_movie(old).title == "b"
    assert (letters("happy", "match"), letters("sad", "lift")) == ("abcd", "b")


def test_undo_is_recorded_and_can_be_undone(app):
    curator = add_curator()
    movie = add_movie(full_fields())
    edit_movie(movie, fields("Alien", 1979))
    undo(last_change(), curator)
    assert (last_change().action, last_change().curator) == ("edit", curator)
    undo(last_change())
    assert movie.fields() == fields("Alien", 1979)


def test_list_changes_are_taken_back(app):
    movies = fill_list("angry", "lift", "abcd")
    move_in_list(movies["a"], "angry", "lift", 2)
    undo(last_change())
    assert letters("angry", "lift") == "abcd"
    remove_from_list(movies["b"], "angry", "lift")
    undo(last_change())
    assert letters("angry", "lift") == "abcd"
    add_to_list(add_movie(fields("e")), "angry", "lift")
    undo(last_change())
    assert letters("angry", "lift") == "abcd"


def test_movie_edited_again_since_stays(app):
    movie = add_movie(fields("Alien", 1979))
    added = last_change()
    edit_movie(movie, fields("Aliens", 1986))
    with pytest.raises(CannotUndo, match=r"Aliens \(1986\) was edited again since"):
        undo(added)
    assert get_movie(movie.id)


def test_edit_of_a_deleted_movie_stays(app):
    movie = add_movie(fields("Alien", 1979))
    edit_movie(movie, fields("Aliens", 1986))
    edited = last_change()
    delete_movie(movie)
    with pytest.raises(CannotUndo, match=r"Aliens \(1986\) was deleted since"):
        undo(edited)


def test_movie_that_is_back_is_not_restored_twice(app):
    delete_movie(add_movie(fields("Alien", 1979)))
    deleted = last_change()
    undo(deleted)
    with pytest.raises(CannotUndo, match="in the catalog again"):
        undo(deleted)


def test_movie_that_was_added_anew_is_not_restored(app):
    delete_movie(add_movie(fields("Alien", 1979)))
    deleted = last_change()
    add_movie(fields("Alien", 1979))
    with pytest.raises(DuplicateMovie):
        undo(deleted)
    assert search_movies().total == 1


def test_movie_moved_again_since_stays(app):
    movie = fill_list("angry", "lift", "abcd")["a"]
    move_in_list(movie, "angry", "lift", 2)
    moved = last_change()
    move_in_list(movie, "angry", "lift", 3)
    with pytest.raises(CannotUndo, match="has another place in angry/lift now"):
        undo(moved)
    assert places_of(movie.id) == {("angry", "lift"): 3}


def test_entry_that_is_back_is_not_restored_twice(app):
    movie = fill_list("angry", "lift", "ab")["a"]
    remove_from_list(movie, "angry", "lift")
    removed = last_change()
    undo(removed)
    with pytest.raises(InvalidPlacement, match="is in angry/lift already"):
        undo(removed)


def test_removed_entry_of_a_deleted_movie_stays(app):
    movie = fill_list("angry", "lift", "a")["a"]
    remove_from_list(movie, "angry", "lift")
    removed = last_change()
    delete_movie(movie)
    with pytest.raises(CannotUndo, match=r"a \(2001\) was deleted since"):
        undo(removed)

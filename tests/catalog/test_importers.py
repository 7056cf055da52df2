import pytest
import sqlalchemy as sa

from mood_recommender.catalog.csv_format import COLUMNS, write_rows
from mood_recommender.catalog.importers import (
    ImportCounts,
    ImportPreview,
    ImportRefused,
    import_movies,
    read_movies_csv,
)
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import places_of
from mood_recommender.catalog.movies import add_movie, search_movies
from mood_recommender.curating.history import recent_changes
from mood_recommender.curating.transactions import ChangedMeanwhile
from mood_recommender.extensions import db
from tests.counting import count_queries
from tests.sample_catalog import add_curator, fields, fill_list, full_fields, letters, undo

AMELIE = {
    "title": "Amélie",
    "original_title": "Le Fabuleux Destin d'Amélie Poulain",
    "year": "2001",
    "runtime_minutes": "122",
    "directors": "Jean-Pierre Jeunet",
    "genres": "Romance|Comedy",
    "countries": "France | Germany",
    "languages": "French",
    "synopsis": 'A waitress, "shy", helps others.\r\nThen herself.',
    "imdb_id": "tt0211915",
    "trailer_url": "https://example.org/amelie",
    "lists": "happy/match|sad/lift",
}


def csv_of(*rows: dict[str, str]) -> str:
    return write_rows([COLUMNS, *([row.get(column, "") for column in COLUMNS] for row in rows)])


def preview_of(*rows: dict[str, str]) -> ImportPreview:
    return read_movies_csv(csv_of(*rows))


def short(title: str, lists: str = "", **others: str) -> dict[str, str]:
    return {"title": title, "year": "2001", "lists": lists, **others}


def import_rows(*rows: dict[str, str]) -> ImportCounts:
    return import_movies(preview_of(*rows))


def test_every_column_is_read(app):
    (row,) = preview_of(AMELIE).rows
    assert row.fields == full_fields()
    assert row.lists == {("happy", "match"): None, ("sad", "lift"): None}
    assert (row.line, row.action, row.problems) == (2, "add", {})


def test_preview_writes_nothing(app):
    preview_of(AMELIE)
    assert search_movies().total == 0


def test_imported_movie_is_in_its_lists(app):
    assert str(import_rows(AMELIE)) == "1 added, 0 updated, 0 unchanged"
    (movie,) = search_movies("amelie").items
    assert movie.fields() == full_fields()
    assert places_of(movie.id) == {("happy", "match"): 0, ("sad", "lift"): 0}


def test_movie_is_known_by_title_and_year(app):
    old = add_movie(full_fields(synopsis="")).id
    (row,) = preview_of(AMELIE).rows
    assert row.action == "update"
    assert import_rows(AMELIE).updated == 1
    assert search_movies().items[0].id == old
    assert preview_of(AMELIE).rows[0].action == "unchanged"


def test_movies_that_the_file_does_not_name_stay(app):
    fill_list("happy", "match", "ab")
    import_rows(short("c", "happy/match"))
    assert letters("happy", "match") == "abc"


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("title", "", "Give the movie a title"),
        ("year", "", "The year is ''; write a whole number"),
        ("year", "MCMXC", "The year is 'MCMXC'; write a whole number"),
        ("year", "1e3", "write a whole number"),
        ("runtime_minutes", "two hours", "The runtime_minutes is 'two hours'"),
        ("genres", "Sci-Fi", "There is no genre 'Sci-Fi'"),
        ("imdb_id", "211915", "is no IMDb id"),
        ("trailer_url", "javascript:alert(1)", "starts with https://"),
        ("lists", "happy", "'happy' is no list; write one such as sad/lift or sad/lift:3"),
        ("lists", "happy/match:0", "is no list"),
        ("lists", "happy/lift", "There is no list happy/lift; choose one of happy/match"),
        ("lists", "sad/lift|sad/lift:3", "The list sad/lift is named twice"),
    ],
)
def test_bad_cell_is_named(app, column, cell, sentence):
    preview = preview_of(short("a"), AMELIE | {column: cell})
    (row,) = preview.bad_rows
    assert (row.line, row.action, list(row.problems)) == (3, "", [column])
    assert sentence in row.problems[column]


def test_row_with_too_few_cells_is_named(app):
    text = csv_of(short("a")) + "b,,2001\r\n"
    (row,) = read_movies_csv(text).bad_rows
    assert (row.line, row.problems) == (
        3,
        {"row": "The row has 3 cells and the first line 12; compare them."},
    )


def test_movie_that_is_there_twice_is_named(app):
    (row,) = preview_of(AMELIE, short("b"), AMELIE | {"imdb_id": ""}).bad_rows
    assert (row.line, row.problems) == (
        4,
        {"title": "Amélie (2001) is in line 2 already; keep one."},
    )


def test_imdb_id_that_is_there_twice_is_named(app):
    (row,) = preview_of(AMELIE, short("b", imdb_id="tt0211915")).bad_rows
    assert row.problems["imdb_id"] == "tt0211915 is in line 2 already; one is wrong."


def test_imdb_id_of_another_movie_is_named(app):
    add_movie(full_fields(title="Amelie"))
    (row,) = preview_of(AMELIE).bad_rows
    assert row.problems["imdb_id"] == "tt0211915 is Amelie (2001) in the catalog already."


def test_file_with_a_bad_row_is_refused_whole(app):
    preview = preview_of(short("a"), short("b", year="3"), short("c", year="x"))
    with pytest.raises(
        ImportRefused, match="2 of 3 rows have problems; the first is in line 3: The"
    ):
        import_movies(preview)
    assert search_movies().total == 0


def test_import_that_fails_half_way_writes_nothing(app):
    preview = preview_of(short("a", "happy/match"), AMELIE)
    add_movie(full_fields(title="Somebody was faster"))
    with pytest.raises(ChangedMeanwhile, match="import the file again"):
        import_movies(preview)
    assert [movie.title for movie in search_movies().items] == ["Somebody was faster"]


def test_movie_deleted_after_the_preview_is_added(app):
    add_movie(fields("a"))
    preview = preview_of(short("a", runtime_minutes="90"))
    db.session.execute(sa.delete(Movie))
    db.session.commit()
    import_movies(preview)
    assert search_movies().items[0].runtime_minutes == 90


def test_lists_in_the_file_replace_those_of_the_movie(app):
    fill_list("happy", "match", "abc")
    import_rows(short("b", "sad/match"))
    assert (letters("happy", "match"), letters("sad", "match")) == ("ac", "b")


def test_empty_lists_take_the_movie_out_of_all(app):
    fill_list("happy", "match", "abc")
    assert str(import_rows(short("b"), short("c", "happy/match"))) == (
        "0 added, 1 updated, 1 unchanged"
    )
    assert letters("happy", "match") == "ac"


def test_place_in_the_file_is_the_place_in_the_list(app):
    fill_list("happy", "match", "abcd")
    import_rows(short("d", "happy/match:1"), short("e", "happy/match:3"), short("f", "happy/match"))
    assert letters("happy", "match") == "daebcf"


def test_place_beyond_the_end_is_the_last(app):
    fill_list("happy", "match", "ab")
    import_rows(short("a", "happy/match:99"))
    assert letters("happy", "match") == "ba"


def test_two_movies_for_one_place_stand_side_by_side(app):
    fill_list("happy", "match", "abc")
    import_rows(short("x", "happy/match:2"), short("y", "happy/match:2"))
    assert letters("happy", "match") == "ayxbc"


def test_import_by_a_curator_can_be_undone(app):
    fill_list("happy", "match", "abc")
    before = recent_changes().total
    import_movies(preview_of(short("b", "sad/lift"), short("d", "happy/match")), add_curator())
    changes = recent_changes(per_page=recent_changes().total - before).items
    assert {(change.action, change.table) for change in changes} == {
        ("add", "movies"),
        ("add", "mood_entries"),
        ("delete", "mood_entries"),
    }
    for change in changes:
        undo(change)
    assert (sorted(letters("happy", "match")), letters("sad", "lift")) == (["a", "b", "c"], "")


def test_import_without_a_curator_leaves_no_history(app):
    import_rows(AMELIE)
    assert recent_changes().total == 0


def selects(statements: list[str]) -> int:
    return sum(statement.startswith("SELECT") for statement in statements)


def test_rows_of_a_batch_are_looked_up_together(app):
    few = [short(f"few {number}", "sad/match") for number in range(10)]
    many = [short(f"many {number}", "sad/match") for number in range(450)]
    with count_queries() as for_few:
        import_rows(*few)
    with count_queries() as for_many:
        import_rows(*many)
    assert selects(for_many) == selects(for_few)

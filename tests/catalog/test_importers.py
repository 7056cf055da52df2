import pytest

from mood_recommender.catalog.comparing import ListChange
from mood_recommender.catalog.importers import SHOWN, ImportRefused, import_file, preview_file
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import places_of
from mood_recommender.catalog.movies import add_movie, search_movies
from mood_recommender.curating.history import recent_changes
from mood_recommender.extensions import db
from tests.catalog.csv_files import (
    CASES,
    csv_of,
    import_rows,
    preview_rows,
    preview_text,
    short,
)
from tests.counting import count_queries
from tests.sample_catalog import fields, fill_list, full_fields, letters, movie_of

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


def test_every_column_is_read(app):
    (change,) = preview_rows(AMELIE).changes
    assert change.after == full_fields()
    assert change.row.lists == {("happy", "match"): None, ("sad", "lift"): None}
    assert (change.row.line, change.action, change.problems) == (2, "add", {})


def test_preview_writes_nothing(app):
    preview_rows(AMELIE)
    assert search_movies().total == 0


def test_imported_movie_is_in_its_lists(app):
    assert str(import_rows(AMELIE)) == "1 added, 0 updated, 0 unchanged, 0 skipped"
    (movie,) = search_movies("amelie").items
    assert movie.fields() == full_fields()
    assert places_of(movie.id) == {("happy", "match"): 0, ("sad", "lift"): 0}


def test_movie_is_known_by_title_and_year(app):
    old = add_movie(full_fields(synopsis="")).id
    assert preview_rows(AMELIE).counts.updated == 1
    assert import_rows(AMELIE).updated == 1
    assert search_movies().items[0].id == old
    assert preview_rows(AMELIE).counts.unchanged == 1


def test_movie_is_known_by_its_imdb_id_first(app):
    old = add_movie(full_fields(title="Amelie from Montmartre")).id
    add_movie(fields("Amélie", 1999))
    import_rows(AMELIE)
    assert db.session.get(Movie, old).fields() == full_fields()


def test_movies_that_the_file_does_not_name_stay(app):
    fill_list("happy", "match", "ab")
    import_rows(short("c", "happy/match"))
    assert letters("happy", "match") == "abc"


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        ("title", "", "Give the movie a title"),
        ("year", "", "“Year” is “”; write a whole number"),
        ("year", "MCMXC", "“Year” is “MCMXC”; write a whole number"),
        ("year", "2001.5", "write a whole number"),
        ("year", "1e3", "write a whole number"),
        ("runtime_minutes", "two hours", "“Minutes” is “two hours”"),
        ("genres", "Sci-Fi", "There is no genre “Sci-Fi”"),
        ("imdb_id", "211915", "is no IMDb id"),
        ("trailer_url", "javascript:alert(1)", "starts with https://"),
        (
            "lists",
            "happy",
            "“happy” is no list; write one such as sad/lift or sad/lift:3, “none",
        ),
        ("lists", "happy/match:0", "is no list"),
        ("lists", "happy/lift", "There is no list happy/lift; choose one of happy/match"),
        ("lists", "sad/lift|sad/lift:3", "The list sad/lift is named twice"),
        ("lists", "none|sad/lift", "“none” is no list"),
    ],
)
def test_bad_cell_is_named(app, column, cell, sentence):
    preview = preview_rows(short("a"), AMELIE | {column: cell})
    (bad,) = preview.bad_rows
    assert (bad.row.line, bad.action, list(bad.problems)) == (3, "", [column])
    assert sentence in bad.problems[column]


def test_row_with_too_few_cells_is_named(app):
    (bad,) = preview_text(csv_of(short("a")) + "b,,2001\r\n").bad_rows
    assert (bad.row.line, bad.problems) == (
        3,
        {"row": "The row has 3 cells and the first line 12; compare them."},
    )


REPEATED = "is in line 2 already, by its title and year or by its IMDb id; keep one."


@pytest.mark.parametrize(
    "again",
    [
        AMELIE | {"imdb_id": ""},
        AMELIE | {"synopsis": ""},
        AMELIE | {"title": "Amelia"},
    ],
)
def test_movie_that_is_there_twice_is_named(app, again):
    (bad,) = preview_rows(AMELIE, short("b"), again).bad_rows
    assert bad.row.line == 4
    assert bad.problems == {"title": f"{again['title']} (2001) {REPEATED}"}


def test_movie_that_is_meant_twice_is_named(app):
    add_movie(fields("Old name", 1999, imdb_id="tt0211915"))
    rows = AMELIE, {"title": "Old name", "year": "1999"}
    assert preview_rows(*rows).bad_rows[0].problems["title"] == f"Old name (1999) {REPEATED}"


def test_row_that_says_the_same_again_is_skipped(app):
    counts = import_rows(AMELIE, short("b"), AMELIE | {"title": "Ame\u0301lie "})
    assert (counts.added, counts.skipped) == (2, 1)


def test_invisible_twins_are_one_film(app):
    counts = import_file(CASES / "invisible-twins.csv")
    assert (counts.added, counts.skipped) == (1, 4)
    assert search_movies().total == 1


def test_spellings_of_two_systems_are_one_film(app):
    import_file(CASES / "nfc.csv")
    assert import_file(CASES / "nfd.csv").unchanged == 1
    assert search_movies().total == 1


def test_films_of_one_name_are_told_apart_by_their_imdb_ids(app):
    assert import_file(CASES / "same-title-and-year.csv").added == 2
    assert import_file(CASES / "same-title-and-year.csv").unchanged == 2


def test_film_of_a_shared_name_without_an_imdb_id_is_named(app):
    import_file(CASES / "same-title-and-year.csv")
    (bad,) = preview_rows({"title": "Under the Skin", "year": "2013"}).bad_rows
    assert "There are several movies Under the Skin (2013)" in bad.problems["imdb_id"]


def test_film_that_would_take_the_name_of_another_is_named(app):
    add_movie(fields("Amélie"))
    add_movie(full_fields(title="Amelie"))
    (bad,) = preview_rows(AMELIE).bad_rows
    assert "two films of one title and year need an IMDb id each" in bad.problems["title"]


def test_numbers_of_pandas_are_read(app):
    import_file(CASES / "year-float-pandas.csv")
    assert (movie_of("Alpha").year, movie_of("Alpha").runtime_minutes) == (2001, 122)


def test_file_with_a_bad_row_is_refused_whole(app):
    rows = short("a"), short("b", year="3"), short("c", year="x")
    assert preview_rows(*rows).bad_count == 2
    with pytest.raises(ImportRefused, match="line 3 has to be put right: The year is 3"):
        import_rows(*rows)
    assert search_movies().total == 0


def test_file_with_a_bad_row_in_a_later_batch_is_refused_whole(app):
    rows = [short(f"film {number}") for number in range(600)]
    with pytest.raises(ImportRefused, match="line 602"):
        import_rows(*rows, short("a", year="x"))
    assert search_movies().total == 0
    assert recent_changes().total == 0


def test_preview_keeps_the_first_rows_and_counts_the_others(app):
    rows = [short(f"film {number}") for number in range(SHOWN + 50)]
    preview = preview_rows(*rows, *(row | {"title": "", "year": "x"} for row in rows))
    assert (len(preview.changes), preview.counts.added) == (SHOWN, SHOWN + 50)
    assert (len(preview.bad_rows), preview.bad_count) == (SHOWN, SHOWN + 50)
    assert preview.rows == 2 * SHOWN + 100


def test_lists_in_the_file_replace_those_of_the_movie(app):
    fill_list("happy", "match", "abc")
    import_rows(short("b", "sad/match"))
    assert (letters("happy", "match"), letters("sad", "match")) == ("ac", "b")


def test_empty_lists_change_no_list(app):
    fill_list("happy", "match", "abc")
    counts = import_rows(short("b"), short("c", "happy/match"))
    assert (counts.updated, counts.unchanged) == (0, 2)
    assert letters("happy", "match") == "abc"


@pytest.mark.parametrize("word", ["none", "None", " NONE "])
def test_a_word_takes_the_movie_out_of_all_lists(app, word):
    fill_list("happy", "match", "abc")
    import_rows(short("b", word))
    assert letters("happy", "match") == "ac"


def test_preview_says_what_changes_field_by_field(app):
    add_movie(full_fields(synopsis="", directors=("Ann", "Bob")))
    (change,) = preview_rows(AMELIE | {"lists": "", "runtime_minutes": ""}).changes
    assert change.field_changes() == [
        ("runtime_minutes", 122, None),
        ("directors", ("Ann", "Bob"), ("Jean-Pierre Jeunet",)),
        ("synopsis", "", full_fields().synopsis),
    ]


def test_preview_says_what_changes_place_by_place(app):
    fill_list("happy", "match", "abc")
    (change,) = preview_rows(short("b", "happy/match:3|sad/match|angry/lift:1")).changes
    assert change.list_changes() == [
        ListChange(("happy", "match"), "move", 1, 2),
        ListChange(("sad", "match"), "add", None, None),
        ListChange(("angry", "lift"), "add", None, 0),
    ]
    (change,) = preview_rows(short("b", "none")).changes
    assert change.list_changes() == [ListChange(("happy", "match"), "delete", 1, None)]


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


def test_place_between_those_that_stay(app):
    fill_list("happy", "match", "abcd")
    import_rows(*(short(title, f"happy/match:{place}") for place, title in enumerate("dcba", 1)))
    assert letters("happy", "match") == "dcba"


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


def test_progress_is_told_row_by_row(app, tmp_path):
    file = tmp_path / "films.csv"
    file.write_text(csv_of(*(short(f"film {number}") for number in range(1100))))
    previewed: list[int] = []
    imported: list[int] = []
    assert preview_file(file, previewed.append).rows == 1100
    import_file(file, tick=imported.append)
    assert sum(previewed) == sum(imported) == 1100
    assert len(previewed) > 1

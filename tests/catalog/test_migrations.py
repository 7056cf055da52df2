import pytest
import sqlalchemy as sa
from flask_migrate import downgrade, upgrade
from sqlalchemy.exc import IntegrityError

from mood_recommender.catalog.models import Genre, MoodEntry, movie_genres
from mood_recommender.catalog.movie_fields import GENRES
from mood_recommender.catalog.movies import add_movie, get_movie
from mood_recommender.extensions import db
from tests.sample_catalog import fields


def tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())


def test_migrations_make_what_the_models_say(app):
    result = app.test_cli_runner().invoke(args=["db", "check"])
    assert result.exit_code == 0


def test_migrations_lead_down_and_up_again(app):
    everything = tables()
    downgrade(revision="base")
    assert tables() == {"alembic_version"}
    upgrade()
    assert tables() == everything
    assert set(db.session.scalars(sa.select(Genre.name))) == set(GENRES)


@pytest.mark.parametrize(
    "row",
    [
        sa.insert(MoodEntry).values(mood="sad", intent="lift", position=0, movie_id=10**6),
        sa.insert(movie_genres).values(movie_id=10**6, genre_id=1),
    ],
)
def test_row_of_a_movie_that_is_not_there_is_refused(app, row):
    with pytest.raises(IntegrityError):
        db.session.execute(row)
    db.session.rollback()


@pytest.mark.parametrize("title", ["😀🎬", "千と千尋の神隠し", "Ősz", "𝄞"])
def test_every_script_survives(app, title):
    movie = add_movie(fields(title, original_title=title, synopsis=title, directors=(title,)))
    db.session.expire_all()
    kept = get_movie(movie.id)
    assert (kept.title, kept.original_title, kept.synopsis) == (title, title, title)
    assert kept.directors == (title,)

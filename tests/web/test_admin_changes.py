import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.mood_lists import add_to_list, list_entries
from mood_recommender.catalog.movie_fields import MovieFields
from mood_recommender.catalog.movies import add_movie
from mood_recommender.curating.models import Change
from mood_recommender.extensions import db
from tests.web.sign_in import send

LIST = "/admin/lists/sad/lift"


@pytest.fixture
def heat(app) -> Movie:
    """A movie on the list that lifts a sad mood, before another one."""
    heat = add_movie(MovieFields(title="Heat", year=1995))
    for movie in (heat, add_movie(MovieFields(title="Cléo", year=1962))):
        add_to_list(movie, "sad", "lift")
    return heat


def undo_last(client: FlaskClient):
    last = db.session.scalar(sa.select(sa.func.max(Change.id)))
    return send(client, f"/admin/changes/{last}/undo")


def order() -> list[str]:
    return [entry.movie.title for entry in list_entries("sad", "lift").items]


def test_changes_name_curator_movie_and_list(curator, heat):
    send(curator, f"{LIST}/{heat.id}/remove")
    first = curator.get("/admin/changes").text.split("</li>")[4]
    assert "ada" in first
    assert "Removed from a list" in first
    assert "Heat (1995)" in first
    assert "Movies to lift a sad mood" in first


def test_changes_of_the_command_line_have_no_curator(curator, heat):
    assert "command line" in curator.get("/admin/changes").text


def test_undo_puts_a_removed_movie_back_in_its_place(curator, heat):
    send(curator, f"{LIST}/{heat.id}/remove")
    assert order() == ["Cléo"]
    response = undo_last(curator)
    assert response.location == "/admin/changes"
    assert order() == ["Heat", "Cléo"]


def test_undo_moves_a_movie_back(curator, heat):
    send(curator, f"{LIST}/{heat.id}/move", place=2)
    assert order() == ["Cléo", "Heat"]
    undo_last(curator)
    assert order() == ["Heat", "Cléo"]


def test_undo_takes_an_edit_back(curator, heat):
    send(curator, f"/admin/movies/{heat.id}", title="Heet", year="1995")
    undo_last(curator)
    assert db.session.get(Movie, heat.id).title == "Heat"


def test_undo_brings_a_deleted_movie_back_to_its_lists(curator, heat):
    send(curator, f"/admin/movies/{heat.id}/delete")
    assert order() == ["Cléo"]
    undo_last(curator)
    assert sorted(order()) == ["Cléo", "Heat"]


def test_what_changed_again_since_is_not_undone(curator, heat):
    send(curator, f"/admin/movies/{heat.id}", title="Heet", year="1995")
    change = db.session.scalar(sa.select(sa.func.max(Change.id)))
    send(curator, f"/admin/movies/{heat.id}", title="Heat!", year="1995")
    response = send(curator, f"/admin/changes/{change}/undo")
    assert response.status_code == 409
    assert "was edited again since" in response.text
    assert db.session.get(Movie, heat.id).title == "Heat!"


def test_unknown_change_is_404(curator):
    assert send(curator, "/admin/changes/9/undo").status_code == 404

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from mood_recommender.curating.history import recent_changes
from mood_recommender.curating.transactions import ChangedMeanwhile, record, transaction
from mood_recommender.extensions import db


def record_then_fail(failure) -> None:
    with transaction(ChangedMeanwhile("Try again.")):
        record(None, "add", "movies", "1", None, {"title": "Alien"})
        db.session.flush()
        failure()


def break_off() -> None:
    raise KeyboardInterrupt


def ask_nonsense() -> None:
    db.session.execute(sa.text("SELECT nonsense FROM nowhere"))


def test_interrupted_change_leaves_nothing(app):
    with pytest.raises(KeyboardInterrupt):
        record_then_fail(break_off)
    assert recent_changes().total == 0


def test_error_that_trying_again_does_not_mend_stays_what_it_is(app):
    with pytest.raises(DBAPIError, match="nowhere"):
        record_then_fail(ask_nonsense)
    assert recent_changes().total == 0

"""What every change by a curator shares: it happens wholly or not at all, and is recorded."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from mood_recommender.curating.models import Change, Curator
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db

MYSQL_LOCK_ERRORS = {1205, 1213}
"""Waited too long for a lock; two transactions wait for each other. MySQL's error reference."""


class ChangedMeanwhile(MoodRecommenderError):
    """Somebody else changed the same thing at the same moment."""

    status = 409
    title = "Changed meanwhile"


@contextmanager
def transaction(conflict: MoodRecommenderError) -> Iterator[None]:
    """Commit what the block did, or roll it back when anything was raised.

    Raises `conflict` where a unique or foreign key stood in the way, and ChangedMeanwhile where
    another transaction held the rows for too long or deleted them.
    """
    try:
        yield
        db.session.commit()
    except IntegrityError as error:
        db.session.rollback()
        raise conflict from error
    except (OperationalError, StaleDataError) as error:
        db.session.rollback()
        if not _is_change_meanwhile(error):
            raise
        raise ChangedMeanwhile(
            "Somebody else is changing the same thing; look again and try again."
        ) from error
    except BaseException:
        db.session.rollback()
        raise


def _is_change_meanwhile(error: OperationalError | StaleDataError) -> bool:
    """Tell a row that is gone or locked from a database that is down or asked nonsense."""
    if isinstance(error, StaleDataError):
        return True
    reason = error.orig.args[0] if error.orig else None
    return reason in MYSQL_LOCK_ERRORS or reason == "database is locked"


def record(
    curator: Curator | None,
    action: str,
    table: str,
    row: str,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    """Add a line to the history; it is kept when the transaction it belongs to is.

    `action` is `add`, `edit`, `delete` or `move`; `before` and `after` are the row as JSON can
    hold it, None where there was or is none.
    """
    db.session.add(
        Change(
            curator_id=curator.id if curator else None,
            action=action,
            table=table,
            row=row,
            before=before,
            after=after,
        )
    )

"""What curators changed, the latest first, and how to undo it.

What the rows of a table are, only the room that owns the table knows. It hands over a `Subject`
for each; the application puts them together into one table of subjects, `Subjects`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy.pagination import Pagination

from mood_recommender.curating.models import Change, Curator
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db


class ChangeNotFound(MoodRecommenderError):
    """No change has this id."""

    status = 404
    title = "Change not found"


class CannotUndo(MoodRecommenderError):
    """What the change left behind is not there any more."""

    status = 409
    title = "This cannot be undone"


@dataclass(frozen=True)
class Subject:
    """How the changes of one table are told and taken back.

    `name` says what was changed, such as a movie's title and year. `undo` takes a change back in
    the name of a curator and records that as well; it raises CannotUndo when what was changed has
    changed again since, and what the opposite change raises.
    """

    name: Callable[[Change], str]
    undo: Callable[[Change, Curator | None], None]


Subjects = Mapping[str, Subject]
"""The subject of every table that has a history, by the table's name in `changes`."""


def recent_changes(page: int = 1, per_page: int = 50) -> Pagination:
    """Return a page of the changes, the latest first."""
    statement = sa.select(Change).order_by(Change.id.desc())
    return db.paginate(statement, page=page, per_page=per_page, error_out=False)


def get_change(change_id: int) -> Change:
    """Return the change with this id. Raises ChangeNotFound."""
    change = db.session.get(Change, change_id)
    if change is None:
        raise ChangeNotFound(f"There is no change number {change_id}.")
    return change


def name_of(change: Change, subjects: Subjects) -> str:
    """Return what was changed, in a few words."""
    return subjects[change.table].name(change)


def undo(change: Change, subjects: Subjects, curator: Curator | None = None) -> None:
    """Put a row back to what it was before a change; this is recorded as well.

    Raises CannotUndo and what else its subject's `undo` raises.
    """
    subjects[change.table].undo(change, curator)


def state_of(change: Change) -> dict[str, Any]:
    """Return the row as the change left it; as it was before, where it was deleted."""
    return change.after or change.before or {}

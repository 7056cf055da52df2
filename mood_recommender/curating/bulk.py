"""Changes of many rows at once, told and undone as one: imports.

The change itself is a line of the history like any other; its rows lie in a table of their own,
and are written and read in batches.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from mood_recommender.curating.models import Change, ChangeRow, Curator
from mood_recommender.extensions import db

State = Mapping[str, Any] | None
"""A row as JSON can hold it; None where there was or is none."""


@dataclass(frozen=True)
class BulkChange:
    """A change that rows are being added to; the caller has a transaction open."""

    id: int

    def add(self, table: str, rows: Iterable[tuple[str, State, State]]) -> None:
        """Add rows, each its key, what it was before and what it is after."""
        values = [
            {"change_id": self.id, "table": table, "row": row, "before": before, "after": after}
            for row, before, after in rows
        ]
        if values:
            db.session.execute(sa.insert(ChangeRow), values)

    def close(self, before: State, after: State) -> None:
        """Say in the history what was done; forget the change if it has no rows."""
        change = db.session.get_one(Change, self.id)
        if db.session.scalar(sa.select(ChangeRow.id).filter_by(change_id=self.id).limit(1)):
            change.before, change.after = dict(before or {}) or None, dict(after or {}) or None
        else:
            db.session.delete(change)


def begin_bulk(curator: Curator | None, action: str, table: str, name: str) -> BulkChange:
    """Begin a change of many rows; `name` says in a few words what it is."""
    change = Change(
        curator_id=curator.id if curator else None, action=action, table=table, row=name[:64]
    )
    db.session.add(change)
    db.session.flush()
    return BulkChange(change.id)


def rows_of(change: Change, table: str, n: int) -> Iterator[list[ChangeRow]]:
    """Yield the rows of a change in one table, in lists of `n`, first come first."""
    last = 0
    statement = sa.select(ChangeRow).filter_by(change_id=change.id, table=table)
    statement = statement.order_by(ChangeRow.id).limit(n)
    while rows := list(db.session.scalars(statement.where(ChangeRow.id > last))):
        last = rows[-1].id
        yield rows

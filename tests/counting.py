"""How many statements a piece of code sends to the database."""

import contextlib
from collections.abc import Iterator

from sqlalchemy import event

from mood_recommender.extensions import db


@contextlib.contextmanager
def count_queries() -> Iterator[list[str]]:
    """Collect every statement that the block sends."""
    statements: list[str] = []

    def remember(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", remember)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", remember)

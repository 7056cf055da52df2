"""The rows of `mood_entries`: each function leaves the positions of a list dense, 0 to n-1.

The steps that changes of lists and movies, and imports, are made of. Nothing is checked or
recorded here, and the caller commits. What is read here is read with FOR UPDATE: MySQL shows a
transaction what others have committed meanwhile only where it locks.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from mood_recommender.catalog.models import MoodEntry
from mood_recommender.extensions import db


def lock_list(mood: str, intent: str) -> None:
    """Make others who change the list wait until this transaction ends.

    The first entry stands for the whole list. Rewriting it unchanged locks it in MySQL and takes
    SQLite's only write lock, where `SELECT ... FOR UPDATE` would do nothing.
    """
    first = sa.update(MoodEntry).where(in_list(mood, intent), MoodEntry.position == 0)
    _write(first.values(position=MoodEntry.position))


def put_in(movie_id: int, mood: str, intent: str, position: int | None = None) -> int:
    """Lock the list, insert an entry and return its position.

    The movie that stood at `position` goes to the end. None, or a place beyond the end, appends.
    """
    lock_list(mood, intent)
    length = locked_length(mood, intent)
    if position is None or position >= length:
        position = length
    else:
        _relocate(mood, intent, position, length)
    _insert(mood, intent, position, [movie_id])
    return position


def take_out(movie_id: int, mood: str, intent: str) -> int | None:
    """Lock the list, delete an entry and return where it was, None when there was none.

    The last movie of the list fills the gap.
    """
    lock_list(mood, intent)
    gap = locked_position(movie_id, mood, intent)
    if gap is None:
        return None
    last = locked_length(mood, intent) - 1
    _delete(mood, intent, gap, gap)
    if gap != last:
        _relocate(mood, intent, last, gap)
    return gap


def shift(movie_id: int, mood: str, intent: str, old: int, new: int) -> None:
    """Move an entry of a locked list from `old` to `new`, everything between by one place.

    Deleted and inserted anew, because one UPDATE of several positions would collide with itself
    on MySQL, which checks unique keys row by row.
    """
    first, last = sorted((old, new))
    movie_ids = locked_movie_ids(mood, intent, first, last)
    movie_ids.remove(movie_id)
    movie_ids.insert(new - first, movie_id)
    _delete(mood, intent, first, last)
    _insert(mood, intent, first, movie_ids)


def rewrite(mood: str, intent: str, old: Sequence[int], new: Sequence[int]) -> None:
    """Make a locked list `new` (movie ids) where it was `old`; what is the same stays untouched."""
    pairs = enumerate(zip(old, new, strict=False))
    same = next((place for place, (a, b) in pairs if a != b), min(len(old), len(new)))
    _delete(mood, intent, same, len(old) - 1)
    _insert(mood, intent, same, new[same:])


def locked_length(mood: str, intent: str) -> int:
    """Return how many movies a locked list holds."""
    statement = sa.select(MoodEntry.position).where(in_list(mood, intent))
    statement = statement.order_by(MoodEntry.position.desc()).limit(1).with_for_update()
    last = db.session.scalar(statement)
    return 0 if last is None else last + 1


def locked_position(movie_id: int, mood: str, intent: str) -> int | None:
    """Return where the movie stands in a locked list, None when it is not in it."""
    statement = sa.select(MoodEntry.position).where(in_list(mood, intent))
    return db.session.scalar(statement.where(MoodEntry.movie_id == movie_id).with_for_update())


def locked_movie_ids(mood: str, intent: str, first: int, last: int) -> list[int]:
    """Return the movie ids at the places `first` to `last`, both included, of a locked list."""
    statement = sa.select(MoodEntry.movie_id).where(_between(mood, intent, first, last))
    return list(db.session.scalars(statement.order_by(MoodEntry.position).with_for_update()))


def in_list(mood: str, intent: str) -> sa.ColumnElement[bool]:
    """Return the condition that an entry is of this list."""
    return sa.and_(MoodEntry.mood == mood, MoodEntry.intent == intent)


def _between(mood: str, intent: str, first: int, last: int) -> sa.ColumnElement[bool]:
    return sa.and_(in_list(mood, intent), MoodEntry.position.between(first, last))


def _insert(mood: str, intent: str, first: int, movie_ids: Sequence[int]) -> None:
    """Insert entries at `first` and the places after it."""
    rows = [
        {"mood": mood, "intent": intent, "position": position, "movie_id": movie_id}
        for position, movie_id in enumerate(movie_ids, start=first)
    ]
    if rows:
        db.session.execute(sa.insert(MoodEntry), rows)


def _delete(mood: str, intent: str, first: int, last: int) -> None:
    _write(sa.delete(MoodEntry).where(_between(mood, intent, first, last)))


def _relocate(mood: str, intent: str, old: int, new: int) -> None:
    """Give one entry another position, which must be free."""
    _write(sa.update(MoodEntry).where(_between(mood, intent, old, old)).values(position=new))


def _write(statement: sa.UpdateBase) -> None:
    """Write past the session: it forgets what it has read when the transaction ends."""
    db.session.execute(statement, execution_options={"synchronize_session": False})

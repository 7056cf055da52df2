"""Time ten random movies of one long list: dense positions against ORDER BY RAND().

    python -m benchmarks.random_movies --rows 1000000

Starts a MariaDB server of its own (see tests/mariadb.py), fills it and prints medians in
milliseconds: of the two ways in SQL alone, of `draw_movies` with its objects and genres, and of
`draw_movies` on a list a thousand times shorter.
"""

import argparse
import random
import statistics
import time
from collections.abc import Callable

import MySQLdb
import sqlalchemy as sa
from flask_migrate import upgrade

from mood_recommender import create_app
from mood_recommender.extensions import db
from mood_recommender.recommenders.mood_lists import draw_movies
from tests.mariadb import mariadb_server

LONG, SHORT = ("happy", "match"), ("sad", "match")
MOVIES = 10

FILL_MOVIES = """
    INSERT INTO movies (title, year, original_title, directors, countries, languages, synopsis,
                        search_text, created_at, updated_at)
    SELECT CONCAT('Movie ', seq), 2000, '', 'Ann Example', 'France', 'French',
           'A story that is long enough to be the story of a film, in one or two sentences.',
           CONCAT('movie ', seq), NOW(), NOW()
    FROM seq_1_to_{rows}
"""
FILL_LIST = """
    INSERT INTO mood_entries (mood, intent, position, movie_id)
    SELECT :mood, :intent, ROW_NUMBER() OVER (ORDER BY id) - 1, id FROM movies LIMIT :length
"""
MOVIES_OF_LIST = (
    "SELECT movies.id, title, year, synopsis FROM mood_entries JOIN movies ON movies.id = movie_id "
    "WHERE mood = 'happy' AND intent = 'match' "
)
BY_POSITION = sa.text(MOVIES_OF_LIST + "AND position IN :positions").bindparams(
    sa.bindparam("positions", expanding=True)
)
BY_RANDOM_ORDER = sa.text(MOVIES_OF_LIST + f"ORDER BY RAND() LIMIT {MOVIES}")


def main() -> None:
    """Fill a database and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="movies of the long list")
    rows = parser.parse_args().rows
    with mariadb_server() as port:
        app = create_app({"SECRET_KEY": "benchmark", "DATABASE_URL": new_database(port)})
        with app.app_context():
            upgrade()
            fill(rows)
            report(rows)


def new_database(port: int) -> str:
    """Create a database on the server and return its address."""
    connection = MySQLdb.connect(host="127.0.0.1", port=port, user="root")
    connection.query("CREATE DATABASE moods")
    connection.close()
    return f"mysql+mysqldb://root@127.0.0.1:{port}/moods?charset=utf8mb4"


def fill(rows: int) -> None:
    """Make `rows` movies, all of them in the long list and a thousandth in the short one."""
    db.session.execute(sa.text(FILL_MOVIES.format(rows=rows)))
    for (mood, intent), length in ((LONG, rows), (SHORT, rows // 1000)):
        db.session.execute(sa.text(FILL_LIST), {"mood": mood, "intent": intent, "length": length})
    db.session.commit()
    db.session.execute(sa.text("ANALYZE TABLE movies, mood_entries"))


def report(rows: int) -> None:
    """Print the median of every way, in milliseconds."""
    print(f"{MOVIES} random movies of {rows:,}, median:")
    ways = (
        ("dense positions, SQL alone", lambda: by_position(rows), 300),
        ("ORDER BY RAND(), SQL alone", by_random_order, 5),
        ("draw_movies", lambda: draw_movies(*LONG, n=MOVIES), 300),
        (f"draw_movies of {rows // 1000:,}", lambda: draw_movies(*SHORT, n=MOVIES), 300),
    )
    for name, way, times in ways:
        print(f"  {name:28} {median_ms(way, times):10.2f} ms")


def by_position(rows: int) -> None:
    """Draw positions here and ask for the movies there."""
    positions = random.sample(range(rows), MOVIES)
    assert len(db.session.execute(BY_POSITION, {"positions": positions}).all()) == MOVIES


def by_random_order() -> None:
    """Let the database shuffle the whole list."""
    assert len(db.session.execute(BY_RANDOM_ORDER).all()) == MOVIES


def median_ms(way: Callable[[], object], times: int) -> float:
    """Return the median of `times` calls in milliseconds, each with an empty session."""
    way()  # the first call also compiles the statement
    durations = []
    for _ in range(times):
        db.session.expunge_all()
        start = time.perf_counter()
        way()
        durations.append(time.perf_counter() - start)
    return statistics.median(durations) * 1000


if __name__ == "__main__":
    main()

"""Import and export of a large catalog: the time and the memory of every step.

    python -m benchmarks.import_export --films 100000
    python -m benchmarks.import_export --films 100000 --mariadb

Makes a file of invented films with every field, each on one list, and a database of its own:
SQLite, or a MariaDB server (see tests/mariadb.py). Every step runs in a process of its own, whose
largest memory is printed beside what the application takes before the step.
"""

import argparse
import contextlib
import multiprocessing
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from benchmarks.random_movies import new_database
from mood_recommender import create_app
from mood_recommender.catalog.csv_format import COLUMNS, write_rows
from mood_recommender.catalog.exporters import export_movies_csv
from mood_recommender.catalog.history import SUBJECTS
from mood_recommender.catalog.importers import import_file, preview_file
from mood_recommender.catalog.movie_fields import GENRES
from mood_recommender.curating.history import undo
from mood_recommender.curating.models import Change
from mood_recommender.extensions import db
from mood_recommender.moods import MOOD_LISTS
from tests.mariadb import mariadb_server

SENTENCE = "Somebody meets somebody, and nothing is as it was before. "


def main() -> None:
    """Print a table of the steps."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--films", type=int, default=100_000)
    parser.add_argument("--mariadb", action="store_true", help="in place of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, database(options.mariadb, folder) as url:
        os.environ.update({"DATABASE_URL": url, "SECRET_KEY": "benchmark"})
        file, exported = Path(folder) / "movies.csv", Path(folder) / "exported.csv"
        file.write_text(films(options.films), encoding="utf-8")
        print(f"{options.films:,} films, {file.stat().st_size / 2**20:.0f} MB\n")
        print("| step | seconds | MB before | MB at most |\n|---|---|---|---|")
        for name, step in (
            ("migrate", upgrade),
            ("preview of new films", lambda: preview_file(file)),
            ("import of new films", lambda: import_file(file)),
            ("export", lambda: export(exported)),
            ("preview of the export", lambda: preview_file(exported)),
            ("import of the export", lambda: import_file(exported)),
            ("undo of the import", undo_last),
            ("undo of the undo", undo_last),
        ):
            run_alone(name, step)


@contextlib.contextmanager
def database(mariadb: bool, folder: str) -> Iterator[str]:
    """Lend the address of an empty database."""
    if not mariadb:
        yield f"sqlite:///{folder}/moods.db"
        return
    with mariadb_server() as port:
        yield new_database(port)


def films(n: int) -> str:
    """Return a CSV file of `n` films, in the order of no list."""
    dice = random.Random(0)
    places = list(range(n))
    dice.shuffle(places)
    return write_rows([COLUMNS, *(film(number, place) for number, place in enumerate(places))])


def film(number: int, place: int) -> list[str]:
    """Return the cells of a film; `place` counts over all lists."""
    mood, intent = MOOD_LISTS[place % len(MOOD_LISTS)]
    return [
        f"The film of number {number}",
        f"Le film numéro {number}",
        str(1950 + number % 70),
        str(80 + number % 60),
        f"Ann Example {number % 5000}|Bob Example",
        "|".join(GENRES[number % 18 : number % 18 + 2]),
        "France|Germany",
        "French",
        SENTENCE * (1 + number % 5),
        f"tt{number:08}",
        f"https://example.org/trailers/{number}",
        f"{mood}/{intent}:{place // len(MOOD_LISTS) + 1}",
    ]


def export(file: Path) -> None:
    """Write the catalog to a file, as the command does."""
    with file.open("w", encoding="utf-8", newline="") as text:
        text.writelines(export_movies_csv())


def undo_last() -> None:
    """Take the latest change back."""
    change = db.session.scalars(sa.select(Change).order_by(Change.id.desc()).limit(1)).one()
    undo(change, SUBJECTS)


def run_alone(name: str, step: Callable[[], object]) -> None:
    """Run a step in a process of its own and print its row."""
    process = multiprocessing.get_context("fork").Process(target=measure, args=(name, step))
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{name} failed")


def measure(name: str, step: Callable[[], object]) -> None:
    """Run a step within an application and print its row."""
    with create_app().app_context():
        before, start = largest_memory(), time.perf_counter()
        step()
        seconds = time.perf_counter() - start
    print(f"| {name} | {seconds:.1f} | {before:.0f} | {largest_memory():.0f} |", flush=True)


def largest_memory() -> float:
    """Return the most memory that this process has had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

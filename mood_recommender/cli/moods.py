"""The commands beside `flask --app app db upgrade`: set-up, photos, movies, curators.

A domain error ends a command with one line on stderr and exit status 1.
"""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

import click
import sqlalchemy as sa
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade
from rich.console import Console
from rich.progress import track

from mood_recommender.catalog.exporters import export_movies_csv
from mood_recommender.catalog.importers import import_movies, read_movies_csv
from mood_recommender.catalog.models import Movie
from mood_recommender.catalog.movielens import import_movielens
from mood_recommender.errors import MoodRecommenderError
from mood_recommender.extensions import db
from mood_recommender.settings import ROOT
from mood_recommender.vision.folders import read_files, walk
from mood_recommender.vision.tables import csv_columns, csv_rows
from mood_recommender.web.admin.sign_in import add_curator
from mood_recommender.web.site.operations import check_database

STARTER = ROOT / "mood_recommender" / "catalog" / "starter" / "movies.csv"
"""The catalog that ships."""
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


class Group(AppGroup):
    """Commands whose domain errors are one line on stderr."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; exit with status 1 for a MoodRecommenderError."""
        try:
            return super().invoke(context)
        except MoodRecommenderError as error:
            raise click.ClickException(str(error)) from error


need_database = with_appcontext(check_database)
photos = Group("moods", help="Read the moods of photos.")
movies = Group("movies", callback=need_database, help="Import and export movies and mood lists.")
curators = Group("curators", callback=need_database, help="Add people who may change the lists.")


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    app.cli.add_command(set_up)
    for group in (photos, movies, curators):
        app.cli.add_command(group)


@click.command("set-up")
@with_appcontext
def set_up() -> None:
    """Migrate the database; load the starter catalog when there are no movies."""
    upgrade()
    if not db.session.scalar(sa.select(sa.func.count(Movie.id))):
        _import_csv(STARTER)


@photos.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "layout", type=click.Choice(["json", "csv"]), default="json")
def read(paths: tuple[Path, ...], layout: str) -> None:
    """Read the faces of PATHS: photos, and folders, which are walked in order.

    A line of JSON for each photo, or a CSV row for each face. A photo that cannot be read has its
    error in its line; the exit status is then 1.
    """
    # A file name may hold bytes that are no text; it must not end the run.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    write = _write_csv if layout == "csv" else _write_json
    if write(_with_progress(_read(paths), sum(1 for _ in walk(paths)))):
        sys.exit(1)


def _read(paths: Sequence[Path]) -> Iterator[dict[str, Any]]:
    results = read_files(paths, current_app.extensions["face_reader"], os.cpu_count() or 1)
    return (result.as_dict() for result in results)


def _with_progress(readings: Iterable[dict[str, Any]], total: int) -> Iterable[dict[str, Any]]:
    """Show a bar on stderr if a person looks at it and the readings go elsewhere."""
    console = Console(stderr=True)
    hidden = sys.stdout.isatty() or not console.is_terminal
    return track(readings, "Reading", total, console=console, transient=True, disable=hidden)


def _write_json(readings: Iterable[dict[str, Any]]) -> int:
    """Print a line for each photo; return how many failed."""
    failed = 0
    for reading in readings:
        click.echo(json.dumps(reading))
        failed += "error" in reading
    return failed


def _write_csv(readings: Iterable[dict[str, Any]]) -> int:
    """Print a header and a row for each face; return how many photos failed."""
    columns = csv_columns(current_app.extensions["face_reader"])
    writer = csv.DictWriter(sys.stdout, columns, restval="", lineterminator="\n")
    writer.writeheader()
    failed = 0
    for reading in readings:
        writer.writerows(csv_rows(reading))
        failed += "error" in reading
    return failed


@movies.command("import")
@click.argument("file", type=FILE)
def import_file(file: Path) -> None:
    """Import movies and mood lists from the CSV FILE: all of it or, with a bad row, nothing."""
    _import_csv(file)


def _import_csv(file: Path) -> None:
    preview = read_movies_csv(_read_text(file))
    for row in preview.bad_rows:
        for problem in row.problems.values():
            click.echo(f"{file.name}, line {row.line}: {problem}", err=True)
    click.echo(import_movies(preview))


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not UTF-8 text; save it as UTF-8.") from error


@movies.command("export")
@click.argument("file", type=click.File("w", encoding="utf-8", lazy=True, atomic=True))
def export_file(file: TextIO) -> None:
    """Write every movie and mood list to the CSV FILE, as `import` reads it."""
    text = "".join(export_movies_csv())
    file.write(text)  # opens the file, so nothing is overwritten before the text is whole


@movies.command("import-movielens")
@click.argument("folder", type=FOLDER)
def import_movielens_folder(folder: Path) -> None:
    """Import the movies of a MovieLens FOLDER."""
    click.echo(import_movielens(folder))


@curators.command("add")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(name: str, password_stdin: bool) -> None:
    """Add the curator NAME, who then signs in at /admin; asks for a password."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    add_curator(name, password)
    click.echo(f"{name} can sign in at /admin now.")

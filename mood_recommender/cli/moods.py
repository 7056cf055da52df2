"""The command that reads the moods of photos."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from rich.console import Console
from rich.progress import track

from mood_recommender.catalog.csv_format import shield
from mood_recommender.cli.groups import Group
from mood_recommender.vision.folders import read_files, walk
from mood_recommender.vision.tables import csv_columns, csv_rows

group = Group("moods", help="Read the moods of photos.")


@group.command("read")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "layout", type=click.Choice(["json", "csv"]), default="json")
def read(paths: tuple[Path, ...], layout: str) -> None:
    """Read the faces of PATHS: photos, and folders, which are walked in order.

    A line of JSON for each photo, or a CSV row for each face. A photo that cannot be read has its
    error in its line; the exit status is then 1.
    """
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
        writer.writerows(_shielded(row) for row in csv_rows(reading))
        failed += "error" in reading
    return failed


def _shielded(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row as a spreadsheet may open it: a file name can be a formula."""
    return {key: shield(cell) if isinstance(cell, str) else cell for key, cell in row.items()}

"""Commands that import and export movies and mood lists."""

from pathlib import Path

import click

from mood_recommender.catalog.exporters import export_movies_csv, movie_count
from mood_recommender.catalog.importers import (
    ImportPreview,
    ImportRefused,
    import_file,
    preview_file,
)
from mood_recommender.catalog.movielens_import import import_movielens
from mood_recommender.cli.groups import Group, need_database
from mood_recommender.cli.progress import progress
from mood_recommender.files import write_whole

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

group = Group("movies", callback=need_database, help="Import and export movies and mood lists.")


@group.command("import")
@click.argument("file", type=FILE)
def import_movies(file: Path) -> None:
    """Import movies and mood lists from the CSV FILE: all of it or, with a bad row, nothing."""
    import_csv(file)


def import_csv(file: Path) -> None:
    """Import a CSV file; problems of its rows are lines on stderr. Raises ImportRefused."""
    with progress("Checking") as tick:
        preview = preview_file(file, tick)
    if preview.unread:
        click.echo(f"Columns that are not read: {', '.join(preview.unread)}.", err=True)
    _refuse_bad_rows(file, preview)
    with progress("Importing", preview.rows) as tick:
        counts = import_file(file, tick=tick)
    click.echo(counts)


def _refuse_bad_rows(file: Path, preview: ImportPreview) -> None:
    """Name the rows that cannot be imported. Raises ImportRefused when there are any."""
    for bad in preview.bad_rows:
        for problem in bad.problems.values():
            click.echo(f"{file.name}, line {bad.row.line}: {problem}", err=True)
    if preview.bad_count:
        raise ImportRefused(
            f"Nothing was imported, {preview.bad_count} of {preview.rows} rows have problems; "
            f"the first is in line {preview.bad_rows[0].row.line}."
        )


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def export_file(file: Path) -> None:
    """Write every movie and mood list to the CSV FILE, as `import` reads it; - is the screen."""
    if file == Path("-"):
        for piece in export_movies_csv():
            click.echo(piece, nl=False)
        return
    with (
        write_whole(file) as part,
        part.open("w", encoding="utf-8", newline="") as text,
        progress("Exporting", movie_count()) as tick,
    ):
        text.writelines(export_movies_csv(tick))


@group.command("import-movielens")
@click.argument("folder", type=FOLDER)
def import_movielens_folder(folder: Path) -> None:
    """Import the movies of a MovieLens FOLDER."""
    with progress("Importing") as tick:
        counts = import_movielens(folder, tick=tick)
    click.echo(counts)

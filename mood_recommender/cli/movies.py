"""Commands that import and export movies and mood lists."""

from pathlib import Path

import click

from mood_recommender.catalog.exporters import export_movies_csv
from mood_recommender.catalog.importers import import_movies, read_movies_csv
from mood_recommender.catalog.movielens_import import import_movielens
from mood_recommender.cli.groups import Group, need_database
from mood_recommender.files import write_whole

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

group = Group("movies", callback=need_database, help="Import and export movies and mood lists.")


@group.command("import")
@click.argument("file", type=FILE)
def import_file(file: Path) -> None:
    """Import movies and mood lists from the CSV FILE: all of it or, with a bad row, nothing."""
    import_csv(file)


def import_csv(file: Path) -> None:
    """Import a CSV file; every problem of its rows is a line on stderr. Raises ImportRefused."""
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


@group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
def export_file(file: Path) -> None:
    """Write every movie and mood list to the CSV FILE, as `import` reads it; - is the screen."""
    text = "".join(export_movies_csv())
    if file == Path("-"):
        click.echo(text, nl=False)
        return
    with write_whole(file) as part:
        part.write_text(text, encoding="utf-8", newline="")


@group.command("import-movielens")
@click.argument("folder", type=FOLDER)
def import_movielens_folder(folder: Path) -> None:
    """Import the movies of a MovieLens FOLDER."""
    click.echo(import_movielens(folder))

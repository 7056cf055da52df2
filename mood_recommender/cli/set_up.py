"""The command that makes a new installation ready."""

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade

from mood_recommender.catalog.exporters import movie_count
from mood_recommender.cli.groups import Command
from mood_recommender.cli.movies import import_csv
from mood_recommender.settings import ROOT

STARTER = ROOT / "mood_recommender" / "catalog" / "starter" / "movies.csv"
"""The catalog that ships."""


@click.command("set-up", cls=Command)
@with_appcontext
def set_up() -> None:
    """Migrate the database; load the starter catalog when there are no movies."""
    upgrade()
    if not movie_count():
        import_csv(STARTER)

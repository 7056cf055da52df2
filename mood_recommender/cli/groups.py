"""What the groups of commands share: a domain error is one line on stderr and exit status 1."""

from typing import Any

import click
from flask.cli import AppGroup, with_appcontext

from mood_recommender.database import check_database
from mood_recommender.errors import MoodRecommenderError

need_database = with_appcontext(check_database)
"""Callback of a group whose commands work with the newest tables."""


class Group(AppGroup):
    """Commands whose domain errors are one line on stderr."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; exit with status 1 for a MoodRecommenderError."""
        try:
            return super().invoke(context)
        except MoodRecommenderError as error:
            raise click.ClickException(str(error)) from error

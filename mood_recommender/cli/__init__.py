"""The commands beside `flask --app app db upgrade`: set-up, photos, movies, curators."""

from flask import Flask

from mood_recommender.cli import curators, moods, movies, set_up


def init_app(app: Flask) -> None:
    """Add the commands to `flask`."""
    for command in (set_up.set_up, moods.group, movies.group, curators.group):
        app.cli.add_command(command)

"""What all commands share: what went wrong is one line on stderr, and exit status 1."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from mood_recommender.database import check_database, why_not
from mood_recommender.errors import MoodRecommenderError

need_database = with_appcontext(check_database)
"""Callback of a group whose commands work with the newest tables."""


@contextmanager
def one_line_on_stderr() -> Iterator[None]:
    """Turn what a person can put right into one line. Raises click.ClickException."""
    # A terminal may not know the letters of a title, nor a file name be text: neither is fatal.
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        yield
    except MoodRecommenderError as error:
        lost = isinstance(error.__cause__, SQLAlchemyError)
        raise click.ClickException(why_not(error.__cause__) if lost else str(error)) from error
    except SQLAlchemyError as error:
        raise click.ClickException(why_not(error)) from error
    except BrokenPipeError:  # whoever reads the output has seen enough; click ends quietly
        raise
    except OSError as error:
        raise click.ClickException(f"{error.filename or 'A file'}: {error.strerror}.") from error


class Command(click.Command):
    """A command whose errors are one line on stderr."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; exit with status 1 for what a person can put right."""
        with one_line_on_stderr():
            return super().invoke(context)


class Group(AppGroup):
    """Commands whose errors are one line on stderr."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; exit with status 1 for what a person can put right."""
        with one_line_on_stderr():
            return super().invoke(context)

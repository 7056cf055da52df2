"""The forms of the curator's pages: from what is typed to the catalog's own types and back.

What a movie may be is said in `catalog.movie_fields` alone; a form only reads numbers and lists.
"""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import (  # type: ignore[import-untyped]
    Field,
    HiddenField,
    IntegerField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional  # type: ignore[import-untyped]
from wtforms.widgets import CheckboxInput, ListWidget, TextArea  # type: ignore[import-untyped]

from mood_recommender.catalog.csv_columns import UnreadableCsv
from mood_recommender.catalog.importers import ImportPreview, preview_file
from mood_recommender.catalog.movie_fields import FIRST_YEAR, GENRES, MovieFields
from mood_recommender.catalog.movies import DuplicateMovie, EditedMeanwhile, InvalidMovie
from mood_recommender.web.admin.uploads import forget_upload, keep_upload
from mood_recommender.web.site.texts import in_words


def tidy(text: str | None) -> str:
    """Return `text` without space around it and with the newlines of Unix, not of browsers."""
    return (text or "").strip().replace("\r\n", "\n")


def tidy_or_none(text: str | None) -> str | None:
    """Return `text` as `tidy` does, None where nothing is left."""
    return tidy(text) or None


class NamesField(Field):  # type: ignore[misc]
    """Names, one a line; `data` is a tuple."""

    widget = TextArea()
    data: tuple[str, ...]

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read the lines, without the empty ones."""
        lines = tidy("".join(valuelist)).split("\n")
        self.data = tuple(line.strip() for line in lines if line.strip())


class MovieForm(FlaskForm):  # type: ignore[misc]
    """Every field of a movie, by the names of MovieFields."""

    title = StringField(_("Title"), filters=[tidy])
    original_title = StringField(
        _("Original title"), filters=[tidy], description=_("Empty where it is the same.")
    )
    year = IntegerField(_("Year"), [InputRequired(_("Write the year of release."))])
    runtime_minutes = IntegerField(_("Minutes"), [Optional()])
    directors = NamesField(_("Directors"), description=_("One a line."))
    countries = NamesField(_("Countries"), description=_("One a line."))
    languages = NamesField(_("Languages"), description=_("One a line."))
    genres = SelectMultipleField(
        _("Genres"),
        choices=list(GENRES),
        validate_choice=False,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    synopsis = TextAreaField(_("Synopsis"), filters=[tidy])
    imdb_id = StringField(
        _("IMDb number"), filters=[tidy_or_none], description=_("As in tt0111161.")
    )
    trailer_url = URLField(_("Address of a trailer"), filters=[tidy_or_none])
    version = HiddenField()

    def movie_fields(self) -> MovieFields:
        """Return what is typed in the form."""
        typed = {field.name: self[field.name].data for field in dataclasses.fields(MovieFields)}
        typed["genres"] = tuple(typed["genres"])
        return MovieFields(**typed)

    def save(self, change: Callable[[MovieFields], Any]) -> bool:
        """Hand a sent form to `change` and tell whether that was done.

        It was not where nothing was sent or where the catalog refuses; its sentences then stand
        beside the fields, and that of an edit by somebody else above them.
        """
        if not self.is_submitted():
            return False
        if not self.validate():
            self._show(self._other_problems())
            return False
        try:
            change(self.movie_fields())
        except InvalidMovie as error:
            self._show(error.problems)
        except DuplicateMovie as error:
            self._show({"title": error.args[0]})
        except EditedMeanwhile as error:
            self.form_errors.append(in_words(error.args[0]))
            # Whoever has read this and saves again means it.
            self.version.data = self.version.object_data
        return not self.errors

    def _other_problems(self) -> Mapping[str, str]:
        """Return what the catalog would say, where a number is missing or none."""
        typed = self.movie_fields()
        if self.year.data is None:
            typed = dataclasses.replace(typed, year=FIRST_YEAR)
        return typed.problems()

    def _show(self, problems: Mapping[str, str]) -> None:
        for name, problem in problems.items():
            self[name].errors = [*self[name].errors, in_words(problem)]


class PosterForm(FlaskForm):  # type: ignore[misc]
    """A picture that shows a movie."""

    picture = FileField(
        _("Own picture"),
        [FileRequired(_("Choose a file first."))],
        description=_("Shown in place of the drawn poster; cut to two by three."),
    )


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A CSV file of movies."""

    file = FileField(_("CSV file"), [FileRequired(_("Choose a file first."))])
    preview: ImportPreview
    """What the file says and what it would change, once the form is valid."""
    upload: Path
    """Where the file is kept until it is imported."""

    def validate_file(self, field: Any) -> None:
        """Keep and read the file. Raises ValidationError with a sentence where that fails."""
        self.upload = keep_upload(field.data)
        try:
            self.preview = preview_file(self.upload)
        except UnreadableCsv as error:
            forget_upload()
            raise ValidationError(in_words(error.args[0])) from error
        if self.preview.bad_count:
            forget_upload()

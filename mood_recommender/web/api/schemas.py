"""What goes into the JSON API and what comes out.

Each schema is at once the check of the input and its part of the OpenAPI document.
"""

from collections.abc import Sequence
from typing import Any

import marshmallow as ma
from flask_smorest.fields import Upload
from marshmallow import fields, validate

from mood_recommender.moods import EMOTIONS, INTENTS, MOODS

MAX_MOVIES = 50
LAST_DECADE = 9990
MAX_INTEGER = 2**63 - 1
"""Largest whole number that every database can compare with."""


def probabilities(name: str, names: Sequence[str]) -> fields.Nested:
    """Return a field that holds one probability for each of `names`."""
    unit = validate.Range(0, 1)
    schema: dict[str, fields.Field[Any]] = {
        each: fields.Float(required=True, validate=unit) for each in names
    }
    return fields.Nested(ma.Schema.from_dict(schema, name=name), required=True)


class PhotoSchema(ma.Schema):
    """What a reading needs."""

    photo = Upload(
        required=True,
        error_messages={"required": "Send the photo as a file in this field."},
        metadata={"description": "JPEG, PNG, WebP or GIF; at most 10 MB and 13 megapixels, a JPEG 40."},
    )


class ImageSchema(ma.Schema):
    """The photo as it was read, turned upright."""

    width = fields.Integer(required=True)
    height = fields.Integer(required=True)


class BoxSchema(ma.Schema):
    """Pixels of the upright photo; right and bottom are exclusive."""

    left = fields.Integer(required=True)
    top = fields.Integer(required=True)
    right = fields.Integer(required=True)
    bottom = fields.Integer(required=True)


class FaceSchema(ma.Schema):
    """What one face says."""

    box = fields.Nested(BoxSchema, required=True)
    emotions = probabilities("EmotionProbabilities", EMOTIONS)
    moods = probabilities("MoodProbabilities", MOODS)
    mood = fields.String(required=True, validate=validate.OneOf(MOODS))
    confidence = fields.Float(
        required=True, metadata={"description": "The probability of that mood."}
    )
    certain = fields.Boolean(
        required=True, metadata={"description": "Whether the confidence is enough to rely on."}
    )


class ReadingSchema(ma.Schema):
    """What a photo says."""

    image = fields.Nested(ImageSchema, required=True)
    faces = fields.List(
        fields.Nested(FaceSchema),
        required=True,
        metadata={"description": "Largest first; empty when no face was found."},
    )


class HeatmapQuery(ma.Schema):
    """Which face to explain."""

    face = fields.Integer(
        load_default=0,
        validate=validate.Range(0),
        metadata={"description": "Its place in the reading of the same photo, from 0."},
    )


class HeatmapSchema(ma.Schema):
    """What the network looked at in one face."""

    box = fields.Nested(BoxSchema, required=True)
    mood = fields.String(required=True, validate=validate.OneOf(MOODS))
    heatmap = fields.List(
        fields.List(fields.Float(validate=validate.Range(0, 1))),
        required=True,
        metadata={
            "description": "48 rows of 48 numbers over the box: how much the mood's probability "
            "falls when a place is covered; the largest fall is 1."
        },
    )


class CommaList(fields.List[Any]):
    """Values with commas between them, in a parameter that may be repeated."""

    def _deserialize(self, value: list[str], attr: Any, data: Any, **options: Any) -> list[Any]:
        texts = [text for part in value for text in part.split(",") if text]
        return super()._deserialize(texts, attr, data, **options)


def check_decade(year: int) -> None:
    """Raise ValidationError unless a decade begins with this year."""
    if year % 10:
        raise ma.ValidationError(f"Write the first year of a decade, such as {year // 10 * 10}.")


class MoviesQuery(ma.Schema):
    """What to draw."""

    mood = fields.String(required=True, validate=validate.OneOf(MOODS))
    intent = fields.String(load_default="match", validate=validate.OneOf(INTENTS))
    n = fields.Integer(load_default=10, validate=validate.Range(1, MAX_MOVIES))
    exclude = CommaList(  # type: ignore[assignment]
        fields.Integer(validate=validate.Range(0, MAX_INTEGER)),
        load_default=[],
        metadata={"description": "Ids of movies not wanted (again); commas between them will do."},
    )
    min_runtime_minutes = fields.Integer(
        validate=validate.Range(0, MAX_INTEGER),
        metadata={"description": "Only movies that are at least so long."},
    )
    max_runtime_minutes = fields.Integer(
        validate=validate.Range(0, MAX_INTEGER),
        metadata={"description": "Only movies that are at most so long."},
    )
    decade = fields.Integer(
        validate=[validate.Range(0, LAST_DECADE), check_decade],
        metadata={
            "description": "Only movies of these ten years, by the first one, such as 1990.",
            "multipleOf": 10,
        },
    )
    seed = fields.Integer(
        validate=validate.Range(0, MAX_INTEGER),
        metadata={"description": "The same seed draws the same movies from the same list."},
    )


class GenreSchema(ma.Schema):
    """One genre."""

    name = fields.String(required=True)


class MovieSchema(ma.Schema):
    """A film; what is not known is null or empty."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    original_title = fields.String(required=True)
    year = fields.Integer(required=True)
    runtime_minutes = fields.Integer(required=True, allow_none=True)
    directors = fields.List(fields.String(), required=True)
    genres = fields.Pluck(GenreSchema, "name", many=True, required=True)
    countries = fields.List(fields.String(), required=True)
    languages = fields.List(fields.String(), required=True)
    synopsis = fields.String(required=True)
    imdb_id = fields.String(required=True, allow_none=True)
    trailer_url = fields.String(required=True, allow_none=True)
    poster = fields.String(required=True, allow_none=True)


class MoviesSchema(ma.Schema):
    """Movies drawn from the list of a mood and an intent."""

    mood = fields.String(required=True)
    intent = fields.String(required=True)
    movies = fields.List(fields.Nested(MovieSchema), required=True)


class MoodListSchema(ma.Schema):
    """The list of a mood and an intent."""

    mood = fields.String(required=True)
    intent = fields.String(required=True)
    length = fields.Integer(required=True, metadata={"description": "Movies in the list."})


class MoodsSchema(ma.Schema):
    """What movies can be asked for."""

    moods = fields.List(fields.String(), required=True)
    intents = fields.List(fields.String(), required=True)
    lists = fields.List(fields.Nested(MoodListSchema), required=True)


class ProblemSchema(ma.Schema):
    """A problem document, RFC 9457."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True)
    errors = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String()),
        metadata={"description": "For invalid parameters: `parameter` and `detail` of each."},
    )

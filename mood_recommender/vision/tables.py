"""Readings as rows of a table, one for each face: the columns are the fields of the reading."""

from pathlib import Path
from typing import Any

import numpy as np

from mood_recommender.vision.boxes import Box
from mood_recommender.vision.folders import PhotoResult
from mood_recommender.vision.reader import FaceReader
from mood_recommender.vision.reading import PhotoReading

_PREFIXES = {"image": "", "box": "", "emotions": "", "moods": "mood_"}
"""What goes before the names inside a field, where it is not the field's own name."""


def csv_columns(reader: FaceReader) -> list[str]:
    """Return the columns of everything that `reader` says; also those of a photo without faces."""
    anything = np.zeros((48, 48, 3), np.uint8)
    faces = reader.read_faces(anything, [Box(0, 0, 48, 48)])
    (row,) = csv_rows(PhotoResult(Path(), PhotoReading(48, 48, faces)).as_dict())
    return [*row, "error", "detail"]


def csv_rows(result: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a row for each face of what `PhotoResult.as_dict` says; one row when there is none."""
    faces = result.get("faces", [])
    photo = _flat({name: value for name, value in result.items() if name != "faces"})
    rows = [photo | {"face": number} | _flat(face) for number, face in enumerate(faces, start=1)]
    return rows or [photo]


def _flat(fields: dict[str, Any]) -> dict[str, Any]:
    """Put what lies inside a field beside the others, under names of its own."""
    cells: dict[str, Any] = {}
    for name, value in fields.items():
        if isinstance(value, dict):
            prefix = _PREFIXES.get(name, f"{name}_")
            cells |= {prefix + inner: cell for inner, cell in _flat(value).items()}
        else:
            cells[name] = value
    return cells

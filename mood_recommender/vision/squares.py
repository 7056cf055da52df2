"""Squares that may hold a face: which of them count, and the boxes they become."""

from typing import NamedTuple

import numpy as np

from mood_recommender.vision.boxes import Box

# Beside the strongest face of a photo others count when they are about as near to the camera and
# clear: on portraits this keeps companions and drops most of the background.
_OTHERS_SIDE = 0.6
_OTHERS_OVERLAP = 0.3


class Square(NamedTuple):
    """A square that may hold a face: its centre and side, and how sure the detector is."""

    x: float
    y: float
    side: float
    score: float

    @property
    def strength(self) -> float:
        """How much it counts beside others."""
        return self.score * self.side


def choose_faces(
    found: list[Square], floor: float, others_floor: float, others_side: float = _OTHERS_SIDE
) -> list[Square]:
    """Keep the strongest, and of the others those that are clear, near and apart from it."""
    clear = (face for face in found if face.score >= floor)
    ranked = sorted(clear, key=lambda face: -face.strength)
    kept = ranked[:1]
    for face in ranked[1:]:
        near = face.side >= others_side * ranked[0].side
        if near and face.score >= others_floor and not any(_overlap(face, k) for k in kept):
            kept.append(face)
    return kept


def _overlap(one: Square, other: Square) -> bool:
    """Whether two squares share more than `_OTHERS_OVERLAP` of the smaller."""
    reach = (one.side + other.side) / 2
    smaller = min(one.side, other.side)
    across = min(reach - abs(one.x - other.x), smaller)
    down = min(reach - abs(one.y - other.y), smaller)
    return across > 0 and down > 0 and across * down > _OTHERS_OVERLAP * smaller**2


def as_boxes(faces: list[Square], image: np.ndarray) -> list[Box]:
    """Return the squares as boxes inside the image, largest first."""
    height, width = image.shape[:2]
    boxes = [
        Box(
            max(round(face.x - face.side / 2), 0),
            max(round(face.y - face.side / 2), 0),
            min(round(face.x + face.side / 2), width),
            min(round(face.y + face.side / 2), height),
        )
        for face in faces
    ]
    return sorted(boxes, key=lambda box: box.area, reverse=True)

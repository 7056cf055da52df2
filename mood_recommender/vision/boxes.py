"""Where a face is, and how a network wants it cut out."""

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Box:
    """Pixel box: left and top inclusive, right and bottom exclusive, never empty.

    Raises ValueError when right <= left or bottom <= top.
    """

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        if self.left >= self.right or self.top >= self.bottom:
            raise ValueError(f"{self} is empty: left < right and top < bottom are needed")

    @property
    def width(self) -> int:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Pixels inside."""
        return self.width * self.height

    def scaled(self, across: float, down: float) -> "Box":
        """Return the same box of an image that is so many times as wide and as high."""
        return Box(
            round(self.left * across),
            round(self.top * down),
            round(self.right * across),
            round(self.bottom * down),
        )

    def moved(self, across: float, down: float, growth: float) -> "Box":
        """Return the box shifted and grown by parts of its size.

        It keeps its centre as it grows, by half of `growth` on each side, and may then reach beyond
        the image.
        """
        x, y = self.width * across, self.height * down
        wider, higher = self.width * growth / 2, self.height * growth / 2
        return Box(
            round(self.left + x - wider),
            round(self.top + y - higher),
            round(self.right + x + wider),
            round(self.bottom + y + higher),
        )


@dataclass(frozen=True)
class Crop:
    """How a network wants a face: cut out of the photo and made a small square."""

    side: int
    """Of the square, in pixels."""
    colour: str
    """"grey" or "rgb"."""
    margin: float = 0
    """What is added to the box on each of its four sides, as a part of its width and height."""

    @property
    def shape(self) -> tuple[int, ...]:
        """What `cut` returns: (side, side) when grey, else (side, side, 3)."""
        return (self.side, self.side) if self.colour == "grey" else (self.side, self.side, 3)

    def seen(self, image: np.ndarray, box: Box) -> Box:
        """Return what `cut` shows of an (h, w, 3) image: `box` with its margin, inside the image.

        Raises ValueError when nothing of it is.
        """
        height, width = image.shape[:2]
        wanted = box.moved(0, 0, 2 * self.margin)
        left, top = max(wanted.left, 0), max(wanted.top, 0)
        return Box(left, top, min(wanted.right, width), min(wanted.bottom, height))

    def cut(self, image: np.ndarray, box: Box) -> np.ndarray:
        """Cut `box` out of an (h, w, 3) uint8 RGB image.

        Returns uint8 of `shape`, grey or RGB; the part of the box outside the image is left out.
        """
        seen = self.seen(image, box)
        cut = image[seen.top : seen.bottom, seen.left : seen.right]
        if self.colour == "grey":
            cut = cv2.cvtColor(cut, cv2.COLOR_RGB2GRAY)
        return cv2.resize(cut, (self.side, self.side), interpolation=cv2.INTER_AREA)
